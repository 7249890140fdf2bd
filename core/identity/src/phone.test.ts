import { expect, test } from 'vitest'
import { phoneKey } from './phone.ts'

test('A number is compared in E.164 however it was written', () => {
  expect(phoneKey('+1 (213) 373-4253', [])).toBe('+12133734253')
  expect(phoneKey('213.373.4253', ['US'])).toBe('+12133734253')
})

test("The record's country goes before the default", () => {
  expect(phoneKey('030 901820', ['de', 'US'])).toBe('+4930901820')
})

test('A country that does not exist leaves the default', () => {
  expect(phoneKey('213 373 4253', ['XX', 'US'])).toBe('+12133734253')
})

test('An extension keeps people behind one switchboard apart', () => {
  expect(phoneKey('+1 213 373 4253 ext. 12', [])).toBe('+12133734253;ext=12')
})

test.each(['', 'n/a', '000 000 0000', '123', '+1 213 373'])('%j is no number', (text) => {
  expect(phoneKey(text, ['US'])).toBeNull()
})

test('A national number without any country is not guessed', () => {
  expect(phoneKey('213 373 4253', [null])).toBeNull()
})
