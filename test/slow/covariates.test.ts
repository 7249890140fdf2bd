import process from 'node:process'
import { describe, expect, test } from 'vitest'
import { recoveredShares, simulatedFits } from '../../core/metrics/src/value/covariates/testing/recovery.ts'

const full = process.env.RAPPORT_SLOW === 'full'
const runs = full ? 500 : 10

describe.each(Object.entries(simulatedFits))('%s with covariates', (_, fitOf) => {
  test(`the truth is within two standard errors in 92.5 to 98 % of ${runs} cohorts of 600`, () => {
    const fits = Array.from({ length: runs }, (_, seed) => fitOf(seed + 1))
    const shares = recoveredShares(fits)
    for (const [coefficient, share] of Object.entries(shares)) {
      // A few runs cannot hold so narrow a band.
      expect(share, coefficient).toBeGreaterThanOrEqual(full ? 0.925 : 0.7)
      if (full) expect(share, coefficient).toBeLessThanOrEqual(0.98)
    }
  })
})
