import { observedChurn, retainedMonths } from '../baselines.ts'
import type { TimingModel, TimingModelId, TimingParameters } from '../models/timing-model.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { ordersByModel, ordersBySimpleHorizon, ordersCarriedOn } from './holdout-predictions.ts'
import type { ObservedHoldout } from './observed-holdout.ts'

/** What needs no model: the rate so far, the last time as long, `simple-horizon@1`. */
export type BaselineName = 'carried-on' | 'last-period' | 'simple-horizon'

/** A way to predict orders. */
export type MethodName = TimingModelId | BaselineName

/** One way to predict what was held back. */
export interface Method {
  readonly name: MethodName
  readonly role: 'model' | 'baseline'
  /** Orders of each customer in the held-back time. */
  readonly orders: Float64Array
  /** Amounts of each customer in the held-back time, NaN where they are unknown; null where they all are. */
  readonly revenue: Float64Array | null
}

/** A baseline's predictions. */
export interface BaselineMethod extends Method {
  readonly name: BaselineName
  readonly role: 'baseline'
}

/** Orders times amount; nothing ordered is nothing spent, also where the amount of an order is unknown. */
const revenueOf = (orders: Float64Array, perOrder: Float64Array): Float64Array =>
  orders.map((count, row) => (count === 0 ? 0 : count * (perOrder[row] ?? Number.NaN)))

/** What a model fitted to the calibration predicts. `expectedSpend`: for each customer, the amount of one order. */
export function modelMethod<P extends TimingParameters>(
  holdout: ObservedHoldout,
  model: TimingModel<P>,
  parameters: P,
  expectedSpend: Float64Array | null,
): Method {
  const orders = ordersByModel(model, parameters, holdout.calibration, holdout.horizon)
  const revenue = expectedSpend === null ? null : revenueOf(orders, expectedSpend)
  return { name: model.id, role: 'model', orders, revenue }
}

/**
 * The baselines: repeat orders at the rate so far (x ÷ T × horizon), as many as in the last time that was as long, and
 * `simple-horizon@1` where the churn is known. Amounts at each customer's average order value.
 */
export function baselineMethods(holdout: ObservedHoldout): BaselineMethod[] {
  const { calibration, horizon } = holdout
  const { averageOrderValue } = calibration
  const priced = averageOrderValue.some((value) => value > 0)
  const baseline = (name: BaselineName, orders: Float64Array): BaselineMethod => ({
    name,
    role: 'baseline',
    orders,
    revenue: priced ? revenueOf(orders, averageOrderValue) : null,
  })
  const simple = ordersBySimpleHorizon(calibration, horizon)
  return [
    baseline('carried-on', ordersCarriedOn(calibration, horizon)),
    baseline('last-period', holdout.lastPeriodOrders),
    ...(simple === null ? [] : [baseline('simple-horizon', simple)]),
  ]
}

/** The share of its orders that a baseline expects by so many time units after the split. */
export function baselineShare(holdout: ObservedHoldout, name: BaselineName): (elapsed: number) => number {
  if (name !== 'simple-horizon') return (elapsed) => elapsed / holdout.horizon
  const unit = TIME_UNITS[holdout.calibration.unit]
  const churn = observedChurn(holdout.calibration).monthly ?? 0
  const all = retainedMonths(churn, 0, unit.toMonths(holdout.horizon))
  return (elapsed) => retainedMonths(churn, 0, unit.toMonths(elapsed)) / all
}
