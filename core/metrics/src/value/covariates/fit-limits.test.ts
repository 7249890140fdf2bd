import { exponentialVariate, gammaVariate, normalVariate, type Random, seededRandom } from '@rapport/stats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bgNbd } from '../models/bg-nbd.ts'
import type { TimingColumns } from '../models/timing-model.ts'
import { bgNbdCovariates, mbgNbdCovariates } from './beta-geometric-covariates.ts'
import type { CovariateColumns } from './covariate-columns.ts'
import type { CovariateFit } from './covariate-fit.ts'
import { customerParameters } from './customer-parameters.ts'
import { type CovariateOptions, fitCovariates } from './fit-covariates.ts'
import { paretoNbdCovariates } from './pareto-nbd-covariates.ts'
import { coefficient, cohort, expectFinite } from './testing/covariate-fits.ts'
import { simulatedTiming } from './testing/simulated-cohort.ts'

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

type FitTiming = (
  observed: TimingColumns,
  covariates: CovariateColumns,
  options: CovariateOptions,
) => CovariateFit

const timingModels: readonly (readonly [string, FitTiming])[] = [
  ['BG/NBD', (...given) => fitCovariates(bgNbdCovariates, ...given)],
  ['MBG/NBD', (...given) => fitCovariates(mbgNbdCovariates, ...given)],
  ['Pareto/NBD', (...given) => fitCovariates(paretoNbdCovariates, ...given)],
]

describe('where a public package runs away: one moment of first orders, two yes-or-no covariates', () => {
  const draw = (random: Random) => ({
    gender: random() < 0.5 ? 1 : 0,
    channel: random() < 0.45 ? 1 : 0,
  })
  const { observed, covariates } = simulatedTiming(bgNbd, {
    customers: 600,
    age: 104,
    seed: 11,
    covariates: draw,
    parameters: ({ gender, channel }) => {
      const dropout = 1 / (1 + Math.exp(1.64 + 0.63 * gender - 0.03 * channel))
      return {
        r: 0.67,
        alpha: 37 * Math.exp(-0.39 * gender - 0.6 * channel),
        a: 10.3 * dropout,
        b: 10.3 * (1 - dropout),
      }
    },
  })

  test('covariates move the mean dropout, and every standard error is finite', () => {
    const fit = fitCovariates(bgNbdCovariates, observed, covariates)
    expectFinite(fit)
    for (const { limit, estimate, standardError } of fit.coefficients) {
      expect(limit).toBeNull()
      expect(Math.abs(estimate!)).toBeLessThan(2)
      expect(standardError).toBeGreaterThan(0)
      expect(standardError).toBeLessThan(1)
    }
    const mean = ({ a, b }: { a: number; b: number }) => a / (a + b)
    const one = mean(customerParameters(bgNbdCovariates, fit, { gender: 1, channel: 0 }))
    const other = mean(customerParameters(bgNbdCovariates, fit, { gender: 0, channel: 0 }))
    const gender = coefficient(fit, 'dropout', 'gender')
    expect(relative((one / (1 - one)) * ((1 - other) / other), gender.factor!)).toBeLessThan(1e-9)
    expect(Math.abs(gender.estimate! + 0.63)).toBeLessThan(3 * gender.standardError!)
  })
})

