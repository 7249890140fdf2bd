import type { Objective } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns } from '../../../test-data/value.ts'
import { betaGeometricIntervals } from '../models/beta-geometric-fit.ts'
import { bgNbd } from '../models/bg-nbd.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import { profileInterval } from './profile-interval.ts'

/** Two correlated coordinates: the first has the variance 1 ÷ (1 − 0.8²). */
const quadratic: Objective = (theta, gradient, hessian) => {
  const [x = 0, y = 0] = theta
  gradient.set([-x - 0.8 * y, -y - 0.8 * x])
  hessian.set([-1, -0.8, -0.8, -1])
  return -0.5 * (x * x + y * y) - 0.8 * x * y
}

/** A Poisson count in θ = ln mean; flat to the left for a count of 0. */
const poisson =
  (count: number): Objective =>
  (theta, gradient, hessian) => {
    const mean = Math.exp(theta[0] ?? 0)
    gradient[0] = count - mean
    hessian[0] = -mean
    return count * (theta[0] ?? 0) - mean
  }

describe('a profile-likelihood interval', () => {
  test('is estimate ± 1.96 standard errors where the likelihood is quadratic', () => {
    const standardError = 1 / Math.sqrt(1 - 0.64)
    const { low, high } = profileInterval(
      quadratic,
      { theta: [0, 0], lower: [-50, -50], upper: [50, 50] },
      0,
      {
        reach: 1.96,
        standardError: 3 * standardError,
      },
    )
    expect(low).toBeCloseTo(-1.96 * standardError, 3)
    expect(high).toBeCloseTo(1.96 * standardError, 3)
  })

  test('of a count of 4 is 1.234–9.304, from solving μ − 4 − 4 ln(μ ÷ 4) = 1.92', () => {
    const maximum = { theta: [Math.log(4)], lower: [-20], upper: [20] }
    const { low, high } = profileInterval(poisson(4), maximum, 0, {
      reach: 1.959_963_984_540_054,
      standardError: 0.5,
    })
    for (const end of [low, high]) {
      const mean = Math.exp(end)
      expect(mean - 4 - 4 * Math.log(mean / 4)).toBeCloseTo(1.9207, 3)
    }
    expect(Math.exp(low)).toBeLessThan(4)
    expect(Math.exp(high)).toBeGreaterThan(4)
  })

  test('has no end where the data set none', () => {
    const { low, high } = profileInterval(poisson(0), { theta: [-20], lower: [-20], upper: [20] }, 0, {
      reach: 1.96,
      standardError: 1,
    })
    expect(low).toBe(Number.NEGATIVE_INFINITY)
    expect(Math.exp(high)).toBeCloseTo(1.96 ** 2 / 2, 3)
  })
})

describe.each([
  ['BG/NBD', bgNbd, 0],
  ['MBG/NBD', mbgNbd, 1],
] as const)('%s on 23,570 customers', (_, model, chances) => {
  test('has intervals close to those of the standard errors, as the likelihood is close to quadratic', () => {
    const columns = cdnowFullColumns()
    const fit = model.fit(columns)
    const intervals = betaGeometricIntervals(columns, chances, fit)!
    for (const name of model.parameterNames) {
      const standardError = fit.standardErrors![name] / fit.parameters[name]
      const { low, high } = intervals[name]
      expect(Math.log(fit.parameters[name] / low) / standardError).toBeCloseTo(1.96, 0.5)
      expect(Math.log(high / fit.parameters[name]) / standardError).toBeCloseTo(1.96, 0.5)
      expect(Math.log(high / low) / (2 * 1.96 * standardError)).toBeCloseTo(1, 1)
    }
  })
})

test('without standard errors there are no intervals', () => {
  const columns = {
    frequency: Float64Array.of(0, 0, 0),
    recency: Float64Array.of(0, 0, 0),
    age: Float64Array.of(3, 5, 9),
  }
  expect(betaGeometricIntervals(columns, 1, mbgNbd.fit(columns, 'none'))).toBeNull()
})
