import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns } from '../../../test-data/value.ts'
import { fitGammaGamma } from '../models/gamma-gamma.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import {
  cubaturePoints,
  drawParameters,
  drawSpendParameters,
  spendSpread,
  timingSpread,
} from './parameter-spread.ts'

const fit = mbgNbd.fit(cdnowFullColumns())
const names = mbgNbd.parameterNames

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const covariance = (left: readonly number[], right: readonly number[]) => {
  const [l, r] = [mean(left), mean(right)]
  return mean(left.map((value, i) => (value - l) * (right[i]! - r)))
}

describe('drawn parameters', () => {
  const random = seededRandom(11)
  const draws = Array.from({ length: 20_000 }, () => drawParameters(fit, names, random)!)
  const logs = names.map((name) => draws.map((draw) => Math.log(draw[name])))

  test('lie around the fitted ones on the log scale', () => {
    names.forEach((name, i) => {
      const standardError = fit.standardErrors![name] / fit.parameters[name]
      expect(Math.abs(mean(logs[i]!) - Math.log(fit.parameters[name]))).toBeLessThan(0.03 * standardError)
    })
  })

  test('vary together as the fit says: cov(ln a, ln b) = cov(a, b) ÷ (a b)', () => {
    names.forEach((left, i) => {
      names.forEach((right, j) => {
        const scale = (k: number, name: (typeof names)[number]) =>
          Math.sqrt(fit.covariance![k]![k]!) / fit.parameters[name]
        const wanted = fit.covariance![i]![j]! / (fit.parameters[left] * fit.parameters[right])
        const drawn = covariance(logs[i]!, logs[j]!)
        expect(Math.abs(drawn - wanted) / (scale(i, left) * scale(j, right))).toBeLessThan(0.04)
      })
    })
  })

  test('are the same for the same seed', () => {
    expect(drawParameters(fit, names, seededRandom(3))).toEqual(drawParameters(fit, names, seededRandom(3)))
  })

  test('are unknown where the fit has no covariance', () => {
    expect(drawParameters({ ...fit, covariance: null }, names, random)).toBeNull()
  })

  test('at no deviation are the fitted ones', () => {
    const still = timingSpread(fit, names)!.at([0, 0, 0, 0])
    for (const name of names) expect(still[name]).toBeCloseTo(fit.parameters[name], 12)
  })
})

describe('drawn spend parameters', () => {
  const few = fitGammaGamma({
    orders: Float64Array.of(1, 2, 1, 3, 1, 2),
    mean: Float64Array.of(20, 35, 400, 22, 30, 90),
  })

  test('always have a finite mean spend: q stays above 1', () => {
    const random = seededRandom(5)
    expect(few.prior).toBe('weak')
    for (let i = 0; i < 2000; i += 1) expect(drawSpendParameters(few, random)!.q).toBeGreaterThan(1)
  })
})

describe('a parameter without a variance', () => {
  const held = {
    parameters: { p: 2000, q: 3, gamma: 0.01 },
    covariance: [
      [0, 0, 0],
      [0, 0.5, 0.002],
      [0, 0.002, 0.00001],
    ],
  }

  test('stays as fitted, and the others vary', () => {
    const spread = spendSpread(held)!
    expect(spread.dimensions).toBe(2)
    const drawn = spread.at([1, 0])
    expect(drawn.p).toBe(2000)
    expect(drawn.q).toBeCloseTo(1 + 2 * Math.exp(Math.sqrt(0.5) / 2), 12)
    expect(drawn.gamma).toBeGreaterThan(0.01)
  })

  test('leaves no dimension where no other is', () => {
    const still = spendSpread({ ...held, covariance: held.covariance.map((row) => row.map(() => 0)) })!
    expect(still.dimensions).toBe(0)
    expect(still.at([])).toEqual(held.parameters)
    expect(cubaturePoints(0)).toEqual([new Float64Array(0)])
  })
})

test.each([2, 3, 4])('cubature points of %i dimensions have mean 0 and the unit covariance', (dimensions) => {
  const points = cubaturePoints(dimensions)
  for (let i = 0; i < dimensions; i += 1) {
    expect(mean(points.map((point) => point[i]!))).toBeCloseTo(0, 12)
    for (let j = 0; j < dimensions; j += 1) {
      expect(mean(points.map((point) => point[i]! * point[j]!))).toBeCloseTo(i === j ? 1 : 0, 12)
    }
  }
})
