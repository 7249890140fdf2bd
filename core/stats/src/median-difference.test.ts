import { expect, it } from 'vitest'
import { medianDifference, medianSpreadRanks } from './median-difference.ts'
import { sortedQuantile } from './quantile.ts'
import { normalVariate, seededRandom } from './random.ts'

function spreadOf(values: readonly number[]) {
  const sorted = values.toSorted((left, right) => left - right)
  const n = sorted.length
  const ranks = medianSpreadRanks(n) ?? { low: 1, high: n }
  return {
    n,
    median: sortedQuantile(sorted, 0.5) ?? Number.NaN,
    low: sorted[ranks.low - 1] ?? Number.NaN,
    high: sorted[ranks.high - 1] ?? Number.NaN,
  }
}

it('takes the ranks √n away from the middle', () => {
  expect(medianSpreadRanks(25)).toEqual({ low: 8, high: 18 })
  expect(medianSpreadRanks(100)).toEqual({ low: 41, high: 60 })
  expect(medianSpreadRanks(4)).toBeNull()
})

it('is unknown for fewer than five values', () => {
  expect(medianDifference(spreadOf([1, 2, 3, 4]), spreadOf([1, 2, 3, 4, 5, 6]))).toBeNull()
})

it('holds the true difference in about 95 of 100 samples', () => {
  const random = seededRandom(5)
  let held = 0
  for (let run = 0; run < 1_000; run += 1) {
    const sample = (n: number, shift: number) =>
      spreadOf(Array.from({ length: n }, () => Math.exp(normalVariate(random)) + shift))
    const interval = medianDifference(sample(40, 1), sample(60, 0))
    if (interval !== null && interval.low <= 1 && interval.high >= 1) held += 1
  }
  expect(held).toBeGreaterThan(925)
  expect(held).toBeLessThan(985)
})
