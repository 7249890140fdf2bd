import fc from 'fast-check'
import { expect, test } from 'vitest'
import { giniDifference, predictionQuality } from './validation.ts'

test('a perfect prediction has no error and a normalised Gini of 1', () => {
  const actual = Float64Array.of(0, 3, 1, 0, 9)
  const quality = predictionQuality(actual, actual)
  expect(quality).toMatchObject({ bias: 0, meanAbsoluteError: 0, rootMeanSquaredError: 0, actualTotal: 13 })
  expect(quality.normalizedGini).toBeCloseTo(1, 12)
})

test('bias, errors and Gini of a small example', () => {
  const quality = predictionQuality(Float64Array.of(1, 2, 3, 4), Float64Array.of(4, 3, 2, 1))
  expect(quality.bias).toBe(0)
  expect(quality.meanAbsoluteError).toBe(2)
  expect(quality.rootMeanSquaredError).toBeCloseTo(Math.sqrt(5), 12)
  expect(quality.normalizedGini).toBeCloseTo(-1, 12)
})

test('a prediction that tells nobody apart has a Gini of 0 and the top tenth a tenth', () => {
  const quality = predictionQuality(
    new Float64Array(20).fill(1),
    Float64Array.from({ length: 20 }, (_, i) => i),
  )
  expect(quality.normalizedGini).toBeCloseTo(0, 12)
  expect(quality.topDecileShare).toBeCloseTo(0.1, 12)
})

test('what cannot be known is null', () => {
  const nothing = predictionQuality(Float64Array.of(1, 2), Float64Array.of(0, 0))
  expect(nothing).toMatchObject({ bias: null, normalizedGini: null, topDecileShare: null })
  expect(predictionQuality(Float64Array.of(1, 2), Float64Array.of(3, 3)).normalizedGini).toBeNull()
  expect(giniDifference(Float64Array.of(1, 2), Float64Array.of(2, 1), Float64Array.of(0, 0))).toBeNull()
})

test('lengths must agree', () => {
  expect(() => predictionQuality(Float64Array.of(1), Float64Array.of(1, 2))).toThrow(
    /1 predictions and 2 outcomes/,
  )
})

test('the difference of two Ginis is that of the two, and 0 ± 0 for one ranking', () => {
  const column = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(column, column, column, (first, second, outcome) => {
      const actual = Float64Array.from(outcome)
      const left = predictionQuality(Float64Array.from(first), actual).normalizedGini
      const right = predictionQuality(Float64Array.from(second), actual).normalizedGini
      const difference = giniDifference(Float64Array.from(first), Float64Array.from(second), actual)
      if (left === null || right === null) expect(difference).toBeNull()
      else expect(difference?.difference).toBeCloseTo(left - right, 10)
      if (difference === null) return
      const same = giniDifference(Float64Array.from(first), Float64Array.from(first), actual)
      expect(same?.difference).toBeCloseTo(0, 12)
      expect(same?.standardError).toBeCloseTo(0, 12)
    }),
  )
})

test('the order of the rows never changes a figure', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
      const quality = (order: [number, number][]) =>
        predictionQuality(
          Float64Array.from(order, ([p]) => p),
          Float64Array.from(order, ([, a]) => a),
        )
      const [forward, backward] = [quality(rows), quality(rows.toReversed())]
      for (const name of ['normalizedGini', 'topDecileShare', 'bias', 'rootMeanSquaredError'] as const) {
        if (forward[name] === null) expect(backward[name]).toBeNull()
        else expect(backward[name]).toBeCloseTo(forward[name], 10)
      }
    }),
  )
})
