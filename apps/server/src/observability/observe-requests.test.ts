import { expect, test } from 'vitest'
import { addressOf } from './observe-requests.ts'

test.each([
  ['9.9.9.9, 203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:50312', '203.0.113.7'],
  ['[2001:db8::7]:50312', '2001:db8::7'],
  ['2001:db8::7', '2001:db8::7'],
  [undefined, '10.0.0.1'],
])('of "%s" from a proxy of ours, the last address counts, whatever port it names', (forwarded, expected) => {
  expect(addressOf('10.0.0.1', forwarded, { behindProxy: true })).toBe(expected)
})

test('without a proxy, nobody says for themselves where they come from', () => {
  expect(addressOf('10.0.0.1', '203.0.113.7', { behindProxy: false })).toBe('10.0.0.1')
})
