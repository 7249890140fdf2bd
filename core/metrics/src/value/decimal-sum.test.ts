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

test('no amount is too large, too small or too fine, also beside others', () => {
  const amount = fc
    .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 24 }), fc.nat(24))
    .map(([digits, shorter, decimals]) => {
      const units = digits / 10n ** BigInt(shorter)
      const text = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
      const whole = text.slice(0, text.length - decimals)
      const shown = decimals === 0 ? whole : `${whole}.${text.slice(-decimals)}`
      return {
        text: `${units < 0n ? '-' : ''}${shown}`,
        in24: units * 10n ** BigInt(24 - decimals),
        decimals,
      }
    })
  fc.assert(
    fc.property(fc.array(amount), (amounts) => {
      const sum = new DecimalSum()
      for (const { text } of amounts) sum.add(text)
      const exact = amounts.reduce((units, { in24 }) => units + in24, 0n)
      const decimals = Math.max(0, ...amounts.map((added) => added.decimals))
      expect(BigInt(sum.toString().replace('.', '')) * 10n ** BigInt(24 - decimals)).toBe(exact)
      expect(sum.toString().split('.')[1]?.length ?? 0).toBe(decimals)
      expect(sum.toNumber()).toBe(Number(sum.toString()))
      expect(sum.sign).toBe(exact < 0n ? -1 : exact > 0n ? 1 : 0)
    }),
  )
})

test.each(['', '1,000.00', '1e3', 'NaN', '.5', '12.'])('"%s" is no amount', (text) => {
  expect(() => new DecimalSum().add(text)).toThrow(/not a decimal number/)
})
