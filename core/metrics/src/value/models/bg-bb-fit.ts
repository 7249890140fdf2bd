import { type Maximum, maximize, type Objective } from '@rapport/stats'
import {
  type BetaBinomialParameters,
  betaBinomialFromLogarithms,
  betaBinomialObjective,
} from './bg-bb-likelihood.ts'
import { addBetaPrior, type BetaPrior } from './bg-bb-prior.ts'
import { describeMaximum, isDetermined, isSteadied, NO_DROPOUT, NO_GAIN } from './timing-fit.ts'
import type { PriorChoice, TimingColumns, TimingFit, TimingLimit } from './timing-model.ts'

/** The weak prior: the mean chance to leave and the spread of both chances; an order's mean chance is near the observed. */
const DROPOUT_PRIOR: BetaPrior = {
  logOdds: { mean: -1.5, deviation: 2 },
  logSum: { mean: 1, deviation: 2 },
}
const orderPrior = (logOdds: number): BetaPrior => ({
  logOdds: { mean: logOdds, deviation: 2 },
  logSum: { mean: 1, deviation: 2 },
})

interface Totals {
  readonly customers: number
  readonly repeatCustomers: number
  readonly orders: number
  readonly opportunities: number
}

/** Sums the columns, and throws a RangeError that names the first row that cannot be. */
function totalsOf({ frequency, recency, age }: TimingColumns): Totals {
  let orders = 0
  let repeatCustomers = 0
  let opportunities = 0
  for (let row = 0; row < frequency.length; row += 1) {
    const x = frequency[row] ?? Number.NaN
    const last = recency[row] ?? Number.NaN
    const n = age[row] ?? Number.NaN
    const whole = Number.isSafeInteger(x) && Number.isSafeInteger(last) && Number.isSafeInteger(n)
    if (!whole || x < 0 || last < x || n < last || (x === 0 && last !== 0)) {
      throw new RangeError(
        `Row ${row} cannot be a customer's history: frequency ${x}, recency ${last}, age ${n}. BG/BB counts ` +
          'opportunities: all three are whole numbers, 0 ≤ frequency ≤ recency ≤ age, and recency is 0 without a ' +
          'repeat order.',
      )
    }
    orders += x
    opportunities += n
    if (x > 0) repeatCustomers += 1
  }
  if (opportunities === 0) {
    throw new RangeError('There is no history to learn from: no customer had an opportunity to order again.')
  }
  return { customers: frequency.length, repeatCustomers, orders, opportunities }
}

/** The log odds of an order at an opportunity, half an order and half a miss more than observed. */
const logOddsOf = ({ orders, opportunities }: Totals): number =>
  Math.log((orders + 0.5) / (opportunities - orders + 0.5))

function search(objective: Objective, logOdds: number, held?: { gamma: number; delta: number }): Maximum {
  return maximize(objective, {
    start: [logOdds / 2, -logOdds / 2, held?.gamma ?? 0, held?.delta ?? Math.log(3)],
    lower: [-12, -12, held?.gamma ?? -12, held?.delta ?? -12],
    upper: [12, 12, held?.gamma ?? 12, held?.delta ?? 12],
  })
}

function withWeakPrior(logLikelihood: Objective, logOdds: number): Objective {
  const ordering = orderPrior(logOdds)
  return (theta, gradient, hessian) =>
    logLikelihood(theta, gradient, hessian) +
    addBetaPrior(ordering, 0, theta, gradient, hessian) +
    addBetaPrior(DROPOUT_PRIOR, 2, theta, gradient, hessian)
}

function limitOf(found: Maximum, totals: Totals, withoutDropout: number): TimingLimit | null {
  if (totals.orders === 0) return 'one-time-buyers-only'
  if (found.value - withoutDropout < NO_GAIN) return 'no-dropout'
  if (isDetermined(found)) return null
  const { alpha, beta, gamma, delta } = betaBinomialFromLogarithms(found.theta)
  if (gamma + delta > 1000) return 'homogeneous-dropout'
  if (alpha + beta > 1000) return 'homogeneous-rate'
  if (gamma + delta < 0.002) return 'polarised-dropout'
  if (alpha + beta < 0.002) return 'polarised-rate'
  return 'weakly-identified'
}

const named = ([alpha = 0, beta = 0, gamma = 0, delta = 0]: readonly number[]): BetaBinomialParameters => ({
  alpha,
  beta,
  gamma,
  delta,
})

/**
 * Fits BG/BB by maximum likelihood. Without a prior, data at a limit of the model give bounded parameters, no standard
 * errors, and the limit's name; with `auto` the weak prior then takes over, as it does for thin data. Throws a
 * RangeError for a row that is no count of opportunities.
 */
export function fitBetaBinomial(
  columns: TimingColumns,
  prior: PriorChoice = 'auto',
): TimingFit<BetaBinomialParameters> {
  const totals = totalsOf(columns)
  const logOdds = logOddsOf(totals)
  const logLikelihood = betaBinomialObjective(columns)

  const found = search(logLikelihood, logOdds)
  // Nobody leaves: beta-binomial.
  const withoutDropout = search(logLikelihood, logOdds, { gamma: -NO_DROPOUT, delta: NO_DROPOUT })
  const limit = limitOf(found, totals, withoutDropout.value)
  const determined = limit === null || (limit === 'no-dropout' && isDetermined(found))
  const describe = (maximum: Maximum, prior: 'none' | 'weak') =>
    describeMaximum(maximum, named, logLikelihood, totals, { prior, limit, determined })
  if (!isSteadied(prior, limit, totals)) {
    return describe(limit === 'no-dropout' && !determined ? withoutDropout : found, 'none')
  }
  return describe(search(withWeakPrior(logLikelihood, logOdds), logOdds), 'weak')
}
