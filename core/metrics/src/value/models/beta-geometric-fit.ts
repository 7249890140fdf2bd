import { type Maximum, maximize, type Objective } from '@rapport/stats'
import { NORMAL_REACH } from '../uncertainty/levels.ts'
import { profileInterval } from '../uncertainty/profile-interval.ts'
import {
  collapseTiming,
  type FirstOrderChances,
  fromLogarithms,
  logLikelihoodObjective,
} from './beta-geometric-likelihood.ts'
import { withWeakPrior } from './beta-geometric-prior.ts'
import { covarianceFromHessian, type Uncertainty } from './log-covariance.ts'
import type {
  BetaGeometricParameters,
  PriorChoice,
  TimingColumns,
  TimingFit,
  TimingLimit,
} from './timing-model.ts'

/** Below this many repeat customers `auto` always takes the weak prior. */
const PRIOR_BELOW_REPEATERS = 200

/** A standard error of a logarithm above this says that the data do not hold the parameter. */
const WIDEST_LOG_ERROR = 3

/**
 * A gain in log-likelihood over the model without dropout that is no evidence of any: half of the 95 % point of the
 * likelihood ratio (χ² with one degree of freedom).
 */
const NO_GAIN = 1.92

interface Totals {
  readonly customers: number
  readonly repeatCustomers: number
  readonly repeats: number
  readonly age: number
}

/** Sums the columns, and throws a RangeError that names the first row that cannot be. */
function totalsOf({ frequency, recency, age }: TimingColumns): Totals {
  let repeats = 0
  let repeatCustomers = 0
  let observed = 0
  for (let row = 0; row < frequency.length; row += 1) {
    const x = frequency[row] ?? Number.NaN
    const last = recency[row] ?? Number.NaN
    const T = age[row] ?? Number.NaN
    const possible = x >= 0 && Number.isInteger(x) && last >= 0 && T >= last && T < Infinity
    if (!possible || (x === 0 && last !== 0)) {
      throw new RangeError(
        `Row ${row} cannot be a customer's history: frequency ${x}, recency ${last}, age ${T}. ` +
          'Frequency is a whole number, 0 ≤ recency ≤ age, and recency is 0 without a repeat order.',
      )
    }
    repeats += x
    observed += T
    if (x > 0) repeatCustomers += 1
  }
  if (observed === 0) {
    throw new RangeError(
      'There is no history to learn from: every customer was first seen at the moment of evaluation.',
    )
  }
  return { customers: frequency.length, repeatCustomers, repeats, age: observed }
}

/** Half a repeat more than observed, so that a cohort without any has a rate above 0. */
const logObservedRateOf = (totals: Totals): number => Math.log((totals.repeats + 0.5) / totals.age)

/** The box of the search in (ln r, ln α, ln a, ln b). */
const boxAround = (logRate: number) => ({
  lower: [-10, -logRate - 14, -12, -12],
  upper: [10, -logRate + 14, 12, 12],
})

function search(objective: Objective, logRate: number, held?: { a: number; b: number }): Maximum {
  const { lower, upper } = boxAround(logRate)
  return maximize(objective, {
    start: [0, -logRate, held?.a ?? 0, held?.b ?? Math.log(3)],
    lower: held === undefined ? lower : [...lower.slice(0, 2), held.a, held.b],
    upper: held === undefined ? upper : [...upper.slice(0, 2), held.a, held.b],
  })
}

/** Is there nothing to gain over the model in which nobody leaves (NBD)? */
function explainedWithoutDropout(objective: Objective, found: Maximum, logRate: number): boolean {
  const withoutDropout = search(objective, logRate, { a: -20, b: 6 })
  return found.value - withoutDropout.value < NO_GAIN
}

function limitOf(objective: Objective, found: Maximum, uncertainty: Uncertainty | null, logRate: number) {
  const settled = found.converged && !found.atBound.includes(true)
  if (settled && uncertainty !== null && uncertainty.widest < WIDEST_LOG_ERROR) return null
  if (explainedWithoutDropout(objective, found, logRate)) return 'no-dropout'
  const { r, a, b } = fromLogarithms(found.theta)
  if (a + b > 1000) return 'homogeneous-dropout'
  if (r > 1000) return 'homogeneous-rate'
  if (a + b < 0.002) return 'polarised-dropout'
  if (r < 0.002) return 'polarised-rate'
  return 'weakly-identified'
}

