import type { Maximum, Objective } from '@rapport/stats'
import { covarianceFromHessian } from './log-covariance.ts'
import type { PriorChoice, TimingFit, TimingLimit, TimingParameters } from './timing-model.ts'

/** Below this many repeat customers `auto` always takes the weak prior. */
const PRIOR_BELOW_REPEATERS = 200

/** A standard error of a logarithm above this says that the data do not hold the parameter. */
const WIDEST_LOG_ERROR = 3

/**
 * A gain in log-likelihood over the model without dropout that is no evidence of any: half the 95 % point of the
 * likelihood ratio (χ² with one degree of freedom).
 */
export const NO_GAIN = 1.92

/** How many customers there are, and how many of them ordered again. */
interface Cohort {
  readonly customers: number
  readonly repeatCustomers: number
}

/** How a fit came about. */
export interface FitOutcome {
  readonly prior: 'none' | 'weak'
  /** The limit at which the data alone are. */
  readonly limit: TimingLimit | null
  /** Do the data alone hold all parameters? With the prior they need not. */
  readonly determined: boolean
}

/** Is the weak prior to be taken? */
export const isSteadied = (prior: PriorChoice, limit: TimingLimit | null, totals: Cohort): boolean =>
  prior === 'weak' || (prior === 'auto' && (limit !== null || totals.repeatCustomers < PRIOR_BELOW_REPEATERS))

/** Did the search end inside the box, with every parameter held by the data? */
export function isDetermined(found: Maximum): boolean {
  if (!found.converged || found.atBound.includes(true)) return false
  const uncertainty = covarianceFromHessian(found.hessian, Array.from(found.theta, Math.exp))
  return uncertainty !== null && uncertainty.widest < WIDEST_LOG_ERROR
}

/**
 * The limit `no-dropout` as a place among parameters: the shapes of a chance to leave, or of a rate, have these
 * logarithms (and minus these). Such a chance of 1e-21 is none to any history, and every number stays finite.
 */
export const NO_DROPOUT = 24

/** A place on the edge of the model, told as the maximum that lies there. */
export function limitAt(
  logLikelihood: Objective,
  theta: Float64Array,
  { iterations, converged }: Pick<Maximum, 'iterations' | 'converged'>,
): Maximum {
  const n = theta.length
  const gradient = new Float64Array(n)
  const hessian = new Float64Array(n * n)
  const value = logLikelihood(theta, gradient, hessian)
  return { theta, value, gradient, hessian, iterations, converged, atBound: Array(n).fill(true) }
}

/** The fit at a maximum found in the logarithms of the parameters, which `named` gives their names. */
export function describeMaximum<P extends TimingParameters>(
  found: Maximum,
  named: (values: readonly number[]) => P,
  logLikelihood: Objective,
  totals: Cohort,
  outcome: FitOutcome,
): TimingFit<P> {
  const values = Array.from(found.theta, Math.exp)
  const meaningful = !found.atBound.includes(true) && (outcome.prior === 'weak' || outcome.determined)
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
