import { seededRandom } from '@rapport/stats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { referenceEstimate, survivalPercent } from '../../../test-data/value.ts'
import { type ChurnCounts, cohortCounts, countTenures, renewalCounts } from './churn-counts.ts'
import { logChurnProbability, logSurvival, sampleTenure } from './shifted-beta-geometric.ts'
import { churnLogLikelihood, churnObjective, fitShiftedBetaGeometric } from './shifted-beta-geometric-fit.ts'

const names = ['alpha', 'beta'] as const
const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

/** 1,000 customers of a segment over its first seven years. */
function sevenYears(segment: 'highend' | 'regular'): ChurnCounts {
  const left = survivalPercent(segment)
    .slice(0, 8)
    .map((percent) => Math.round(percent * 10))
  return cohortCounts(
    left.slice(1).map((count, i) => left[i]! - count),
    left[7]!,
  )
}

describe.each([
  ['highend', ['0.668', '3.806'], '-1.611'],
  ['regular', ['0.704', '1.182'], '-1.680'],
] as const)('the segment %s of Fader & Hardie (2007)', (segment, printed, perCustomer) => {
  const fit = fitShiftedBetaGeometric(sevenYears(segment))
  const expected = referenceEstimate(`sbg_${segment}`)

  test('has the reference log-likelihood, parameters, standard errors and covariance', () => {
    expect(fit).toMatchObject({ prior: 'none', limit: null, converged: true, tenures: 1000 })
    expect(Math.abs(fit.logLikelihood - expected.LL)).toBeLessThan(1e-6)
    names.forEach((name, i) => {
      expect(relative(fit.parameters[name], expected.params[name]!)).toBeLessThan(1e-6)
      expect(relative(fit.standardErrors![name], expected.se[name]!)).toBeLessThan(1e-5)
      names.forEach((_, j) => {
        expect(relative(fit.covariance![i]![j]!, expected.cov[i]![j]!)).toBeLessThan(2e-5)
      })
    })
  })

  test('is as in the paper, to the digits printed', () => {
    expect(names.map((name) => fit.parameters[name].toFixed(3))).toEqual(printed)
    expect((fit.logLikelihood / 1000).toFixed(3)).toBe(perCustomer)
  })

  test('is hardly moved by the weak prior', () => {
    const steadied = fitShiftedBetaGeometric(sevenYears(segment), 'weak')
    for (const name of names) {
      const moved = Math.abs(steadied.parameters[name] - fit.parameters[name])
      expect(moved / fit.standardErrors![name]).toBeLessThan(0.1)
    }
  })
})

