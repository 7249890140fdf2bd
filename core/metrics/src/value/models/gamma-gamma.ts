import { compensatedSum, type Maximum, maximize, type Objective } from '@rapport/stats'
import { spendUncertainty } from './gamma-gamma-covariance.ts'
import { type GammaGammaParameters, type SpendColumns, spendObjective } from './gamma-gamma-likelihood.ts'
import { covarianceFromHessian, type Uncertainty } from './log-covariance.ts'
import type { PriorChoice } from './timing-model.ts'

export { type GammaGammaParameters, type SpendColumns, spendLogLikelihood } from './gamma-gamma-likelihood.ts'

/**
 * Where the amounts do not determine the model.
 *
 * - `infinite-mean-spend`: q ≤ 1; so heavy a tail that the mean over customers does not exist.
 * - `identical-spend`: q without bound; all customers have the same mean, around which amounts may be spread at random. With
 *   p without bound besides there is one price.
 * - `constant-spend`: p without bound, and q is not; every customer spends the same each time, and customers differ.
 * - `weakly-identified`: a maximum exists, but the data do not hold all parameters.
 */
export type SpendLimit = 'infinite-mean-spend' | 'identical-spend' | 'constant-spend' | 'weakly-identified'

/** A fitted Gamma-Gamma model; plain data. */
export interface SpendFit {
  readonly parameters: GammaGammaParameters
  /** Null where the data do not determine them (see `limit`). */
  readonly standardErrors: GammaGammaParameters | null
  /**
   * Covariance of the parameters on their natural scale, in the order p, q, gamma. At `identical-spend` and
   * `constant-spend` the parameters that are held at the limit have none: their rows and columns are 0.
   */
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
/** Where the data do not hold p or q, it is taken to be without bound from here on. */
const UNBOUNDED_LOG_SHAPE = 6

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

function limitOf(found: Maximum, uncertainty: Uncertainty | null): SpendLimit | null {
  const [logP = 0, logQ = 0] = found.theta
  // So heavy a tail between customers is one also where each of them spends the same every time (p at its bound).
  if (logQ <= 0) return 'infinite-mean-spend'
  const held = found.atBound.includes(true) || !found.converged
  if (!held && uncertainty !== null && uncertainty.widest < WIDEST_LOG_ERROR) return null
  if (logQ > UNBOUNDED_LOG_SHAPE) return 'identical-spend'
  return logP > UNBOUNDED_LOG_SHAPE ? 'constant-spend' : 'weakly-identified'
}

/**
 * Which parameters a maximum has at a limit of the model: p or q at the upper end of the search, or so far out that the
 * data alone no longer hold them. Null where it is at another end of the search, which is no limit of the model.
 */
function heldAtLimit({ theta, atBound }: Maximum, isDetermined: boolean): readonly boolean[] | null {
  const held = atBound.map(
    (bound, i) => i < 2 && (theta[i] ?? 0) > UNBOUNDED_LOG_SHAPE && (bound || !isDetermined),
  )
  return atBound.some((bound, i) => bound && held[i] !== true) ? null : held
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
  const limit = limitOf(found, uncertainty)
  const steadied =
    prior === 'weak' || (prior === 'auto' && (limit !== null || customers < PRIOR_BELOW_CUSTOMERS))

  const floor = steadied ? 1 : 0
  const bounded = spendObjective(columns, 1)
  const best = steadied ? search(withWeakSpendPrior(bounded, logMean), logMean) : found
  const slopes = Array.from(best.theta, Math.exp)
  const [p = 0, qSlope = 0, gamma = 0] = slopes
  const isDetermined = steadied || limit === null || limit === 'infinite-mean-spend'
  const held = limit === 'weakly-identified' && !steadied ? null : heldAtLimit(best, isDetermined)
  const errors = held === null ? null : spendUncertainty(best, slopes, held)
  const [pError = 0, qError = 0, gammaError = 0] = errors?.standardErrors ?? []
  return {
    parameters: { p, q: floor + qSlope, gamma },
    standardErrors:
      errors === null || held?.includes(true) ? null : { p: pError, q: qError, gamma: gammaError },
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
