import { expect, test } from 'vitest'
import {
  acquisitionCost,
  engagementRate,
  paybackMonths,
  referralRate,
  valueToAcquisitionCost,
} from './acquisition.ts'

test('acquisition cost is spend per new customer, unknown without one', () => {
  expect(acquisitionCost(5000, 25)).toBe(200)
  expect(acquisitionCost(5000, 0)).toBeNull()
  expect(() => acquisitionCost(-1, 2)).toThrow(RangeError)
})

test('CLV : CAC is a ratio, unknown where either is or a customer costs nothing', () => {
  expect(valueToAcquisitionCost(600, 200)).toBe(3)
  expect(valueToAcquisitionCost(null, 200)).toBeNull()
  expect(valueToAcquisitionCost(600, null)).toBeNull()
  expect(valueToAcquisitionCost(600, 0)).toBeNull()
})

test('payback is the first whole month whose cumulative margin covers the cost', () => {
  expect(paybackMonths(100, [40, 30, 29, 1, 50])).toBe(4)
  expect(paybackMonths(100, [100])).toBe(1)
  expect(paybackMonths(0, [])).toBe(0)
})

test('ten months of 0.10 cover 1.00', () => {
  expect(
    paybackMonths(
      1,
      Array.from({ length: 12 }, () => 0.1),
    ),
  ).toBe(10)
})

test('margin that never covers the cost has no payback', () => {
  expect(paybackMonths(100, [40, 30, 29])).toBeNull()
  expect(paybackMonths(100, [])).toBeNull()
  expect(() => paybackMonths(Number.NaN, [1])).toThrow(RangeError)
})

test('referral and engagement rates are shares with their interval, unknown of nobody', () => {
  // 1 of 29 and 81 of 263: Newcombe 1998, table I, method 3.
  expect(referralRate(1, 29)).toMatchObject({ count: 1, of: 29, share: 1 / 29 })
  expect(referralRate(1, 29)?.high).toBeCloseTo(0.1718, 4)
  expect(engagementRate(81, 263)?.low).toBeCloseTo(0.2553, 4)
  expect(referralRate(0, 0)).toBeNull()
  expect(engagementRate(0, 0)).toBeNull()
})
