import { CompensatedSum, gammaVariate, type Random, sortedQuantile } from '@rapport/stats'
import type { TimingParameters } from '../models/timing-model.ts'
import type { CustomerColumns, Future } from './future.ts'
import { type InverseMoments, inverseMoments } from './heavy-tail-moments.ts'
import { type ByLevel, byLevel, endShares } from './levels.ts'
import { logSurface } from './log-surface.ts'
import { normalDeviates, spendSpread, timingSpread } from './parameter-spread.ts'
import { portfolioHistories, type SharedAge, summedSpend } from './portfolio-histories.ts'

/** Both ends of an interval. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** What all customers bring together up to the horizon, discounted, at margin; or their orders. */
export interface PortfolioTotal {
  /** At the fitted parameters. NaN where that of a customer is not known, or infinite; nothing else is known then. */
  readonly expected: number
  /** Totals that may be seen, all uncertainty in them; null where a fit has no covariance. */
  readonly draws: Float64Array | null
  /** Of the draws. */
  readonly all: ByLevel<Interval> | null
  /** Of the expected total, as uncertain as the fitted parameters. */
  readonly parameters: ByLevel<Interval> | null
  /** Totals that may be seen, with the fitted parameters taken for true. */
  readonly drawsAtEstimate: Float64Array | null
  /** Of those. */
  readonly customersAndPurchases: ByLevel<Interval> | null
}

const UNKNOWN_UNCERTAINTY = {
  draws: null,
  all: null,
  parameters: null,
  drawsAtEstimate: null,
  customersAndPurchases: null,
} as const

/** Intervals at each level between quantiles of values in any order. */
export function intervalsOf(values: Float64Array): ByLevel<Interval> {
  const sorted = Float64Array.from(values).sort()
  return byLevel((level) => {
    const { low, high } = endShares(level)
    return {
      low: sortedQuantile(sorted, low) ?? Number.NaN,
      high: sortedQuantile(sorted, high) ?? Number.NaN,
    }
  })
}

/** What discounting leaves of a unit, for each group. It hardly moves with the parameters. */
function discounts<P extends TimingParameters>(future: Future<P>, groups: readonly SharedAge[]) {
  const { model, timing, horizon, delta } = future
  return Float64Array.from(groups, ({ frequency, age }) => {
    const key = [timing.parameters, frequency, age, horizon] as const
    const expected = model.expectedWhileAlive(...key)
    return expected > 0 ? model.discountedWhileAlive(...key, delta) / expected : 1
  })
}

/** The expected total at some parameters. */
function expectedTotal<P extends TimingParameters>(
  { model, horizon, margin }: Future<P>,
  groups: readonly SharedAge[],
  worth: Float64Array | null,
  timing: P,
  spend: { readonly p: number; readonly q: number; readonly gamma: number } | null,
): number {
  const total = new CompensatedSum()
  groups.forEach(({ frequency, age, histories }, index) => {
    const orders = model.expectedWhileAlive(timing, frequency, age, horizon)
    let sum = 0
    for (const history of histories) {
      const alive = model.probabilityAlive(timing, { frequency, recency: history.recency, age })
      sum += alive * (spend === null ? history.customers : summedSpend(spend, history))
    }
    total.add(orders * sum * (worth === null ? 1 : margin * (worth[index] ?? Number.NaN)))
  })
  return total.value
}

/** Histories times draws beyond which the expected totals are taken from their expansion: exactly, a million customers take minutes. */
const EXACT_UP_TO = 2_000_000

/** The variance of the total by customers and purchases, at the fitted parameters: customers are independent. */
function totalVariance<P extends TimingParameters>(
  { model, timing, spend, horizon, margin }: Future<P>,
  groups: readonly SharedAge[],
  worth: Float64Array | null,
): number {
  const customers = groups.reduce(
    (sum, { histories }) => sum + histories.reduce((inner, one) => inner + one.customers, 0),
    0,
  )
  const momentsByPriced = new Map<number, InverseMoments>()
  const total = new CompensatedSum()
  groups.forEach(({ frequency, age, histories }, index) => {
    let first = 0
    let second = 0
    model.futureOrders(timing.parameters, frequency, age, horizon).forEach((probability, n) => {
      first += n * probability
      second += n * n * probability
    })
    let sum = 0
    for (const history of histories) {
      const alive = model.probabilityAlive(timing.parameters, { frequency, recency: history.recency, age })
      const mean = alive * first
      const square = alive * second
      if (spend === null) {
        sum += history.customers * (square - mean * mean)
        continue
      }
      const { p, q, gamma } = spend.parameters
      let moments = momentsByPriced.get(history.priced)
      if (moments === undefined) {
        moments = inverseMoments(q + p * history.priced, customers)
        momentsByPriced.set(history.priced, moments)
      }
      // Given n orders and ν, the sum of amounts has the mean p n ÷ ν and the variance p n ÷ ν².
      const ofUnit = (p * mean + p * p * square) * moments.second - (p * mean * moments.first) ** 2
      const squaredUnits =
        history.customers * gamma * gamma + 2 * gamma * history.known + history.knownSquared
      sum += ofUnit * squaredUnits
    }
    total.add(sum * (worth === null ? 1 : (margin * (worth[index] ?? Number.NaN)) ** 2))
  })
  return total.value
}

