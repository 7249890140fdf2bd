import { type Random, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { bgNbd } from '../../core/metrics/src/value/models/bg-nbd.ts'
import { expectedSpend, fitGammaGamma } from '../../core/metrics/src/value/models/gamma-gamma.ts'
import { mbgNbd } from '../../core/metrics/src/value/models/mbg-nbd.ts'
import { paretoNbd } from '../../core/metrics/src/value/models/pareto-nbd.ts'
import type {
  TimingFit,
  TimingModel,
  TimingParameters,
} from '../../core/metrics/src/value/models/timing-model.ts'
import { customerIntervals, portfolioTotal } from '../../core/metrics/src/value/uncertainty/index.ts'
import { INTERVAL_LEVELS } from '../../core/metrics/src/value/uncertainty/levels.ts'
import {
  type Cohort,
  DESIGNS,
  drawAmounts,
  drawCohort,
  drawFaithfulCohort,
  drawOneTimeBuyers,
  full,
} from './simulation.ts'

/** Small cohorts of 20–300 customers: a quarter of them of each kind. */
const COHORTS = full ? 10_000 : 200
const PER_KIND = COHORTS / 4

interface Kind {
  readonly name: string
  readonly draw: (customers: number, random: Random) => Cohort
  readonly horizon: number
  /** The limit that such data are at. */
  readonly limit: 'no-dropout' | 'one-time-buyers-only' | null
}

const ofDesign = (name: string): Kind => {
  const design = DESIGNS.find((one) => one.name === name)!
  return {
    name,
    draw: (customers, random) => drawCohort(design, customers, random),
    horizon: design.horizon,
    limit: null,
  }
}

const kinds: readonly Kind[] = [
  ofDesign('BG/NBD, CDNOW-like'),
  ofDesign('BG/NBD, B2B-like'),
  {
    name: 'nobody leaves',
    draw: (customers, random) => drawFaithfulCohort({ r: 1.2, alpha: 9 }, [6, 48], customers, random),
    horizon: 12,
    limit: 'no-dropout',
  },
  {
    name: 'everybody ordered once',
    draw: (customers, random) => drawOneTimeBuyers([6, 48], customers, random),
    horizon: 12,
    limit: 'one-time-buyers-only',
  },
]

const models: readonly (readonly [string, TimingModel<TimingParameters>])[] = [
  ['BG/NBD', bgNbd],
  ['MBG/NBD', mbgNbd],
  ['Pareto/NBD', paretoNbd],
]

const finite = (values: Iterable<number>): boolean => {
  for (const value of values) if (!Number.isFinite(value)) return false
  return true
}

/** What is wrong with a fit. */
function problemsOfFit(fit: TimingFit<TimingParameters>, prior: 'auto' | 'none'): string[] {
  const problems: string[] = []
  if (!finite(Object.values(fit.parameters))) problems.push('a parameter is not finite')
  if (!Number.isFinite(fit.logLikelihood)) problems.push('the log-likelihood is not finite')
  if (fit.standardErrors !== null && !finite(Object.values(fit.standardErrors))) {
    problems.push('a standard error is not finite')
  }
  if (fit.standardErrors === null && fit.limit === null)
    problems.push('no standard errors, and no limit named')
  if (!fit.converged && fit.limit === null) problems.push('not converged, and no limit named')
  if (prior === 'auto' && fit.standardErrors === null) problems.push('the weak prior left no standard errors')
  return problems
}

/** What is wrong with the predictions of customers. */
function problemsOfPredictions(
  model: TimingModel<TimingParameters>,
  fit: TimingFit<TimingParameters>,
  { frequency, recency, age }: Cohort,
  horizon: number,
): string[] {
  const delta = Math.log(1.1) / 12
  const problems = new Set<string>()
  frequency.forEach((orders, row) => {
    const customer = { frequency: orders, recency: recency[row]!, age: age[row]! }
    const alive = model.probabilityAlive(fit.parameters, customer)
    const expected = model.expectedTransactions(fit.parameters, customer, horizon)
    const discounted = model.discountedTransactions(fit.parameters, customer, horizon, delta)
    const residual = model.discountedTransactions(fit.parameters, customer, 10 * horizon, delta)
    if (!(alive >= 0 && alive <= 1)) problems.add('a chance of being alive is none')
    if (!(expected >= 0 && expected < Infinity)) problems.add('expected orders are not finite')
    if (!(discounted >= 0 && discounted <= expected * (1 + 1e-9)))
      problems.add('discounted orders exceed them')
    if (!(residual >= discounted * (1 - 1e-9) && residual < Infinity))
      problems.add('residual orders are not finite')
  })
  return [...problems]
}

/** The first customers of a cohort: intervals of few show as much as of all. */
function firstOf(cohort: Cohort, customers: number): Cohort {
  return {
    frequency: cohort.frequency.slice(0, customers),
    recency: cohort.recency.slice(0, customers),
    age: cohort.age.slice(0, customers),
    priced: cohort.priced.slice(0, customers),
    meanAmount: cohort.meanAmount.slice(0, customers),
  }
}

/** What is wrong with spend, intervals and totals. */
function problemsOfValue(
  model: TimingModel<TimingParameters>,
  timing: TimingFit<TimingParameters>,
  cohort: Cohort,
  horizon: number,
  random: Random,
): string[] {
  const problems = new Set<string>()
  const rows = Array.from(cohort.priced.keys()).filter((row) => cohort.priced[row]! > 0)
  const spend =
    rows.length === 0
      ? null
      : fitGammaGamma({
          orders: Float64Array.from(rows, (row) => cohort.priced[row]!),
          mean: Float64Array.from(rows, (row) => cohort.meanAmount[row]!),
        })
  if (spend !== null) {
    cohort.priced.forEach((orders, row) => {
      const amount = expectedSpend(spend.parameters, orders, cohort.meanAmount[row]!)
      if (amount === null || !(amount > 0 && amount < Infinity))
        problems.add('an expected amount is not finite')
    })
  }
  const future = { model, timing, spend, horizon, delta: Math.log(1.1) / 12, margin: 0.5 }
  const intervals = customerIntervals(future, firstOf(cohort, 3))
  for (const layer of ['parameters', 'customer', 'customerAndPurchases', 'all'] as const) {
    for (const level of INTERVAL_LEVELS) {
      const { low, high } = intervals[layer][level]
      if (!finite(low) || !finite(high)) problems.add(`an interval of ${layer} is not finite`)
      if (low.some((end, row) => !(end <= high[row]!))) problems.add(`an interval of ${layer} is upside down`)
    }
  }
  const { draws, all } = portfolioTotal(future, cohort, { draws: 10, random })
  if (draws === null || !finite(draws)) problems.add('a total is not finite')
  if (!(all !== null && all[95].low <= all[95].high)) problems.add('the interval of the total is none')
  return [...problems]
}

describe.each(models)('%s', (name, model) => {
  test.each(kinds)(`fits and predicts every cohort: $name`, (kind) => {
    const random = seededRandom(20_261_122)
    const problems = new Map<string, number>()
    const limits = new Map<string, number>()
    for (let index = 0; index < PER_KIND; index += 1) {
      const cohort = kind.draw(20 + Math.floor(281 * random()), random)
      drawAmounts(cohort, random)
      const found: string[] = []
      try {
        const bare = model.fit(cohort, 'none')
        const fit = model.fit(cohort)
        limits.set(fit.limit ?? 'none', (limits.get(fit.limit ?? 'none') ?? 0) + 1)
        found.push(
          ...problemsOfFit(bare, 'none'),
          ...problemsOfFit(fit, 'auto'),
          // Parameters at a limit, without a prior, are slow to predict with.
          ...problemsOfPredictions(model, bare, firstOf(cohort, 1), kind.horizon),
          ...problemsOfPredictions(model, fit, firstOf(cohort, 40), kind.horizon),
          ...problemsOfValue(model, fit, cohort, kind.horizon, random),
        )
      } catch (error) {
        found.push(`threw ${error}`)
      }
      for (const problem of new Set(found)) problems.set(problem, (problems.get(problem) ?? 0) + 1)
    }
    console.info(`${name}, ${kind.name}: ${PER_KIND} cohorts, limits`, Object.fromEntries(limits))
    expect(Object.fromEntries(problems)).toEqual({})
    const named = (kind.limit === null ? 0 : (limits.get(kind.limit) ?? 0)) / PER_KIND
    if (kind.limit === 'one-time-buyers-only') expect(named).toBe(1)
    // By chance some faithful customers look as if they had left: then the fit lies inside the model.
    if (kind.limit === 'no-dropout') expect(named + (limits.get('none') ?? 0) / PER_KIND).toBeGreaterThan(0.9)
  })
})
