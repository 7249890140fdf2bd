import type { Random } from '@rapport/stats'

/** When one customer ordered, in time units: what a model of purchase times needs to know. */
export interface PurchaseTiming {
  /** Repeat orders, x: all orders but the first. */
  readonly frequency: number
  /** Time from the first to the last order, t_x; 0 without a repeat. */
  readonly recency: number
  /** Time from the first order to the moment of evaluation, T. */
  readonly age: number
}

/** The timing of many customers, as columns of equal length. */
export interface TimingColumns {
  readonly frequency: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
}

/** Whether thin data are steadied by a weak prior: always, never, or where they need it. */
export type PriorChoice = 'auto' | 'none' | 'weak'

/** r, α: heterogeneity of the purchase rate. a, b: heterogeneity of the chance to stop after a purchase. */
export type BetaGeometricParameters = Readonly<Record<'r' | 'alpha' | 'a' | 'b', number>>

/** The parameters of any model, by their names. */
export type TimingParameters = Readonly<Record<string, number>>

/**
 * Where the likelihood has no maximum inside the model: the data are at one of its limits, named here instead of
 * reporting a huge number.
 *
 * - `one-time-buyers-only`: nobody bought twice, so neither rate nor dropout can be seen.
 * - `no-dropout`: the data are explained as well without anybody leaving.
 * - `homogeneous-dropout`: all customers share one chance to leave.
 * - `polarised-dropout`: some leave at once and the others never.
 * - `homogeneous-rate`: all customers buy at one rate.
 * - `polarised-rate`: almost nobody buys again, and a few very often.
 * - `weakly-identified`: a maximum exists, but the data do not hold all parameters.
 */
export type TimingLimit =
  | 'one-time-buyers-only'
  | 'no-dropout'
  | 'homogeneous-dropout'
  | 'polarised-dropout'
  | 'homogeneous-rate'
  | 'polarised-rate'
  | 'weakly-identified'

/** A fitted model of purchase times; plain data. */
export interface TimingFit<P extends TimingParameters = TimingParameters> {
  readonly parameters: P
  /** Null where the data do not determine them (see `limit`). */
  readonly standardErrors: P | null
  /** Covariance of the parameters on their natural scale, in the order of `parameterNames`. */
  readonly covariance: readonly (readonly number[])[] | null
  /** Log-likelihood of the data at the parameters, no constants dropped, without the prior. */
  readonly logLikelihood: number
  readonly prior: 'none' | 'weak'
  /** The limit at which the data alone are, or null. */
  readonly limit: TimingLimit | null
  readonly customers: number
  readonly repeatCustomers: number
  readonly iterations: number
  readonly converged: boolean
}

/** The models of purchase times. */
export type TimingModelId = 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd' | 'nbd' | 'bg-bb'

/** A model of when customers order and when they silently leave. */
export interface TimingModel<P extends TimingParameters = TimingParameters> {
  readonly id: TimingModelId
  readonly parameterNames: readonly (keyof P & string)[]
  /** Maximum likelihood (or maximum a posteriori, with a weak prior). Throws a RangeError for invalid rows. */
  fit(columns: TimingColumns, prior?: PriorChoice): TimingFit<P>
  /** Log-likelihood of one customer. */
  logLikelihood(parameters: P, customer: PurchaseTiming): number
  /** The chance that the customer still is one, 0–1. */
  probabilityAlive(parameters: P, customer: PurchaseTiming): number
  /** Expected orders in (T, T + t] of a customer who is alive at T. */
  expectedWhileAlive(parameters: P, frequency: number, age: number, t: number): number
  /** Expected orders in (T, T + t]. */
  expectedTransactions(parameters: P, customer: PurchaseTiming, t: number): number
  /** Expected repeat orders of a new customer in the time t after the first order. */
  expectedFromNewCustomer(parameters: P, t: number): number
  /** As `expectedWhileAlive`, each order discounted by e^(−δu); `t` may be Infinity when δ > 0. */
  discountedWhileAlive(parameters: P, frequency: number, age: number, t: number, delta: number): number
  /** As `expectedTransactions`, each order discounted by e^(−δu); `t` may be Infinity when δ > 0. */
  discountedTransactions(parameters: P, customer: PurchaseTiming, t: number, delta: number): number
  /**
   * P(n orders in (T, T + t]) of a customer who is alive at T, n = 0, 1, …; cut where less than `tail` is left. The
   * rest is added to the last, or stands at its mean (BG/NBD and MBG/NBD), so that the mean of the counts is right.
   */
  futureOrders(parameters: P, frequency: number, age: number, t: number, tail?: number): Float64Array
  /** The history of a customer whose first order was so long ago, drawn at random. */
  sampleHistory(parameters: P, age: number, random: Random): PurchaseTiming
  /** Orders in (T, T + t] of a customer with this history, drawn from what is known of it. */
  sampleFutureOrders(parameters: P, customer: PurchaseTiming, t: number, random: Random): number
}
