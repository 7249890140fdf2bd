import type { SpendLimit } from '../models/gamma-gamma.ts'
import type { LinearPrior } from '../models/nbd-prior.ts'
import type { TimingLimit, TimingModelId, TimingParameters } from '../models/timing-model.ts'

/** What covariates can shift: how often customers order, how soon they leave, how much they spend. */
export type CovariateProcessName = 'purchase' | 'dropout' | 'spend'

/** One process of a model: a customer's link parameter is that of the base + sign · (coefficients · covariates). */
export interface CovariateProcess {
  readonly name: CovariateProcessName
  /** The place of the parameter among the link parameters. */
  readonly component: number
  readonly sign: 1 | -1
  /** What exp(coefficient) multiplies, for reports. */
  readonly multiplies: string
}

/** Where searches for the link parameters start (the best result is taken), and the box they stay in. */
export interface SearchBox {
  readonly starts: readonly (readonly number[])[]
  readonly lower: readonly number[]
  readonly upper: readonly number[]
}

/** Observations of many customers, validated. */
export interface Observations {
  /** Of equal length. */
  readonly columns: readonly Float64Array[]
  /** Customers that tell something: with a repeat order, or with an amount. */
  readonly informative: number
  readonly search: SearchBox
  /** The weak prior on the link parameters of the customer at the means. */
  readonly weakPrior: readonly LinearPrior[]
}

/** Where the data alone do not determine the base parameters. */
export type CovariateLimit = TimingLimit | SpendLimit

/**
 * A model that covariates can be put into: P are its natural parameters, O its observations. Inside, it has link
 * parameters, free to run over the real line, which covariates shift.
 */
export interface CovariateModel<O, P extends TimingParameters> {
  readonly id: TimingModelId | 'gamma-gamma'
  readonly parameterNames: readonly (keyof P & string)[]
  readonly processes: readonly CovariateProcess[]
  /** Throws a RangeError for rows that cannot be. */
  observe(observed: O): Observations
  /** The log-likelihood of one customer; overwrites gradient and Hessian (row by row) by the link parameters. */
  rowDerivatives(
    link: Float64Array,
    observation: Float64Array,
    gradient: Float64Array,
    hessian: Float64Array,
  ): number
  natural(link: Float64Array): P
  /** Derivatives of the natural parameters (rows) by the link parameters (columns). */
  slopes(link: Float64Array): readonly (readonly number[])[]
  /** Link parameters that mean "nobody leaves", to be held there; null where the model has no dropout. */
  readonly withoutDropout: ReadonlyMap<number, number> | null
  /** The limit that link parameters, not held by the data, are at. */
  limitNear(link: Float64Array): CovariateLimit
}
