import { carriedOn, observedChurn, plainFigures, retainedMonths } from '../baselines.ts'
import type { ValueColumns } from '../columns.ts'
import { distinctRows } from '../distinct-rows.ts'
import type { TimingColumns, TimingModel, TimingParameters } from '../models/timing-model.ts'
import { TIME_UNITS } from '../time-unit.ts'

/** Orders of each customer that a fitted model expects in the time t after the calibration. */
export function ordersByModel<P extends TimingParameters>(
  model: TimingModel<P>,
  parameters: P,
  { frequency, recency, age }: TimingColumns,
  t: number,
): Float64Array {
  const distinct = distinctRows([frequency, age, recency])
  const pick = (column: Float64Array) => Float64Array.from(distinct.first, (row) => column[row] ?? Number.NaN)
  const [repeats, ages, last] = [pick(frequency), pick(age), pick(recency)]
  // The expectation of a customer who is alive is the slow part, and does not depend on the last order.
  const alive = distinctRows([repeats, ages])
  const whileAlive = Float64Array.from(alive.first, (place) =>
    model.expectedWhileAlive(parameters, repeats[place] ?? 0, ages[place] ?? 0, t),
  )
  const orders = repeats.map((x, place) => {
    const customer = { frequency: x, recency: last[place] ?? 0, age: ages[place] ?? 0 }
    return model.probabilityAlive(parameters, customer) * (whileAlive[alive.of[place] ?? 0] ?? Number.NaN)
  })
  return Float64Array.from(distinct.of, (place) => orders[place] ?? Number.NaN)
}

/** Orders of each customer at the rate so far, x ÷ T × t; 0 for customers first seen on the last day. */
export function ordersCarriedOn({ frequency, age }: TimingColumns, t: number): Float64Array {
  return frequency.map((x, row) => {
    const predicted = carriedOn(x, age[row] ?? 0, t)
    return Number.isNaN(predicted) ? 0 : predicted
  })
}

/** Orders of each customer by `simple-horizon@1` in the time t; null where the churn is unknown. */
export function ordersBySimpleHorizon(columns: ValueColumns, t: number): Float64Array | null {
  const churn = observedChurn(columns)
  if (churn.monthly === null) return null
  const months = retainedMonths(churn.monthly, 0, TIME_UNITS[columns.unit].toMonths(t))
  return columns.orders.map((_, row) => (plainFigures(columns, row, churn).ordersPerMonth ?? 0) * months)
}