describe('coefficients that the data do not hold', () => {
  /** Customers of the segment never order again. */
  const separated = (() => {
    const [segment, score] = cohort.covariates.columns
    const gone = (column: Float64Array) => column.map((value, row) => (segment![row] === 1 ? 0 : value))
    const { frequency, recency, age } = cohort.observed
    return {
      observed: { frequency: gone(frequency), recency: gone(recency), age },
      covariates: { names: ['segment', 'score'], columns: [segment!, score!] },
    }
  })()

  test.each(timingModels)('%s names them, and keeps the standard errors of the others', (_, fitOf) => {
    const fit = fitOf(separated.observed, separated.covariates, { prior: 'none' })
    expectFinite(fit)
    expect(fit).toMatchObject({ converged: true, limit: null, standardErrors: null, covariance: null })
    expect(coefficient(fit, 'purchase', 'segment').limit).toBe('runs-down')
    for (const process of ['purchase', 'dropout']) {
      const segment = coefficient(fit, process, 'segment')
      expect(segment.limit).not.toBeNull()
      expect(segment).toMatchObject({ estimate: null, standardError: null, interval: null, factor: null })
      const score = coefficient(fit, process, 'score')
      expect(score.standardError).toBeGreaterThan(0)
      expect(score.standardError).toBeLessThan(0.2)
    }
  })

  test.each(timingModels)('%s with a ridge has an estimate with a standard error for each', (_, fitOf) => {
    const fit = fitOf(separated.observed, separated.covariates, { ridge: 0.5 })
    expectFinite(fit)
    for (const { limit, perDeviation } of fit.coefficients) {
      expect(limit).toBeNull()
      expect(perDeviation!.standardError).toBeGreaterThan(0)
      expect(perDeviation!.standardError).toBeLessThan(1)
    }
  })

  test('nobody buys twice: named, and finite with a ridge', () => {
    const none = new Float64Array(800)
    const observed = { frequency: none, recency: none, age: cohort.observed.age }
    const fit = fitCovariates(mbgNbdCovariates, observed, cohort.covariates, { ridge: 0.5 })
    expect(fit).toMatchObject({ limit: 'one-time-buyers-only', prior: 'weak' })
    expectFinite(fit)
  })

  test('nobody leaves: named, and dropout has no coefficients', () => {
    const random = seededRandom(8)
    const frequency = Float64Array.from({ length: 500 }, () => 5 + Math.floor(20 * random()))
    const observed = {
      frequency,
      recency: frequency.map(() => 51.9),
      age: frequency.map(() => 52),
    }
    const columns = [Float64Array.from(frequency, () => normalVariate(random))]
    const bare = fitCovariates(mbgNbdCovariates, observed, { names: ['nps'], columns }, { prior: 'none' })
    expect(bare).toMatchObject({ limit: 'no-dropout', standardErrors: null, covariance: null })
    expect(coefficient(bare, 'dropout', 'nps')).toMatchObject({ estimate: null, standardError: null })
    expectFinite(bare)
    const steady = fitCovariates(mbgNbdCovariates, observed, { names: ['nps'], columns })
    expect(steady).toMatchObject({ limit: 'no-dropout', prior: 'weak' })
    expectFinite(steady)
  })

  describe('where nobody leaves in truth, and silence at the end looks a little like it', () => {
    const cohortOf = (seed: number) => {
      const random = seededRandom(seed)
      const rates = Array.from({ length: 300 }, () => gammaVariate(1.5, 10, random))
      const histories = rates.map((rate) => {
        let [time, frequency, recency] = [exponentialVariate(random) / rate, 0, 0]
        for (; time <= 52; time += exponentialVariate(random) / rate)
          [frequency, recency] = [frequency + 1, time]
        return { frequency, recency }
      })
      const observed = {
        frequency: Float64Array.from(histories, ({ frequency }) => frequency),
        recency: Float64Array.from(histories, ({ recency }) => recency),
        age: new Float64Array(300).fill(52),
      }
      const columns = [Float64Array.from(rates, () => normalVariate(random))]
      return [observed, { names: ['nps'], columns }] as const
    }

    test.each(timingModels)('%s: that is named', (_, fitOf) => {
      const fit = fitOf(...cohortOf(1), {})
      expect(fit).toMatchObject({ limit: 'no-dropout', prior: 'weak' })
      expectFinite(fit)
    })

    test('a fit that the data hold all the same keeps its standard errors', () => {
      const fit = fitCovariates(mbgNbdCovariates, ...cohortOf(1), { prior: 'none' })
      expect(fit).toMatchObject({ limit: 'no-dropout', prior: 'none' })
      expect(fit.standardErrors).not.toBeNull()
      expect(coefficient(fit, 'dropout', 'nps').standardError).toBeGreaterThan(0)
    })
  })

  test.each(timingModels)('%s: whatever few customers do, every number is finite', (_, fitOf) => {
    const customer = fc.record({
      frequency: fc.nat(6),
      gap: fc.double({ min: 0, max: 1, noNaN: true }),
      age: fc.double({ min: 0, max: 60, noNaN: true }),
      nps: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constant(Number.NaN), fc.constant(1e9)),
      asked: fc.constantFrom(0, 1),
    })
    fc.assert(
      fc.property(fc.array(customer, { minLength: 4, maxLength: 14 }), fc.boolean(), (customers, bare) => {
        const column = (value: (own: (typeof customers)[number]) => number) =>
          Float64Array.from(customers, value)
        const observed = {
          frequency: column(({ frequency }) => frequency),
          recency: column(({ frequency, gap, age }) => (frequency === 0 ? 0 : gap * age)),
          age: column(({ age }) => age),
        }
        const columns = [column(({ nps }) => nps), column(({ asked }) => asked)]
        const varied = columns.every((own) => new Set(own.filter((value) => !Number.isNaN(value))).size > 1)
        fc.pre(varied && observed.age.some((age) => age > 0.1))
        try {
          const names = ['nps', 'asked']
          expectFinite(fitOf(observed, { names, columns }, bare ? { prior: 'none' } : {}))
        } catch (error) {
          expect(String(error)).toMatch(/follows exactly from/)
        }
      }),
      { numRuns: 25 },
    )
  })
})
