import { gammaVariate, type Random, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { betaGeometricIntervals } from '../../core/metrics/src/value/models/beta-geometric-fit.ts'
import { bgNbd } from '../../core/metrics/src/value/models/bg-nbd.ts'
import { fitGammaGamma } from '../../core/metrics/src/value/models/gamma-gamma.ts'
import { mbgNbd } from '../../core/metrics/src/value/models/mbg-nbd.ts'
import { parameterEstimates } from '../../core/metrics/src/value/parameter-estimates.ts'
import { customerIntervals, portfolioTotal } from '../../core/metrics/src/value/uncertainty/index.ts'
import { INTERVAL_LEVELS, type IntervalLevel } from '../../core/metrics/src/value/uncertainty/levels.ts'
import { boundsFor, chanceDeviation } from './binomial-bounds.ts'
import { type Cohort, DESIGNS, type Design, drawAmounts, drawCohort, full, SPEND } from './simulation.ts'

/** Coverage is demanded of so many runs; a plain `npm test` makes fewer, with bounds wider by chance alone. */
const PARAMETER_RUNS = full ? 2000 : 60
const PORTFOLIO_RUNS = full ? 400 : 20

const NAMES = ['r', 'alpha', 'a', 'b'] as const
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const designNamed = (name: string): Design => DESIGNS.find((one) => one.name === name)!

/** The share of 95 % intervals that hold the true parameter. */
function parameterCoverage(
  model: typeof bgNbd,
  { name, parameters }: Design,
  customers: number,
): Record<'symmetric' | 'profile', Record<(typeof NAMES)[number], number>> {
  const design = designNamed(name)
  const random = seededRandom(20_261_123 + customers)
  const symmetric = { r: 0, alpha: 0, a: 0, b: 0 }
  const profile = { r: 0, alpha: 0, a: 0, b: 0 }
  for (let run = 0; run < PARAMETER_RUNS; run += 1) {
    const cohort = drawCohort(design, customers, random)
    const fit = model.fit(cohort)
    const estimates = parameterEstimates({ ...fit.parameters }, fit.standardErrors)
    const intervals = betaGeometricIntervals(cohort, model === mbgNbd ? 1 : 0, fit)
    for (const one of NAMES) {
      const truth = parameters[one]!
      const { low, high } = estimates[one]!
      if (low !== null && high !== null && low <= truth && truth <= high) symmetric[one] += 1 / PARAMETER_RUNS
      const ends = intervals?.[one]
      if (ends !== undefined && ends.low <= truth && truth <= ends.high) profile[one] += 1 / PARAMETER_RUNS
    }
  }
  return { symmetric, profile }
}

describe.each([
  ['BG/NBD, CDNOW-like', bgNbd],
  ['BG/NBD, B2B-like', bgNbd],
  ['MBG/NBD, CDNOW-like', mbgNbd],
  ['MBG/NBD, B2B-like', mbgNbd],
] as const)('95 % intervals of parameters: %s', (name, model) => {
  test.each([
    [300, 0.91, 0.98],
    [1000, 0.93, 0.97],
  ])('from %i customers hold the true ones in %d to %d of samples', (customers, low, high) => {
    const coverage = parameterCoverage(model, designNamed(name), customers)
    for (const kind of ['symmetric', 'profile'] as const) {
      console.info(
        `${name}, ${customers} customers, ${kind}:`,
        NAMES.map((one) => `${one} ${percent(coverage[kind][one])}`).join(', '),
      )
    }
    const bounds = boundsFor(low, high, { runs: PARAMETER_RUNS, full })
    for (const one of NAMES) {
      // MBG/NBD has a curved ridge between r and b, which symmetric intervals do not follow.
      for (const kind of model === mbgNbd ? (['profile'] as const) : (['symmetric', 'profile'] as const)) {
        expect(coverage[kind][one], `${one}, ${kind}`).toBeGreaterThanOrEqual(bounds.low)
        expect(coverage[kind][one], `${one}, ${kind}`).toBeLessThanOrEqual(bounds.high)
      }
    }
  })
})

/** Orders and value of each customer in the time after the fit. */
function drawHoldout(
  { model, parameters, horizon }: Design,
  cohort: Cohort,
  nu: Float64Array,
  random: Random,
) {
  const orders = cohort.frequency.map((frequency, row) =>
    model.sampleFutureOrders(
      parameters,
      { frequency, recency: cohort.recency[row]!, age: cohort.age[row]! },
      horizon,
      random,
    ),
  )
  const value = orders.map((count, row) =>
    count === 0 ? 0 : gammaVariate(SPEND.p * count, nu[row]!, random),
  )
  return { orders, value }
}

type Shares = Record<IntervalLevel, number>
const noShares = (): Shares => ({ 50: 0, 80: 0, 95: 0 })

/** The shares of holdouts whose total, and of customers whose own, lies within the interval. */
function predictionCoverage(design: Design, customers: number) {
  const random = seededRandom(20_261_124 + customers)
  const totals = { orders: noShares(), value: noShares() }
  const each = { orders: noShares(), value: noShares() }
  for (let run = 0; run < PORTFOLIO_RUNS; run += 1) {
    const cohort = drawCohort(design, customers, random)
    const nu = drawAmounts(cohort, random)
    const rows = Array.from(cohort.priced.keys()).filter((row) => cohort.priced[row]! > 0)
    const spend = fitGammaGamma({
      orders: Float64Array.from(rows, (row) => cohort.priced[row]!),
      mean: Float64Array.from(rows, (row) => cohort.meanAmount[row]!),
    })
    const { model, horizon } = design
    const future = { model, timing: model.fit(cohort), horizon, delta: 0, margin: 1 }
    const holdout = drawHoldout(design, cohort, nu, random)
    for (const what of ['orders', 'value'] as const) {
      const predicted = { ...future, spend: what === 'orders' ? null : spend }
      const { all } = portfolioTotal(predicted, cohort, { draws: 400, random })
      const intervals = customerIntervals(predicted, cohort).all
      const seen = holdout[what]
      const sum = seen.reduce((total, one) => total + one, 0)
      for (const level of INTERVAL_LEVELS) {
        const total = all![level]
        if (sum >= total.low && sum <= total.high) totals[what][level] += 1 / PORTFOLIO_RUNS
        const { low, high } = intervals[level]
        seen.forEach((one, row) => {
          if (one >= low[row]! && one <= high[row]!) each[what][level] += 1 / PORTFOLIO_RUNS / customers
        })
      }
    }
  }
  return { totals, each }
}

const told = (shares: Shares): string => INTERVAL_LEVELS.map((level) => percent(shares[level])).join(' / ')

describe.each(DESIGNS)('intervals of what comes after: $name', (design) => {
  test.each(full ? [100, 300] : [100])('hold it as often as they say, %i customers', (customers) => {
    const { totals, each } = predictionCoverage(design, customers)
    const bounds = boundsFor(0.9, 0.98, { runs: PORTFOLIO_RUNS, full })
    for (const what of ['orders', 'value'] as const) {
      console.info(
        `${design.name}, ${customers} customers, ${what}: totals ${told(totals[what])}, customers ${told(each[what])}`,
      )
      expect(totals[what][95], `total ${what}`).toBeGreaterThanOrEqual(bounds.low)
      expect(totals[what][95], `total ${what}`).toBeLessThanOrEqual(bounds.high)
      for (const level of INTERVAL_LEVELS) {
        // Whole orders cannot be cut at a share, so that intervals of customers hold more than they must.
        const wanted = level / 100 - 0.02
        expect(each[what][level], `customers' ${what}, ${level} %`).toBeGreaterThanOrEqual(
          full ? wanted : wanted - chanceDeviation(wanted, PORTFOLIO_RUNS * customers),
        )
      }
    }
  })
})
