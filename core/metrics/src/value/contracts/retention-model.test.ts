import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cohortCounts } from './churn-counts.ts'
import {
  drawnRenewalChances,
  estimatedRenewalChance,
  fitRetention,
  type RetentionModel,
  renewalSurvival,
} from './retention-model.ts'
import { retentionRate, survival } from './shifted-beta-geometric.ts'

const rising = cohortCounts([369, 163, 86, 56, 37, 27, 21], 241)

describe('the retention model', () => {
  test('is sBG where it is identified', () => {
    const model = fitRetention(rising)
    expect(model).toMatchObject({ method: 'sbg', fit: { limit: null, prior: 'none' } })
    const parameters = { alpha: 0.704, beta: 1.182 }
    const chance = estimatedRenewalChance(model)!
    for (const n of [1, 2, 8]) expect(chance(n)).toBeCloseTo(retentionRate(parameters, n), 3)
  })

  test.each([
    ['too-few-tenures', cohortCounts([10, 5], 14)],
    ['under-two-renewals', cohortCounts([100], 300)],
    ['nobody-ended', { ended: [], current: [0, 0, 40] }],
  ] as const)('is one constant rate, named, where it is not: %s', (reason, counts) => {
    const model = fitRetention(counts)
    expect(model).toMatchObject({ method: 'simple-retention', reason })
    const chance = estimatedRenewalChance(model)!
    expect(chance(1)).toBe(chance(9))
    expect(chance(1)).toBeGreaterThan(0)
    expect(chance(1)).toBeLessThan(1)
  })

  test('is sBG by the weak prior where churn looks homogeneous, and names that', () => {
    const alike = cohortCounts([200, 160, 128, 103, 82], 327)
    expect(fitRetention(alike)).toMatchObject({
      method: 'sbg',
      fit: { limit: 'homogeneous-churn', prior: 'weak' },
    })
    expect(fitRetention(alike, 'none')).toMatchObject({
      method: 'simple-retention',
      reason: 'homogeneous-churn',
    })
  })

  test('knows nothing before anybody came to a renewal', () => {
    const model = fitRetention({ ended: [], current: [50] })
    expect(model).toMatchObject({ method: 'simple-retention', retention: null })
    expect(estimatedRenewalChance(model)).toBeNull()
    expect(drawnRenewalChances(model)).toBeNull()
  })
})

test('survival after n renewals is the ratio of survivals since the start', () => {
  const model = fitRetention(rising)
  if (model.method !== 'sbg') throw new Error('This cohort identifies sBG.')
  const shares = renewalSurvival(estimatedRenewalChance(model)!, 3, 4)
  shares.forEach((share, j) => {
    const { parameters } = model.fit
    expect(share).toBeCloseTo(survival(parameters, 4 + j) / survival(parameters, 3), 12)
  })
})

describe('draws of the parameters', () => {
  const spread = (model: RetentionModel) => {
    const draw = drawnRenewalChances(model)!
    const random = seededRandom(2)
    const first = Float64Array.from({ length: 4000 }, () => draw(random)(1))
    const mean = first.reduce((sum, chance) => sum + chance, 0) / first.length
    const variance = first.reduce((sum, chance) => sum + (chance - mean) ** 2, 0) / first.length
    return { mean, deviation: Math.sqrt(variance) }
  }

  test('lie around the estimates as widely as so many customers leave open', () => {
    const { mean, deviation } = spread(fitRetention(rising))
    expect(mean).toBeCloseTo(0.627, 2)
    // One renewal seen of 1,000 customers alone would be √(0.631 · 0.369 ÷ 1000) = 0.0153; the later ones add to it.
    expect(deviation).toBeGreaterThan(0.008)
    expect(deviation).toBeLessThan(0.0153)
  })

  test('of a constant rate are those of its posterior', () => {
    const { mean, deviation } = spread(fitRetention(cohortCounts([10, 5], 14)))
    const made = 19 + 14
    const seen = made + 15
    expect(mean).toBeCloseTo((made + 0.5) / (seen + 1), 2)
    expect(deviation).toBeCloseTo(Math.sqrt((mean * (1 - mean)) / (seen + 2)), 2)
  })

  test('cannot be had of a fit without a covariance', () => {
    const model = fitRetention(rising)
    if (model.method !== 'sbg') throw new Error('This cohort identifies sBG.')
    const bare = { method: 'sbg', fit: { ...model.fit, covariance: null } } as const
    expect(() => drawnRenewalChances(bare)).toThrow('no covariance')
  })
})
