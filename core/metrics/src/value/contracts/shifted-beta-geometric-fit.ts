import { CompensatedSum, type Maximum, maximize, type Objective } from '@rapport/stats'
import { addBetaPrior, type BetaPrior } from '../models/bg-bb-prior.ts'
import { covarianceFromHessian, type Uncertainty } from '../models/log-covariance.ts'
import type { PriorChoice } from '../models/timing-model.ts'
import { type ChurnCounts, type RenewalCounts, renewalCounts } from './churn-counts.ts'
import type { ShiftedBetaGeometricParameters } from './shifted-beta-geometric.ts'

/**
 * Where tenures do not determine sBG.
 *
 * - `nobody-ended`: every renewal was made.
 * - `nobody-renewed`: everybody left at the first renewal.
 * - `one-renewal-seen`: nobody was seen at a second renewal, so that only the mean chance to leave is known.
 * - `homogeneous-churn`: all customers share one chance to leave; retention does not rise with tenure.
 * - `polarised-churn`: some leave at once and the others never.
 * - `weakly-identified`: a maximum exists, but the data do not hold both parameters.
 */
export type ChurnLimit =
  | 'nobody-ended'
  | 'nobody-renewed'
  | 'one-renewal-seen'
  | 'homogeneous-churn'
  | 'polarised-churn'
  | 'weakly-identified'

/** A fitted sBG model; plain data. */
export interface ShiftedBetaGeometricFit {
  readonly parameters: ShiftedBetaGeometricParameters
  /** Null where the data do not determine them (see `limit`). */
  readonly standardErrors: ShiftedBetaGeometricParameters | null
  /** Covariance of the parameters on their natural scale, in the order alpha, beta. */
  readonly covariance: readonly (readonly number[])[] | null
  /** Log-likelihood of the data at the parameters, without the prior. */
  readonly logLikelihood: number
  readonly prior: 'none' | 'weak'
  /** The limit at which the data alone are, or null. */
  readonly limit: ChurnLimit | null
  /** Tenures that came to at least one renewal. */
  readonly tenures: number
  readonly iterations: number
  readonly converged: boolean
}

/** Below this many tenures `auto` always takes the weak prior. */
const PRIOR_BELOW_TENURES = 200

/** A standard error of a logarithm above this says that the data do not hold the parameter. */
const WIDEST_LOG_ERROR = 3

/** The weak prior, on the mean chance to leave and the spread of it between customers. */
const WEAK_PRIOR: BetaPrior = { logOdds: { mean: -1.5, deviation: 2 }, logSum: { mean: 1, deviation: 2 } }

/**
 * The log-likelihood in θ = (ln α, ln β), with gradient and Hessian in closed form. Renewal k + 1 is made with the chance
 * (β + k) ÷ (α + β + k), so that tenures of any length, ended or not, are the renewals they made and missed.
 */
export function churnObjective({ made, missed }: RenewalCounts): Objective {
  return (theta, gradient, hessian) => {
    const alpha = Math.exp(theta[0] ?? Number.NaN)
    const beta = Math.exp(theta[1] ?? Number.NaN)
    const total = new CompensatedSum()
    let byAlpha = 0
    let byBeta = 0
    let alphaAlpha = 0
    let alphaBeta = 0
    let betaBeta = 0
    for (let k = 0; k < made.length; k += 1) {
      const stayed = made[k] ?? 0
      const left = missed[k] ?? 0
      const share = 1 / (alpha + beta + k)
      const all = stayed + left
      if (stayed > 0) {
        const inverse = 1 / (beta + k)
        total.add(-stayed * Math.log1p(alpha * inverse))
        byBeta += stayed * inverse
        betaBeta -= stayed * inverse * inverse
      }
      if (left > 0) total.add(-left * Math.log1p((beta + k) / alpha))
      byAlpha += left / alpha - all * share
      byBeta -= all * share
      alphaAlpha += all * share * share - left / (alpha * alpha)
      alphaBeta += all * share * share
      betaBeta += all * share * share
    }
    gradient[0] = byAlpha * alpha
    gradient[1] = byBeta * beta
    hessian[0] = alphaAlpha * alpha * alpha + byAlpha * alpha
    hessian[1] = hessian[2] = alphaBeta * alpha * beta
    hessian[3] = betaBeta * beta * beta + byBeta * beta
    return total.value
  }
}

