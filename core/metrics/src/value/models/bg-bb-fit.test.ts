import { normalVariate, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { donations, referenceEstimate } from '../../../test-data/value.ts'
import { bgBb } from './bg-bb.ts'
import { betaBinomialObjective } from './bg-bb-likelihood.ts'
import type { TimingColumns } from './timing-model.ts'

const names = ['alpha', 'beta', 'gamma', 'delta'] as const

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

const history = (frequency: number, recency: number, age: number) => ({ frequency, recency, age })

describe('on 11,104 donors over six years', () => {
  const columns = donations()
  const expected = referenceEstimate('donations_bgbb')
  const fit = bgBb.fit(columns)

  test('it is fitted without a prior, to a maximum inside the model', () => {
    expect(fit).toMatchObject({ prior: 'none', limit: null, converged: true, customers: 11_104 })
  })

  test('it has the reference log-likelihood, parameters, standard errors and covariance', () => {
    expect(Math.abs(fit.logLikelihood - expected.LL)).toBeLessThan(1e-6)
    names.forEach((name, i) => {
      expect(relative(fit.parameters[name], expected.params[name]!)).toBeLessThan(1e-6)
      expect(relative(fit.standardErrors![name], expected.se[name]!)).toBeLessThan(1e-5)
      names.forEach((_, j) => {
        const scale = Math.sqrt(expected.cov[i]![i]! * expected.cov[j]![j]!)
        expect(Math.abs(fit.covariance![i]![j]! - expected.cov[i]![j]!) / scale).toBeLessThan(2e-5)
        expect(fit.covariance![i]![j]).toBe(fit.covariance![j]![i])
      })
    })
  })

  test('the paper reports the same, to the digits printed', () => {
    expect(names.map((name) => fit.parameters[name].toFixed(3))).toEqual(['1.204', '0.750', '0.657', '2.783'])
    expect(fit.logLikelihood.toFixed(2)).toBe('-33225.58')
  })

  test('the weak prior hardly moves what so many donors say', () => {
    const steadied = bgBb.fit(columns, 'weak')
    for (const name of names) {
      const moved = Math.abs(steadied.parameters[name] - fit.parameters[name])
      expect(moved / fit.standardErrors![name]).toBeLessThan(0.1)
    }
  })
})

test('gradient and Hessian are the derivatives of the log-likelihood', () => {
  const objective = betaBinomialObjective(donations())
  const random = seededRandom(3)
  const evaluate = (theta: Float64Array) => {
    const gradient = new Float64Array(4)
    const hessian = new Float64Array(16)
    return { value: objective(theta, gradient, hessian), gradient, hessian }
  }
  for (let round = 0; round < 5; round += 1) {
    const theta = Float64Array.from({ length: 4 }, () => normalVariate(random))
    const here = evaluate(theta)
    theta.forEach((_, i) => {
      const step = 1e-5
      const shift = (by: number) => evaluate(theta.map((value, j) => (i === j ? value + by : value)))
      const up = shift(step)
      const down = shift(-step)
      expect(relative((up.value - down.value) / (2 * step), here.gradient[i]!)).toBeLessThan(1e-5)
      theta.forEach((_, j) => {
        const numeric = (up.gradient[j]! - down.gradient[j]!) / (2 * step)
        const scale = 1 + Math.sqrt(Math.abs(here.hessian[5 * i]! * here.hessian[5 * j]!))
        expect(Math.abs(numeric - here.hessian[4 * i + j]!) / scale).toBeLessThan(1e-6)
      })
    })
  }
})

const cohort = (rows: readonly (readonly [number, number, number])[]): TimingColumns => ({
  frequency: Float64Array.from(rows, ([x]) => x),
  recency: Float64Array.from(rows, ([, last]) => last),
  age: Float64Array.from(rows, ([, , age]) => age),
})

describe('data at a limit of the model', () => {
  test('customers who never leave', () => {
    const rows = Array.from({ length: 400 }, (_, i) => [2 + (i % 7), 8, 8] as const)
    const bare = bgBb.fit(cohort(rows), 'none')
    expect(bare).toMatchObject({ limit: 'no-dropout', prior: 'none', standardErrors: null, covariance: null })
    expect(bgBb.probabilityAlive(bare.parameters, history(2, 3, 8))).toBe(1)
    const steady = bgBb.fit(cohort(rows))
    expect(steady).toMatchObject({ limit: 'no-dropout', prior: 'weak', converged: true })
    for (const name of names) expect(steady.standardErrors![name]).toBeGreaterThan(0)
    expect(bgBb.probabilityAlive(steady.parameters, history(8, 8, 8))).toBeGreaterThan(0.95)
  })

  test('without a prior, two customers who need no dropout are predicted to stay for ever', () => {
    const { parameters, limit } = bgBb.fit(
      cohort([
        [1, 3, 4],
        [0, 0, 6],
      ]),
      'none',
    )
    expect(limit).toBe('no-dropout')
    const silent = history(0, 0, 6)
    expect(bgBb.probabilityAlive(parameters, silent)).toBe(1)
    const chance = parameters.alpha / (parameters.alpha + parameters.beta + 6)
    expect(relative(bgBb.expectedTransactions(parameters, silent, 10), 10 * chance)).toBeLessThan(1e-12)
  })

  test('nobody ordered twice', () => {
    const rows = Array.from({ length: 50 }, (_, i) => [0, 0, 1 + (i % 6)] as const)
    expect(bgBb.fit(cohort(rows), 'none')).toMatchObject({
      limit: 'one-time-buyers-only',
      standardErrors: null,
    })
    const steady = bgBb.fit(cohort(rows))
    expect(steady).toMatchObject({ limit: 'one-time-buyers-only', prior: 'weak', converged: true })
    expect(bgBb.expectedFromNewCustomer(steady.parameters, 10)).toBeLessThan(1)
  })

  test('everybody ordered at every opportunity', () => {
    const rows = Array.from({ length: 300 }, () => [6, 6, 6] as const)
    const steady = bgBb.fit(cohort(rows))
    expect(steady).toMatchObject({ limit: 'no-dropout', prior: 'weak', converged: true })
    expect(bgBb.expectedTransactions(steady.parameters, history(6, 6, 6), 1)).toBeGreaterThan(0.95)
  })

  test('few repeat customers take the prior without being at a limit', () => {
    const random = seededRandom(11)
    const rows = Array.from({ length: 120 }, () => {
      const drawn = bgBb.sampleHistory({ alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.8 }, 8, random)
      return [drawn.frequency, drawn.recency, drawn.age] as const
    })
    expect(bgBb.fit(cohort(rows))).toMatchObject({ prior: 'weak', converged: true })
  })
})

describe('a row that is no count of opportunities is named', () => {
  test.each([
    [[1.5, 2, 3]],
    [[1, 2.5, 3]],
    [[3, 2, 6]],
    [[0, 2, 6]],
    [[1, 4, 3]],
    [[-1, 0, 3]],
    [[1, 2, Number.NaN]],
  ] as const)('%j', (row) => {
    expect(() => bgBb.fit(cohort([[1, 1, 6], row]))).toThrow(/Row 1 .*opportunities/)
  })

  test('and a cohort without any opportunity teaches nothing', () => {
    expect(() => bgBb.fit(cohort([[0, 0, 0]]))).toThrow('no history to learn from')
  })
})

test('sampled customers have parameters that are found again', () => {
  const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.8 }
  const random = seededRandom(21)
  const rows = Array.from({ length: 4000 }, () => {
    const drawn = bgBb.sampleHistory(parameters, 10, random)
    return [drawn.frequency, drawn.recency, drawn.age] as const
  })
  const fit = bgBb.fit(cohort(rows))
  for (const name of names) {
    const logError = fit.standardErrors![name] / fit.parameters[name]
    expect(Math.abs(Math.log(fit.parameters[name] / parameters[name])) / logError).toBeLessThan(4)
  }
})