const tenures = fc.array(fc.record({ renewals: fc.nat(12), ended: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
})
const columnsOf = (rows: readonly { renewals: number; ended: boolean }[]) => ({
  renewals: rows.map(({ renewals }) => renewals),
  ended: rows.map(({ ended }) => (ended ? 1 : 0)),
})

test('tenures of any start, ended or not, add up to the likelihood of each', () => {
  const shape = fc.double({ min: 0.05, max: 50, noNaN: true })
  fc.assert(
    fc.property(tenures, shape, shape, (rows, alpha, beta) => {
      const parameters = { alpha, beta }
      const sum = rows.reduce(
        (total, { renewals, ended }) =>
          total + (ended ? logChurnProbability(parameters, renewals + 1) : logSurvival(parameters, renewals)),
        0,
      )
      const together = churnLogLikelihood(parameters, countTenures(columnsOf(rows)))
      expect(Math.abs(together - sum)).toBeLessThan(1e-10 * (1 + Math.abs(sum)))
    }),
  )
})

test('gradient and Hessian are the derivatives of the log-likelihood', () => {
  const objective = churnObjective(renewalCounts(sevenYears('regular')))
  const evaluate = (theta: readonly number[]) => {
    const gradient = new Float64Array(2)
    const hessian = new Float64Array(4)
    return { value: objective(Float64Array.from(theta), gradient, hessian), gradient, hessian }
  }
  const here = evaluate([0.3, -0.7])
  const step = 1e-5
  for (const i of [0, 1] as const) {
    const shift = (by: number) => evaluate([0.3 + (i === 0 ? by : 0), -0.7 + (i === 1 ? by : 0)])
    expect(relative((shift(step).value - shift(-step).value) / (2 * step), here.gradient[i]!)).toBeLessThan(
      1e-7,
    )
    for (const j of [0, 1] as const) {
      const numeric = (shift(step).gradient[j]! - shift(-step).gradient[j]!) / (2 * step)
      expect(relative(numeric, here.hessian[2 * i + j]!)).toBeLessThan(1e-7)
    }
  }
})

test('whatever was seen, a fit with the automatic prior is finite and has standard errors', () => {
  fc.assert(
    fc.property(tenures, (rows) => {
      fc.pre(rows.some(({ renewals, ended }) => renewals > 0 || ended))
      const fit = fitShiftedBetaGeometric(countTenures(columnsOf(rows)))
      expect(fit).toMatchObject({ prior: 'weak', converged: true })
      for (const name of names) {
        expect(fit.parameters[name]).toBeGreaterThan(0)
        expect(fit.parameters[name]).toBeLessThan(Infinity)
        expect(fit.standardErrors![name]).toBeGreaterThan(0)
      }
    }),
    { numRuns: 300 },
  )
})

describe('data at a limit of the model are named, and have no standard errors without a prior', () => {
  test.each([
    ['nobody-ended', { ended: [], current: [50, 100, 200] }],
    ['nobody-renewed', { ended: [300], current: [20] }],
    ['one-renewal-seen', { ended: [100], current: [50, 300] }],
    ['homogeneous-churn', cohortCounts([200, 160, 128, 103, 82], 327)],
    ['polarised-churn', cohortCounts([500, 0, 0, 0], 500)],
  ] as const)('%s', (limit, counts) => {
    expect(fitShiftedBetaGeometric(counts, 'none')).toMatchObject({
      limit,
      prior: 'none',
      standardErrors: null,
      covariance: null,
    })
    const steady = fitShiftedBetaGeometric(counts)
    expect(steady).toMatchObject({ limit, prior: 'weak', converged: true })
    expect(steady.standardErrors).not.toBeNull()
  })

  test('nobody has come to a renewal', () => {
    expect(() => fitShiftedBetaGeometric({ ended: [], current: [40] })).toThrow('no history to learn from')
  })
})

test('intervals on the logarithmic scale hold the true parameters about as often as they say', () => {
  const truth = { alpha: 0.8, beta: 3 }
  const random = seededRandom(12)
  const rounds = 200
  let held = 0
  for (let round = 0; round < rounds; round += 1) {
    // Starts are staggered: between one and eight renewals are seen.
    const rows = Array.from({ length: 300 }, (_, i) => sampleTenure(truth, 1 + (i % 8), random))
    const { parameters, standardErrors } = fitShiftedBetaGeometric(countTenures(columnsOf(rows)), 'auto')
    for (const name of names) {
      const reach = (1.96 * standardErrors![name]) / parameters[name]
      if (Math.abs(Math.log(parameters[name] / truth[name])) < reach) held += 1
    }
  }
  expect(held / rounds / 2).toBeGreaterThan(0.91)
  expect(held / rounds / 2).toBeLessThan(0.99)
})

test('a row that is no tenure is named', () => {
  expect(() => countTenures({ renewals: [1, 2.5], ended: [0, 0] })).toThrow('Row 1 cannot be a tenure')
  expect(() => countTenures({ renewals: [-1], ended: [1] })).toThrow('Row 0 cannot be a tenure')
  expect(() => countTenures({ renewals: [1], ended: [2] })).toThrow('Row 0 cannot be a tenure')
  expect(() => fitShiftedBetaGeometric({ ended: [3, -1], current: [] })).toThrow('-1 ended tenures')
})
