import fc from 'fast-check'
import { expect, test } from 'vitest'
import { predictionQuality } from '../validation.ts'
import { decilesByPrediction } from './deciles.ts'

const numbers = (length: number, value: (place: number) => number) =>
  Float64Array.from({ length }, (_, i) => value(i))

test('tenths go from the highest predictions down, with lift and gain', () => {
  const deciles = decilesByPrediction(
    numbers(20, (place) => place),
    numbers(20, (place) => (place >= 18 ? 4 : place >= 16 ? 1 : 0)),
  )
  expect(deciles).toHaveLength(10)
  expect(deciles[0]).toEqual({ decile: 1, predictedMean: 18.5, actualMean: 4, lift: 8, gain: 0.8 })
  expect(deciles[1]).toMatchObject({ predictedMean: 16.5, actualMean: 1, lift: 2, gain: 1 })
  expect(deciles[9]).toMatchObject({ predictedMean: 0.5, actualMean: 0, lift: 0, gain: 1 })
})

test('customers with equal predictions are spread evenly', () => {
  const deciles = decilesByPrediction(
    new Float64Array(30),
    numbers(30, (place) => (place === 7 ? 30 : 0)),
  )
  for (const { actualMean, lift } of deciles) {
    expect(actualMean).toBeCloseTo(1, 12)
    expect(lift).toBeCloseTo(1, 12)
  }
})

test('where nothing happened there is no lift', () => {
  expect(
    decilesByPrediction(
      numbers(10, (place) => place),
      new Float64Array(10),
    )[0],
  ).toMatchObject({
    lift: null,
    gain: null,
  })
})

test('tenths of few customers are parts of them', () => {
  expect(decilesByPrediction(Float64Array.of(2, 1), Float64Array.of(10, 0)).map(({ gain }) => gain)).toEqual([
    0.2, 0.4, 0.6000000000000001, 0.8, 1, 1, 1, 1, 1, 1,
  ])
})

test('columns of other lengths are refused', () => {
  expect(() => decilesByPrediction(Float64Array.of(1), Float64Array.of())).toThrow(
    /1 predictions and 0 outcomes/,
  )
})

test('the tenths add up to the totals, and the first is the top decile share', () => {
  const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(rows, (list) => {
      const predicted = Float64Array.from(list, ([value]) => value)
      const actual = Float64Array.from(list, ([, value]) => value)
      const quality = predictionQuality(predicted, actual)
      const deciles = decilesByPrediction(predicted, actual)
      const sum = (of: (decile: (typeof deciles)[number]) => number) =>
        deciles.reduce((total, decile) => total + of(decile), 0) * (list.length / 10)
      expect(sum(({ predictedMean }) => predictedMean)).toBeCloseTo(quality.predictedTotal, 9)
      expect(sum(({ actualMean }) => actualMean)).toBeCloseTo(quality.actualTotal, 9)
      if (quality.topDecileShare === null) expect(deciles[0]!.gain).toBeNull()
      else expect(deciles[0]!.gain).toBeCloseTo(quality.topDecileShare, 12)
    }),
  )
})
