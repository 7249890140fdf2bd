import { expect, test } from 'vitest'
import { add, divide, negate, toInstant } from './values.ts'

test.each([
  ['2024-03-01T12:00:00.000+0000', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01T12:00:00.000Z', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01T14:00:00.000+0200', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01', '2024-03-01T00:00:00.000Z'],
  ['soon', undefined],
])('the time %s is %s', (text, instant) => {
  expect(toInstant(text)).toBe(instant)
})

test.each([
  ['90', '0.9', '100.00'],
  ['100', '3', '33.33'],
  ['0.005', '1', '0.01'],
  ['-0.005', '1', '-0.01'],
  ['-0.001', '1', '0.00'],
  ['999999999999999.99', '0.01', '99999999999999999.00'],
])('%s at %s per unit is %s', (amount, rate, converted) => {
  expect(divide(amount, rate, 2)).toBe(converted)
})

test('an amount converts to whole units of a currency without parts', () => {
  expect(divide('10', '3', 0)).toBe('3')
})

test('sums are exact', () => {
  expect(add('0.1', '0.20')).toBe('0.30')
  expect(add('-0.1', '0.1')).toBe('0.0')
  expect(add('5', '-12.5')).toBe('-7.5')
})

test('turning the sign of nothing leaves nothing', () => {
  expect([negate('1.5'), negate('-1.5'), negate('0.00')]).toEqual(['-1.5', '1.5', '0.00'])
})
