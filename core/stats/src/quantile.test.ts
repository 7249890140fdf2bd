import { expect, test } from 'vitest'
import { quantile, sortedQuantile, weightedQuantile } from './quantile.ts'

test('quantiles are interpolated as percentile_cont does', () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5)
  expect(quantile([10, 20, 30, 40, 50], 0.9)).toBeCloseTo(46, 12)
  expect(sortedQuantile([7], 0.25)).toBe(7)
  expect(quantile([1, 2], 1)).toBe(2)
})

test('no values have no quantile', () => {
  expect(quantile([], 0.5)).toBeNull()
  expect(weightedQuantile([], [], 0.5)).toBeNull()
  expect(weightedQuantile([1], [0], 0.5)).toBeNull()
})

test('a weighted quantile is that of values repeated as often as their weight', () => {
  expect(weightedQuantile([5, 1, 9], [1, 18, 1], 0.95)).toBe(5)
  expect(weightedQuantile([5, 1, 9], [1, 18, 1], 0.96)).toBe(9)
  expect(weightedQuantile([9, 5, 1], [1, 1, 18], 0.9)).toBe(1)
})
