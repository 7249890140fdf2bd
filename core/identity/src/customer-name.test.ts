import { expect, test } from 'vitest'
import { customerName } from './customer-name.ts'

test('The name that most records bear is shown, at a tie the first', () => {
  const named = (...names: (string | null)[]) => names.map((name) => ({ name, handle: null }))
  expect(customerName(named('Ann S.', 'Ann Smith', ' Ann  Smith '))).toBe('Ann Smith')
  expect(customerName(named('', 'Ann', 'Bob'))).toBe('Ann')
})

test('A text that is too long for a name is cut', () => {
  expect(customerName([{ name: 'very '.repeat(1_000), handle: null }])).toBe(`${'very '.repeat(40).trim()}…`)
})

test('Without a name the first address stands for it', () => {
  expect(
    customerName([
      { name: ' ', handle: null },
      { name: null, handle: 'ann@example.com' },
    ]),
  ).toBe('ann@example.com')
  expect(customerName([{ name: null, handle: null }])).toBeNull()
})
