import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DecimalSum } from './decimal-sum.ts'

const total = (amounts: readonly string[]): string => {
  const sum = new DecimalSum()
  for (const amount of amounts) sum.add(amount)
  return sum.toString()
}

test('tenths add up without a trace of binary', () => {
  expect(total(['0.10', '0.20'])).toBe('0.30')
  expect(total(['1', '-0.005', '2.5'])).toBe('3.495')
  expect(total([])).toBe('0')
  expect(total(['-0.50', '0.25'])).toBe('-0.25')
})

test('totals beyond the safe integers keep every cent', () => {
  expect(total(['90071992547409931.01', '0.01'])).toBe('90071992547409931.02')
})

test('the sum is exact, in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 })), (cents) => {
      const amounts = cents.map((value) => {
        const digits = Math.abs(value).toString().padStart(3, '0')
        return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
      })
      const exact = cents.reduce((sum, value) => sum + value, 0)
      expect(Math.round(Number(total(amounts)) * 100)).toBe(exact + 0)
      expect(total(amounts.toReversed())).toBe(total(amounts))
    }),
  )
})

test.each(['', '1,000.00', '1e3', 'NaN', '.5', '12.'])('"%s" is no amount', (text) => {
  expect(() => new DecimalSum().add(text)).toThrow(/not a decimal number/)
})
