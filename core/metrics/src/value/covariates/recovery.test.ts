import { beforeAll, describe, expect, test } from 'vitest'
import type { CovariateFit } from './covariate-fit.ts'
import { recoveredShares, simulatedFits, truth } from './testing/recovery.ts'

/** A short form of `test/slow/covariates.test.ts`. */
const runs = 40

describe.each(Object.entries(simulatedFits))('%s with simulated covariates, 600 customers', (_, fitOf) => {
  let fits: readonly CovariateFit[] = []
  beforeAll(() => {
    fits = Array.from({ length: runs }, (_, seed) => fitOf(seed + 1))
  })

  test('every run has all coefficients with standard errors', () => {
    for (const fit of fits) {
      expect(fit).toMatchObject({ converged: true, limit: null })
      for (const { limit, standardError } of fit.coefficients) {
        expect(limit).toBeNull()
        expect(standardError).toBeGreaterThan(0)
      }
    }
  })

  test('the truth is within two standard errors in about 95 of 100 runs', () => {
    const shares = Object.values(recoveredShares(fits))
    expect(Math.min(...shares)).toBeGreaterThan(0.84)
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(mean).toBeGreaterThan(0.9)
  })

  test('estimates are right on average', () => {
    for (const [place, { process, covariate }] of fits[0]!.coefficients.entries()) {
      const own = fits.map((fit) => fit.coefficients[place]!)
      const mean = own.reduce((sum, { estimate }) => sum + estimate!, 0) / runs
      const error = own.reduce((sum, { standardError }) => sum + standardError!, 0) / runs
      const known = truth[process][covariate as 'segment' | 'score']
      expect(Math.abs(mean - known) / (error / Math.sqrt(runs))).toBeLessThan(4)
    }
  })
})
