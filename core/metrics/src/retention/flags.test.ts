import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { highValueThreshold, isAtRisk, isHighValue, isNewCustomer } from './flags.ts'
import { RFM_SEGMENTS } from './rfm.ts'

describe('high value', () => {
  const highOf = (values: readonly number[]) => {
    const threshold = highValueThreshold(Float64Array.from(values))
    return values.filter((value) => isHighValue(threshold, value))
  }

  test('is the top one of ten and the top two of twenty', () => {
    expect(highOf([5, 3, 9, 1, 7, 2, 8, 6, 4, 10])).toEqual([10])
    expect(highOf(Array.from({ length: 20 }, (_, i) => i))).toEqual([18, 19])
  })

  test('ties share the answer, and never make it more than a tenth', () => {
    expect(highOf([1, 1, 1, 1, 1, 1, 1, 1, 9, 9])).toEqual([])
    expect(highOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 9])).toEqual([9])
    expect(highOf(Array.from({ length: 50 }, () => 7))).toEqual([])
  })

  test('holds exactly where nine tenths lie strictly below', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (values) => {
        const direct = values.filter(
          (value) => 10 * values.filter((other) => other < value).length >= 9 * values.length,
        )
        expect(highOf(values)).toEqual(direct)
      }),
    )
  })

  test('is unknown where the value is', () => {
    expect(isHighValue(5, null)).toBeNull()
    expect(isHighValue(5, Number.NaN)).toBeNull()
    expect(isHighValue(highValueThreshold(Float64Array.from([Number.NaN])), 3)).toBeNull()
  })
})

describe('at risk', () => {
  test('are the segments at_risk and cant_lose, and no others', () => {
    expect(RFM_SEGMENTS.filter((segment) => isAtRisk(segment, null))).toEqual(['cant_lose', 'at_risk'])
  })

  test('is any segment with a health score under 4', () => {
    expect(isAtRisk('champions', 3.9)).toBe(true)
    expect(isAtRisk('champions', 4)).toBe(false)
    expect(isAtRisk(null, 3.9)).toBe(true)
  })

  test('is unknown without a segment, unless the health score says so', () => {
    expect(isAtRisk(null, null)).toBeNull()
    expect(isAtRisk(null, 9)).toBeNull()
  })
})

describe('new', () => {
  test('is a first purchase less than 90 days ago', () => {
    expect(isNewCustomer(1000, 1089)).toBe(true)
    expect(isNewCustomer(1000, 1090)).toBe(false)
    expect(isNewCustomer(1000, 1000)).toBe(true)
  })

  test('is unknown without a purchase by then', () => {
    expect(isNewCustomer(null, 1000)).toBeNull()
    expect(isNewCustomer(1001, 1000)).toBeNull()
  })
})
