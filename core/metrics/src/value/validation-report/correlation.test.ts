import { expect, test } from 'vitest'
import { correlation, rankCorrelation } from './correlation.ts'

test("Pearson's correlation of Anscombe's first set is 0.81642", () => {
  // Anscombe (1973), "Graphs in statistical analysis".
  const x = Float64Array.of(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5)
  const y = Float64Array.of(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68)
  expect(correlation(x, y)).toBeCloseTo(0.81642, 5)
})

test('ranks are correlated whatever the scale', () => {
  const values = Float64Array.of(3, 1, 2, 9)
  expect(rankCorrelation(values, values.map(Math.exp))).toBeCloseTo(1, 12)
  expect(
    rankCorrelation(
      values,
      values.map((value) => -value),
    ),
  ).toBeCloseTo(-1, 12)
})

test('equal values share their middle rank', () => {
  // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 ÷ √(4.5 · 5).
  expect(rankCorrelation(Float64Array.of(1, 2, 2, 3), Float64Array.of(1, 2, 3, 4))).toBeCloseTo(
    4.5 / Math.sqrt(22.5),
    12,
  )
})

test('what does not vary is correlated with nothing', () => {
  expect(correlation(Float64Array.of(1, 1), Float64Array.of(1, 2))).toBeNull()
  expect(rankCorrelation(new Float64Array(), new Float64Array())).toBeNull()
})

test('columns of other lengths are refused', () => {
  expect(() => correlation(Float64Array.of(1), Float64Array.of(1, 2))).toThrow(/1 and 2 values/)
})
