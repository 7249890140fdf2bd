import type { TimingParameters } from '../models/timing-model.ts'
import type { CovariateLimit, CovariateModel, CovariateProcessName } from './covariate-model.ts'
import type { CovariateDesign } from './design.ts'

/** Bounds of a 95 % interval. */
export type Interval = readonly [low: number, high: number]

/**
 * Why a coefficient has no estimate.
 *
 * - `runs-up`, `runs-down`: the likelihood grows without end in that direction, as where all customers with one value
 *   never order again (separation).
 * - `weakly-identified`: the data do not hold it.
 *
 * A ridge prior gives a finite estimate.
 */
export type CoefficientLimit = 'runs-up' | 'runs-down' | 'weakly-identified'

/** How one covariate goes with one process of the model. */
export interface CovariateCoefficient {
  readonly process: CovariateProcessName
  /** A covariate, or `name_missing`: customers of whom it is not known, against those at its mean. */
  readonly covariate: string
  /** Per unit of the covariate; null where there is a limit. */
  readonly estimate: number | null
  readonly standardError: number | null
  readonly interval: Interval | null
  /** Per standard deviation of the covariate. */
  readonly perDeviation: { readonly estimate: number; readonly standardError: number | null } | null
  /** What one unit more multiplies, in words, by how much, and its 95 % interval. */
  readonly multiplies: string
  readonly factor: number | null
  readonly factorInterval: Interval | null
  readonly limit: CoefficientLimit | null
}

/** A likelihood-ratio test of a model against a smaller one inside it. */
export interface LikelihoodRatioTest {
  /** Twice the gain in log-likelihood (with the weak prior, if taken, in both; never with the ridge). */
  readonly statistic: number
  readonly degreesOfFreedom: number
  /** The chance of so large a statistic if the covariates told nothing. */
  readonly p: number
}

/** The fit on its inner scale: link parameters of the customer at the means, coefficients per standard deviation. */
export interface CentredFit {
  readonly link: readonly number[]
  readonly coefficients: readonly {
    readonly column: number
    readonly process: number
    readonly value: number
  }[]
  /** Of the link parameters, then the coefficients; rows of coefficients without an estimate are 0. */
  readonly covariance: readonly (readonly number[])[] | null
}

/** A model fitted with covariates; plain data. */
export interface CovariateFit<P extends TimingParameters = TimingParameters> {
  readonly model: CovariateModel<never, P>['id']
  /** The parameters of a customer with the covariates in `reference`. */
  readonly parameters: P
  /** 0 for each covariate whose values reach 0, and the mean for others: nobody is like a 0 far outside the data. */
  readonly reference: Readonly<Record<string, number>>
  /** Null where the data do not determine them, or a coefficient has a limit. */
  readonly standardErrors: Readonly<Record<keyof P & string, number>> | null
  /** 95 %, from the logarithms. */
  readonly intervals: Readonly<Record<keyof P & string, Interval>> | null
  readonly coefficients: readonly CovariateCoefficient[]
  /** Rows of `covariance`: the parameters, then `process.covariate`. */
  readonly covarianceNames: readonly string[]
  readonly covariance: readonly (readonly number[])[] | null
  /** Of the data at the parameters, no constants dropped, without priors. */
  readonly logLikelihood: number
  /** Against the model without covariates; null without a coefficient. */
  readonly test: LikelihoodRatioTest | null
  readonly prior: 'none' | 'weak'
  /** Standard deviation of the normal prior on coefficients per standard deviation; null without one. */
  readonly ridge: number | null
  /** The limit at which the data alone are, or null. */
  readonly limit: CovariateLimit | null
  readonly design: CovariateDesign
  readonly centred: CentredFit
  readonly customers: number
  /** Customers with a repeat order, or with an amount. */
  readonly informativeCustomers: number
  readonly iterations: number
  readonly converged: boolean
}