/**
 * The total of a portfolio with its uncertainty. Each draw takes parameters from what is known of them, the expected
 * total at those, and what customers and purchases add: a gamma variate with that mean, and with the sum of the
 * customers' variances, so that no draw is below 0 and the sum of many is as good as normal.
 *
 * @param options.draws Totals to draw: 1,000 put an end of the 95 % interval at its share within half a percent.
 */
export function portfolioTotal<P extends TimingParameters>(
  future: Future<P>,
  columns: CustomerColumns,
  options: { readonly draws: number; readonly random: Random },
): PortfolioTotal {
  const { model, timing, spend } = future
  const { draws, random } = options
  const groups = portfolioHistories(columns, spend !== null)
  const worth = spend === null ? null : discounts(future, groups)
  const expected = expectedTotal(future, groups, worth, timing.parameters, spend?.parameters ?? null)
  if (!Number.isFinite(expected)) return { expected, ...UNKNOWN_UNCERTAINTY }
  // The variance grows with the mean, as that of a sum of customers does.
  const rate = expected / totalVariance(future, groups, worth)
  const seen = (mean: number) => {
    const shape = mean * rate
    // Without a variance, or with nothing to come, the total is its mean.
    return rate > 0 && shape > 0 && shape < Infinity ? gammaVariate(shape, rate, random) : mean
  }
  const drawsAtEstimate = Float64Array.from({ length: draws }, () => seen(expected))
  const atEstimate = { drawsAtEstimate, customersAndPurchases: intervalsOf(drawsAtEstimate) }

  const timingKnown = timingSpread(timing, model.parameterNames)
  const spendKnown = spend === null ? null : spendSpread(spend)
  if (timingKnown === null || (spend !== null && spendKnown === null)) {
    return { expected, ...UNKNOWN_UNCERTAINTY, ...atEstimate }
  }
  const dimensions = timingKnown.dimensions + (spendKnown?.dimensions ?? 0)
  const totalAt = (deviates: Float64Array) =>
    expectedTotal(
      future,
      groups,
      worth,
      timingKnown.at(deviates.subarray(0, timingKnown.dimensions)),
      spendKnown === null ? null : spendKnown.at(deviates.subarray(timingKnown.dimensions)),
    )
  const histories = groups.reduce((sum, group) => sum + group.histories.length, 0)
  // The expansion is one of the logarithm, which nothing does not have.
  const isExpanded = histories * draws > EXACT_UP_TO && expected > 0
  const meanAt = isExpanded ? logSurface(totalAt, dimensions) : totalAt
  const means = Float64Array.from({ length: draws }, () => meanAt(normalDeviates(dimensions, random)))
  // Parameters drawn around a mean spend that hardly exists may have none.
  if (!means.every(Number.isFinite)) return { expected, ...UNKNOWN_UNCERTAINTY, ...atEstimate }
  const totals = means.map(seen)
  return { expected, draws: totals, all: intervalsOf(totals), parameters: intervalsOf(means), ...atEstimate }
}

/**
 * One total with one interval from totals that do not depend on each other, such as a portfolio's and that of its
 * contracts: the sum of the draws, one by one. Throws a RangeError where there are not as many of each.
 */
export function summedDraws(parts: readonly Float64Array[]): {
  readonly draws: Float64Array
  readonly all: ByLevel<Interval>
} {
  const length = parts[0]?.length ?? 0
  const other = parts.findIndex((part) => part.length !== length)
  if (other >= 0 || length === 0) {
    throw new RangeError(
      `Total 0 has ${length} draws and total ${Math.max(other, 0)} has ${parts[other]?.length ?? 0}; draw the same number of each, at least one.`,
    )
  }
  const draws = Float64Array.from({ length }, (_, i) => parts.reduce((sum, part) => sum + (part[i] ?? 0), 0))
  return { draws, all: intervalsOf(draws) }
}
