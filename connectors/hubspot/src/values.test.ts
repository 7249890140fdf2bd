import { expect, test } from 'vitest'
import { toDecimal, toInstant } from './values.ts'

test.each([
  ['12.50', '12.50'],
  ['1.25E3', '1250'],
  ['1.2345E2', '123.45'],
  ['5e-3', '0.005'],
  ['.5', '0.5'],
  ['12.', '12'],
  ['+7', '7'],
  ['-0.0', '0.0'],
  ['-1.5', '-1.5'],
  ['007', '7'],
  ['0', '0'],
])('the number %s is the decimal %s', (text, decimal) => {
  expect(toDecimal(text)).toBe(decimal)
})

test.each(['abc', '1,000', '1.2.3', '.', '-', '1e', 'NaN'])('%s is no number', (text) => {
  expect(toDecimal(text)).toBeUndefined()
})

test.each([
  ['1709294400000', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01T12:00:00Z', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01T12:00:00.5+01:00', '2024-03-01T11:00:00.500Z'],
  ['2024-03-01T12:00:00', '2024-03-01T12:00:00.000Z'],
  ['2024-03-01', '2024-03-01T00:00:00.000Z'],
])('the time %s is %s', (text, instant) => {
  expect(toInstant(text)).toBe(instant)
})

test.each(['yesterday', '2024-13-01', '99999999999999999'])('%s is no time', (text) => {
  expect(toInstant(text)).toBeUndefined()
})

test('an empty value is unknown, not zero', () => {
  expect(toDecimal('')).toBeNull()
  expect(toInstant(null)).toBeNull()
})