/** Log-likelihood of tenures at given parameters, no constants dropped. */
export const churnLogLikelihood = (
  { alpha, beta }: ShiftedBetaGeometricParameters,
  counts: ChurnCounts,
): number =>
  churnObjective(renewalCounts(counts))(
    Float64Array.of(Math.log(alpha), Math.log(beta)),
    new Float64Array(2),
    new Float64Array(4),
  )

const search = (objective: Objective): Maximum =>
  maximize(objective, { start: [0, 1], lower: [-12, -12], upper: [12, 12] })

function limitOf(renewals: RenewalCounts, found: Maximum, uncertainty: Uncertainty | null) {
  if (renewals.totalMissed === 0) return 'nobody-ended'
  if (renewals.totalMade === 0) return 'nobody-renewed'
  if (renewals.depth < 2) return 'one-renewal-seen'
  const settled = found.converged && !found.atBound.includes(true)
  if (settled && uncertainty !== null && uncertainty.widest < WIDEST_LOG_ERROR) return null
  const sum = Math.exp(found.theta[0] ?? 0) + Math.exp(found.theta[1] ?? 0)
  if (sum > 1000) return 'homogeneous-churn'
  return sum < 0.002 ? 'polarised-churn' : 'weakly-identified'
}

function describe(
  found: Maximum,
  logLikelihood: Objective,
  tenures: number,
  outcome: { readonly prior: 'none' | 'weak'; readonly limit: ChurnLimit | null },
): ShiftedBetaGeometricFit {
  const slopes = Array.from(found.theta, Math.exp)
  const [alpha = Number.NaN, beta = Number.NaN] = slopes
  const meaningful = !found.atBound.includes(true) && (outcome.prior === 'weak' || outcome.limit === null)
  const uncertainty = meaningful ? covarianceFromHessian(found.hessian, slopes) : null
  const [alphaError = 0, betaError = 0] = uncertainty?.standardErrors ?? []
  return {
    parameters: { alpha, beta },
    standardErrors: uncertainty === null ? null : { alpha: alphaError, beta: betaError },
    covariance: uncertainty?.covariance ?? null,
    logLikelihood:
      outcome.prior === 'none'
        ? found.value
        : logLikelihood(found.theta, new Float64Array(2), new Float64Array(4)),
    prior: outcome.prior,
    limit: outcome.limit,
    tenures,
    iterations: found.iterations,
    converged: found.converged,
  }
}

/**
 * Fits sBG by maximum likelihood. Without a prior, data at a limit of the model give bounded parameters, no standard
 * errors, and the limit's name; with `auto` the weak prior then takes over, as it does for fewer than 200 tenures.
 * Throws a RangeError where no tenure has come to a renewal yet.
 */
export function fitShiftedBetaGeometric(
  counts: ChurnCounts,
  prior: PriorChoice = 'auto',
): ShiftedBetaGeometricFit {
  const renewals = renewalCounts(counts)
  if (renewals.tenures === 0) {
    throw new RangeError('There is no history to learn from: no tenure has come to a renewal yet.')
  }
  const logLikelihood = churnObjective(renewals)
  const found = search(logLikelihood)
  const uncertainty = covarianceFromHessian(found.hessian, Array.from(found.theta, Math.exp))
  const limit = limitOf(renewals, found, uncertainty)
  const steadied =
    prior === 'weak' || (prior === 'auto' && (limit !== null || renewals.tenures < PRIOR_BELOW_TENURES))
  if (!steadied) return describe(found, logLikelihood, renewals.tenures, { prior: 'none', limit })
  const steady = search(
    (theta, gradient, hessian) =>
      logLikelihood(theta, gradient, hessian) + addBetaPrior(WEAK_PRIOR, 0, theta, gradient, hessian),
  )
  return describe(steady, logLikelihood, renewals.tenures, { prior: 'weak', limit })
}
