import { compensatedSum, type Maximum, maximize, type Objective } from '@rapport/stats'
import { type GammaGammaParameters, type SpendColumns, spendObjective } from './gamma-gamma-likelihood.ts'
import { covarianceFromHessian, type Uncertainty } from './log-covariance.ts'
import type { PriorChoice } from './timing-model.ts'

export { type GammaGammaParameters, type SpendColumns, spendLogLikelihood } from './gamma-gamma-likelihood.ts'

/**
 * Where the amounts do not determine the model.
 *
 * - `infinite-mean-spend`: q ≤ 1; so heavy a tail that the mean over customers does not exist.
 * - `identical-spend`: all amounts are the same, or all customers have the same mean.
 * - `weakly-identified`: a maximum exists, but the data do not hold all parameters.
 */
export type SpendLimit = 'infinite-mean-spend' | 'identical-spend' | 'weakly-identified'

/** A fitted Gamma-Gamma model; plain data. */
export interface SpendFit {
  readonly parameters: GammaGammaParameters
  /** Null where the data do not determine them (see `limit`). */
  readonly standardErrors: GammaGammaParameters | null
  /** Covariance of the parameters on their natural scale, in the order p, q, gamma. */
  readonly covariance: readonly (readonly number[])[] | null
  /** Log-likelihood of the data at the parameters, without the prior. */
  readonly logLikelihood: number
  readonly prior: 'none' | 'weak'
  readonly limit: SpendLimit | null
  readonly customers: number
  readonly iterations: number
  readonly converged: boolean
}

/** Below this many customers with amounts `auto` always takes the weak prior. */
const PRIOR_BELOW_CUSTOMERS = 200
const WIDEST_LOG_ERROR = 3

/**
 * The weak prior: regularity ln p ~ N(ln 4, 1.5), tail ln(q − 1) ~ N(ln 2, 1), and the mean over customers within a
 * factor of e or so of the observed one. It is the same in every currency.
 */
function withWeakSpendPrior(logLikelihood: Objective, logObservedMean: number): Objective {
  const parts = [
    { weights: [1, 0, 0], mean: Math.log(4), deviation: 1.5 },
    { weights: [0, 1, 0], mean: Math.log(2), deviation: 1 },
    { weights: [1, -1, 1], mean: logObservedMean, deviation: 1 },
  ]
  return (theta, gradient, hessian) => {
    let value = logLikelihood(theta, gradient, hessian)
    for (const { weights, mean, deviation } of parts) {
      const z = (weights.reduce((sum, weight, i) => sum + weight * (theta[i] ?? 0), 0) - mean) / deviation
      value -= 0.5 * z * z
      weights.forEach((left, i) => {
        gradient[i] = (gradient[i] ?? 0) - (z * left) / deviation
        weights.forEach((right, j) => {
          hessian[3 * i + j] = (hessian[3 * i + j] ?? 0) - (left * right) / (deviation * deviation)
        })
      })
    }
    return value
  }
}

/** Beyond this p or q amounts differ by less than 2 %, which is no difference. */
const LARGEST_LOG_SHAPE = 8

function search(objective: Objective, logMean: number): Maximum {
  return maximize(objective, {
    start: [Math.log(4), Math.log(3), logMean],
    lower: [-10, -10, logMean - 16],
    upper: [LARGEST_LOG_SHAPE, LARGEST_LOG_SHAPE, logMean + 16],
  })
}

function checkSpend({ orders, mean }: SpendColumns): void {
  if (orders.length === 0) throw new RangeError('There is no customer with a known amount to learn from.')
  for (let row = 0; row < orders.length; row += 1) {
    const n = orders[row] ?? Number.NaN
    const m = mean[row] ?? Number.NaN
    if (!(n >= 1 && Number.isInteger(n) && m > 0 && m < Infinity)) {
      throw new RangeError(
        `Row ${row} cannot be a customer's spend: ${n} orders with a mean of ${m}. ` +
          'Leave out customers without a known amount above 0.',
      )
    }
  }
}

function limitOf(found: Maximum, uncertainty: Uncertainty | null, q: number): SpendLimit | null {
  const held = found.atBound.includes(true) || !found.converged
  if (!held && q <= 1) return 'infinite-mean-spend'
  if (!held && uncertainty !== null && uncertainty.widest < WIDEST_LOG_ERROR) return null
  const [logP = 0, logQ = 0] = found.theta
  return logP > 6 || logQ > 6 ? 'identical-spend' : 'weakly-identified'
}

/**
 * Fits Gamma-Gamma by maximum likelihood. With the weak prior q stays above 1, so that the mean spend exists.
 * Throws a RangeError for rows without a known amount above 0.
 */
export function fitGammaGamma(columns: SpendColumns, prior: PriorChoice = 'auto'): SpendFit {
  checkSpend(columns)
  const customers = columns.orders.length
  const logMean = Math.log(compensatedSum(columns.mean) / customers)
  const plain = spendObjective(columns, 0)
  const found = search(plain, logMean)
  const uncertainty = covarianceFromHessian(found.hessian, Array.from(found.theta, Math.exp))
  const limit = limitOf(found, uncertainty, Math.exp(found.theta[1] ?? 0))
  const steadied =
    prior === 'weak' || (prior === 'auto' && (limit !== null || customers < PRIOR_BELOW_CUSTOMERS))

  const floor = steadied ? 1 : 0
  const bounded = spendObjective(columns, 1)
  const best = steadied ? search(withWeakSpendPrior(bounded, logMean), logMean) : found
  const slopes = Array.from(best.theta, Math.exp)
  const [p = 0, qSlope = 0, gamma = 0] = slopes
  const inside = !best.atBound.includes(true)
  const meaningful = inside && (steadied || limit === null || limit === 'infinite-mean-spend')
  const errors = meaningful ? covarianceFromHessian(best.hessian, slopes) : null
  const [pError = 0, qError = 0, gammaError = 0] = errors?.standardErrors ?? []
  return {
    parameters: { p, q: floor + qSlope, gamma },
    standardErrors: errors === null ? null : { p: pError, q: qError, gamma: gammaError },
    covariance: errors?.covariance ?? null,
    logLikelihood: steadied ? bounded(best.theta, new Float64Array(3), new Float64Array(9)) : best.value,
    prior: steadied ? 'weak' : 'none',
    limit,
    customers,
    iterations: best.iterations,
    converged: best.converged,
  }
}

/**
 * The expected amount per order of a customer with so many priced orders of that mean; of a customer without any
 * (orders 0), the mean over customers. Null where it is infinite (q + p · orders ≤ 1).
 */
export function expectedSpend(
  { p, q, gamma }: GammaGammaParameters,
  orders: number,
  mean: number,
): number | null {
  const tail = p * orders + q - 1
  return tail > 0 ? (p * (gamma + (orders === 0 ? 0 : orders * mean))) / tail : null
}
