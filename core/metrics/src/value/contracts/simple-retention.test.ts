import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renewalCounts } from './churn-counts.ts'
import { constantRetention, simpleRetentionValue } from './simple-retention.ts'

const customer = { margin: 100, retention: 0.8, discount: 0.1 }

describe('the three formulas of the field, 100 a year at 80 % retention and 10 % discount', () => {
  test.each([
    ['first-payment-included', (100 * 1.1) / 0.3],
    ['first-payment-excluded', (100 * 0.8) / 0.3],
    ['booked-at-period-end', 100 / 0.3],
  ] as const)('%s', (convention, expected) => {
    const result = simpleRetentionValue(customer, convention)
    expect(result.convention).toBe(convention)
    expect(result.value).toBeCloseTo(expected, 10)
  })
})

test('a horizon counts its payments one by one', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(share, share, fc.nat(40), (retention, discount, periods) => {
      let included = 0
      for (let k = 0; k < periods; k += 1) included += (retention / (1 + discount)) ** k
      const input = { margin: 1, retention, discount, periods }
      const value = (convention: Parameters<typeof simpleRetentionValue>[1]) =>
        simpleRetentionValue(input, convention).value
      expect(value('first-payment-included')).toBeCloseTo(included, 9)
      expect(value('first-payment-excluded')).toBeCloseTo((included * retention) / (1 + discount), 9)
      expect(value('booked-at-period-end')).toBeCloseTo(included / (1 + discount), 9)
    }),
  )
})

test('who never leaves and is not discounted is worth the horizon, and without one more than any number', () => {
  const forever = { margin: 2, retention: 1, discount: 0 }
  expect(simpleRetentionValue({ ...forever, periods: 12 }, 'first-payment-excluded').value).toBe(24)
  expect(simpleRetentionValue(forever, 'first-payment-included').value).toBe(Infinity)
})

test('rates that cannot be are refused', () => {
  const value = (change: object) => simpleRetentionValue({ ...customer, ...change }, 'booked-at-period-end')
  expect(() => value({ retention: 1.2 })).toThrow('retention rate is 1.2')
  expect(() => value({ discount: -0.1 })).toThrow('discount per period is -0.1')
  expect(() => value({ periods: Number.NaN })).toThrow('horizon is NaN periods')
})

test('the retention rate counts renewals made of those due, never as certain', () => {
  expect(constantRetention(renewalCounts({ ended: [10, 5], current: [0, 0, 85] }))).toBeCloseTo(
    (90 + 85 + 0.5) / (100 + 90 + 1),
    12,
  )
  expect(constantRetention(renewalCounts({ ended: [], current: [0, 10] }))).toBeCloseTo(10.5 / 11, 12)
  expect(constantRetention(renewalCounts({ ended: [], current: [7] }))).toBeNull()
})
