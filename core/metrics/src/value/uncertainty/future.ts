import type { FittedValueModel } from '../fit-value.ts'
import { TIMING_MODELS } from '../fit-value.ts'
import type { SpendFit } from '../models/gamma-gamma.ts'
import type { TimingFit, TimingModel, TimingParameters } from '../models/timing-model.ts'
import { TIME_UNITS } from '../time-unit.ts'

/** What is to be predicted, and with which fits. */
export interface Future<P extends TimingParameters> {
  readonly model: TimingModel<P>
  readonly timing: Pick<TimingFit<P>, 'parameters' | 'covariance'>
  /** Null to predict orders instead of value. */
  readonly spend: Pick<SpendFit, 'parameters' | 'covariance'> | null
  /** From the evaluation, in the model's time unit. */
  readonly horizon: number
  /** Continuous discount rate per time unit. */
  readonly delta: number
  /** Gross margin as a share of revenue; 1 for orders. */
  readonly margin: number
}

/** The customers: columns of equal length, every row with at least one order. */
export interface CustomerColumns {
  readonly frequency: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
  /** Orders with a known amount, as the spend model was fitted on; left out to predict orders. */
  readonly priced?: Float64Array
  /** The mean of those; not read where there is none. */
  readonly meanAmount?: Float64Array
}

/** The future that a fitted value model predicts; null where it has no model of purchase times. */
export function futureOf({ timing, spend, unit, delta, settings }: FittedValueModel) {
  if (timing === null) return null
  return {
    model: TIMING_MODELS[timing.model],
    timing,
    spend,
    horizon: TIME_UNITS[unit].fromMonths(settings.horizonMonths),
    delta,
    margin: settings.margin,
  }
}

/** The sum of a customer's known amounts: 0 without any. */
export function knownSpend({ priced, meanAmount }: CustomerColumns, row: number): number {
  const orders = priced?.[row] ?? 0
  return orders > 0 ? orders * (meanAmount?.[row] ?? Number.NaN) : 0
}
