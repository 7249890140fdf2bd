import { expect, it } from 'vitest'
import { normalCdf, normalQuantile } from './normal-quantile.ts'

it('gives the quantiles of the tables', () => {
  expect(normalQuantile(0.5)).toBeCloseTo(0, 12)
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 10)
  expect(normalQuantile(0.995)).toBeCloseTo(2.575829303548901, 10)
  expect(normalQuantile(0.05)).toBeCloseTo(-1.6448536269514722, 10)
})

it('is the inverse of the distribution function', () => {
  for (const z of [-4, -1.3, -0.2, 0.7, 2.1, 4]) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 8)
})

it('refuses what is no chance', () => {
  for (const share of [0, 1, -0.1, Number.NaN]) expect(() => normalQuantile(share)).toThrow(RangeError)
})
