import { expect, it } from 'vitest'
import { quantileIntervalRanks } from './order-statistics.ts'

it('has no interval for too few values, and one from the smallest sample on that allows it', () => {
  for (const [share, first] of [
    [0.5, 6],
    [0.75, 13],
    [0.9, 36],
    [0.95, 72],
  ] as const) {
    expect(quantileIntervalRanks(first - 1, share)).toBeNull()
    expect(quantileIntervalRanks(first, share)).not.toBeNull()
  }
})

it('takes the ranks of the tables for the median', () => {
  expect(quantileIntervalRanks(6, 0.5)).toEqual({ low: 1, high: 6 })
  expect(quantileIntervalRanks(20, 0.5)).toEqual({ low: 6, high: 15 })
  expect(quantileIntervalRanks(100, 0.5)).toEqual({ low: 40, high: 61 })
})

it('holds the quantile with at least 95 %, and would not with a rank less', () => {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  for (const [n, share] of [
    [30, 0.5],
    [50, 0.75],
    [80, 0.9],
  ] as const) {
    const ranks = quantileIntervalRanks(n, share)
    const chance = (k: number) =>
      (factorial(n) / factorial(k) / factorial(n - k)) * share ** k * (1 - share) ** (n - k)
    const between = (low: number, high: number) => {
      let sum = 0
      for (let k = low; k < high; k += 1) sum += chance(k)
      return sum
    }
    expect(between(ranks?.low ?? 0, ranks?.high ?? 0)).toBeGreaterThanOrEqual(0.95)
    expect(between(0, (ranks?.low ?? 0) + 1)).toBeGreaterThan(0.025)
  }
})
