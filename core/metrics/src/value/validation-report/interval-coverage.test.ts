import { expect, test } from 'vitest'
import { intervalCoverage } from './interval-coverage.ts'
import { poissonIntervals } from './poisson-intervals.ts'

test('outcomes are counted inside with the ends, below and above', () => {
  const intervals = { level: 0.5, low: Float64Array.of(1, 1, 1, 1), high: Float64Array.of(3, 3, 3, 5) }
  expect(intervalCoverage(intervals, Float64Array.of(1, 3, 0, 6))).toEqual({
    level: 0.5,
    customers: 4,
    covered: 0.5,
    below: 0.25,
    above: 0.25,
    standardError: 0.25,
    meanWidth: 2.5,
  })
})

test('what is unknown is left out', () => {
  const intervals = { level: 0.5, low: Float64Array.of(Number.NaN, 0), high: Float64Array.of(1, 1) }
  expect(intervalCoverage(intervals, Float64Array.of(0, 1))).toMatchObject({ customers: 1, covered: 1 })
  expect(intervalCoverage(intervals, Float64Array.of(0, Number.NaN))).toBeNull()
})

test('levels and lengths that cannot be are refused', () => {
  const intervals = { level: 80, low: Float64Array.of(0), high: Float64Array.of(1) }
  expect(() => intervalCoverage(intervals, Float64Array.of(0))).toThrow(/such as 0.8/)
  expect(() => intervalCoverage({ ...intervals, level: 0.8 }, Float64Array.of(0, 1))).toThrow(
    /for 2 outcomes/,
  )
})

test('Poisson intervals have equal tails', () => {
  // Tables of the Poisson distribution: P(N ≤ 1 | 4) = 0.092, P(N ≤ 2 | 4) = 0.238; P(N ≤ 6 | 4) = 0.889, ≤ 7: 0.949.
  const { low, high } = poissonIntervals(Float64Array.of(0, 0.1, 4, 1e4), 0.8)
  expect([...low.subarray(0, 3)]).toEqual([0, 0, 2])
  expect([...high.subarray(0, 3)]).toEqual([0, 0, 7])
  // With a mean of 10,000 as good as normal: 1.2816 deviations of 100 either way.
  expect(Math.abs(low[3]! - 9872)).toBeLessThanOrEqual(1)
  expect(Math.abs(high[3]! - 10128)).toBeLessThanOrEqual(1)
})
