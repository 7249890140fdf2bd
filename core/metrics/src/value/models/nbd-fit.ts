import { type Maximum, maximize, type Objective } from '@rapport/stats'
import { covarianceFromHessian } from './log-covariance.ts'
import { logLikelihoodObjective, type NbdParameters } from './nbd-likelihood.ts'
import { purchaseRatePriors, withLinearPriors } from './nbd-prior.ts'
import { logObservedRate, type TimingTotals, timingTotals } from './nbd-totals.ts'
import type { PriorChoice, TimingColumns, TimingFit, TimingLimit, TimingParameters } from './timing-model.ts'

/** Below this many repeat customers `auto` always takes the weak prior. */
const PRIOR_BELOW_REPEATERS = 200

/** A standard error of a logarithm above this says that the data do not hold the parameter. */
const WIDEST_LOG_ERROR = 3

/** A gamma distribution of a shape above this (a spread below 10 %) is as good as one value. */
export const HOMOGENEOUS = 100

/** A gamma distribution of a shape below this is some very large values among zeros. */
export const POLARISED = 0.002

const named = ([r = Number.NaN, alpha = Number.NaN]: readonly number[]): NbdParameters => ({ r, alpha })

/** The maximum of an objective in (ln r, ln α), inside a wide box around the observed rate. */
export const searchNbd = (objective: Objective, logRate: number): Maximum =>
  maximize(objective, {
    start: [0, -logRate],
    lower: [-10, -logRate - 14],
    upper: [10, -logRate + 14],
  })

/** Is the weak prior to be taken? */
export const isSteadied = (prior: PriorChoice, limit: TimingLimit | null, totals: TimingTotals): boolean =>
  prior === 'weak' || (prior === 'auto' && (limit !== null || totals.repeatCustomers < PRIOR_BELOW_REPEATERS))

/** Did the search end inside the box, with every parameter held by the data? */
export function isDetermined(found: Maximum): boolean {
  if (!found.converged || found.atBound.includes(true)) return false
  const uncertainty = covarianceFromHessian(found.hessian, Array.from(found.theta, Math.exp))
  return uncertainty !== null && uncertainty.widest < WIDEST_LOG_ERROR
}

/** The fit at a maximum found in the logarithms of the parameters, which `named` gives their names. */
export function describeMaximum<P extends TimingParameters>(
  found: Maximum,
  named: (values: readonly number[]) => P,
  logLikelihood: Objective,
  totals: TimingTotals,
  outcome: { readonly prior: 'none' | 'weak'; readonly limit: TimingLimit | null },
): TimingFit<P> {
  const values = Array.from(found.theta, Math.exp)
  const meaningful = !found.atBound.includes(true) && (outcome.prior === 'weak' || outcome.limit === null)
  const uncertainty = meaningful ? covarianceFromHessian(found.hessian, values) : null
  const n = values.length
  return {
    parameters: named(values),
    standardErrors: uncertainty === null ? null : named(uncertainty.standardErrors),
    covariance: uncertainty?.covariance ?? null,
    logLikelihood:
      outcome.prior === 'none'
        ? found.value
        : logLikelihood(found.theta, new Float64Array(n), new Float64Array(n * n)),
    prior: outcome.prior,
    limit: outcome.limit,
    customers: totals.customers,
    repeatCustomers: totals.repeatCustomers,
    iterations: found.iterations,
    converged: found.converged,
  }
}

function limitOf(found: Maximum, totals: TimingTotals): TimingLimit | null {
  if (totals.repeats === 0) return 'one-time-buyers-only'
  const r = Math.exp(found.theta[0] ?? Number.NaN)
  if (r > HOMOGENEOUS) return 'homogeneous-rate'
  if (isDetermined(found)) return null
  return r < POLARISED ? 'polarised-rate' : 'weakly-identified'
}

/**
 * Fits NBD. Without a prior, data at a limit of the model give bounded parameters, no standard errors, and the limit's
 * name; with `auto` the weak prior then takes over, as it does for thin data.
 */
export function fitNbd(columns: TimingColumns, prior: PriorChoice = 'auto'): TimingFit<NbdParameters> {
  const totals = timingTotals(columns)
  const logRate = logObservedRate(totals)
  const logLikelihood = logLikelihoodObjective(columns)
  const found = searchNbd(logLikelihood, logRate)
  const limit = limitOf(found, totals)
  const describe = (maximum: Maximum, taken: 'none' | 'weak') =>
    describeMaximum(maximum, named, logLikelihood, totals, { prior: taken, limit })
  if (!isSteadied(prior, limit, totals)) return describe(found, 'none')
  const steadied = withLinearPriors(logLikelihood, purchaseRatePriors(logRate, 2))
  return describe(searchNbd(steadied, logRate), 'weak')
}
