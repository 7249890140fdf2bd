import { expect, test } from 'vitest'
import { toDecimal } from './to-decimal.ts'

test.each([
  ['12.50', '12.50'],
  ['1.25E3', '1250'],
  ['1.2345E2', '123.45'],
  ['5e-3', '0.005'],
  ['.5', '0.5'],
  ['12.', '12'],
  ['+7', '7'],
  ['-0.0', '0.0'],
  ['1e-7', '0.0000001'],
  ['-1.5', '-1.5'],
  ['007', '7'],
  ['0', '0'],
])('the number %s is the decimal %s', (text, decimal) => {
  expect(toDecimal(text)).toBe(decimal)
})

test.each(['', 'abc', '1,000', '1.2.3', '.', '-', '1e', 'NaN'])('%s is no number', (text) => {
  expect(toDecimal(text)).toBeUndefined()
})
