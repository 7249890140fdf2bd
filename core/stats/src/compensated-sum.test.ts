import { expect, test } from 'vitest'
import { CompensatedSum, compensatedSum } from './compensated-sum.ts'

test('a small term beside large ones is not lost', () => {
  const sum = new CompensatedSum()
  for (const term of [1e16, 1, -1e16]) sum.add(term)
  expect(sum.value).toBe(1)
})

test('a million tenths are a hundred thousand', () => {
  expect(compensatedSum(new Float64Array(1_000_000).fill(0.1))).toBe(100_000)
})