function describe(
  found: Maximum,
  logLikelihood: Objective,
  totals: Totals,
  outcome: { readonly prior: 'none' | 'weak'; readonly limit: TimingLimit | null },
): TimingFit<BetaGeometricParameters> {
  const parameters = fromLogarithms(found.theta)
  const slopes = Array.from(found.theta, Math.exp)
  const meaningful = !found.atBound.includes(true) && (outcome.prior === 'weak' || outcome.limit === null)
  const uncertainty = meaningful ? covarianceFromHessian(found.hessian, slopes) : null
  const [r = 0, alpha = 0, a = 0, b = 0] = uncertainty?.standardErrors ?? []
  return {
    parameters,
    standardErrors: uncertainty === null ? null : { r, alpha, a, b },
    covariance: uncertainty?.covariance ?? null,
    logLikelihood:
      outcome.prior === 'none'
        ? found.value
        : logLikelihood(found.theta, new Float64Array(4), new Float64Array(16)),
    prior: outcome.prior,
    limit: outcome.limit,
    customers: totals.customers,
    repeatCustomers: totals.repeatCustomers,
    iterations: found.iterations,
    converged: found.converged,
  }
}

/**
 * Fits BG/NBD (`chances` 0) or MBG/NBD (1). Without a prior, data at a limit of the model give bounded parameters, no
 * standard errors, and the limit's name; with `auto` the weak prior then takes over, as it does for thin data.
 */
export function fitBetaGeometric(
  columns: TimingColumns,
  chances: FirstOrderChances,
  prior: PriorChoice = 'auto',
): TimingFit<BetaGeometricParameters> {
  const totals = totalsOf(columns)
  const logRate = logObservedRateOf(totals)
  const logLikelihood = logLikelihoodObjective(collapseTiming(columns), chances)

  const found = search(logLikelihood, logRate)
  const uncertainty = covarianceFromHessian(found.hessian, Array.from(found.theta, Math.exp))
  const limit: TimingLimit | null =
    totals.repeats === 0 ? 'one-time-buyers-only' : limitOf(logLikelihood, found, uncertainty, logRate)

  const steadied =
    prior === 'weak' ||
    (prior === 'auto' && (limit !== null || totals.repeatCustomers < PRIOR_BELOW_REPEATERS))
  if (!steadied) return describe(found, logLikelihood, totals, { prior: 'none', limit })
  const steady = search(withWeakPrior(logLikelihood, logRate), logRate)
  return describe(steady, logLikelihood, totals, { prior: 'weak', limit })
}

/**
 * Profile-likelihood intervals of r, α, a and b at 95 %, with the prior of the fit if it has one (see
 * `profileInterval`). An end that the data do not set is 0 or Infinity. Null where the fit has no standard errors.
 *
 * @param columns Those that were fitted.
 */
export function betaGeometricIntervals(
  columns: TimingColumns,
  chances: FirstOrderChances,
  fit: TimingFit<BetaGeometricParameters>,
): Readonly<Record<keyof BetaGeometricParameters, { readonly low: number; readonly high: number }>> | null {
  const { parameters, standardErrors } = fit
  if (standardErrors === null) return null
  const logRate = logObservedRateOf(totalsOf(columns))
  const logLikelihood = logLikelihoodObjective(collapseTiming(columns), chances)
  const objective = fit.prior === 'weak' ? withWeakPrior(logLikelihood, logRate) : logLikelihood
  const theta = (['r', 'alpha', 'a', 'b'] as const).map((name) => Math.log(parameters[name]))
  const maximum = { theta, ...boxAround(logRate) }
  const interval = (name: keyof BetaGeometricParameters, coordinate: number) => {
    const { low, high } = profileInterval(objective, maximum, coordinate, {
      reach: NORMAL_REACH[95],
      standardError: standardErrors[name] / parameters[name],
    })
    return { low: Math.exp(low), high: Math.exp(high) }
  }
  return { r: interval('r', 0), alpha: interval('alpha', 1), a: interval('a', 2), b: interval('b', 3) }
}
