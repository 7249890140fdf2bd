import { CompensatedSum } from '@rapport/stats'
import { formatLocalDay } from '../local-day.ts'
import type { TimingModel, TimingParameters } from '../models/timing-model.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { type BaselineMethod, baselineShare, type MethodName } from './methods.ts'
import type { ObservedHoldout } from './observed-holdout.ts'

/** What a method expects in each period and up to the end of each; null before the split for the baselines. */
export interface TrackingLine {
  readonly method: MethodName
  readonly incremental: readonly (number | null)[]
  readonly cumulative: readonly (number | null)[]
}

/** Repeat orders of all customers of the calibration, period by period, actual and expected. */
export interface Tracking {
  /** The last day of each period, `YYYY-MM-DD`. */
  readonly ends: readonly string[]
  /** The length of each period in time units: less than 1 where the first or last is a part of one. */
  readonly lengths: readonly number[]
  /** How many of the periods are the calibration. */
  readonly calibration: number
  readonly actual: readonly number[]
  readonly actualCumulative: readonly number[]
  readonly lines: readonly TrackingLine[]
}

/**
 * Repeat orders of all customers expected by the end of each period: E[X(t)] of a new customer, summed over the days
 * of first orders (Fader, Hardie & Lee 2005, section 4). Computed once for each age in whole days.
 */
export function expectedRepeats<P extends TimingParameters>(
  holdout: ObservedHoldout,
  model: TimingModel<P>,
  parameters: P,
): Float64Array {
  const unit = TIME_UNITS[holdout.calibration.unit]
  const births = new Map<number, number>()
  for (const day of holdout.firstDay) births.set(day, (births.get(day) ?? 0) + 1)
  const byAge = new Map<number, number>()
  const expected = (ageDays: number): number => {
    const known = byAge.get(ageDays)
    if (known !== undefined) return known
    const orders = model.expectedFromNewCustomer(parameters, unit.fromDays(ageDays))
    byAge.set(ageDays, orders)
    return orders
  }
  return holdout.periods.ends.map((end) => {
    const sum = new CompensatedSum()
    for (const [day, customers] of births) if (day < end) sum.add(customers * expected(end - day))
    return sum.value
  })
}

function runningTotal(values: Float64Array): number[] {
  let total = 0
  return Array.from(values, (value) => {
    total += value
    return total
  })
}

function total(values: Float64Array): number {
  const sum = new CompensatedSum()
  for (const value of values) sum.add(value)
  return sum.value
}

const increments = (cumulative: readonly number[]): number[] =>
  cumulative.map((value, period) => value - (cumulative[period - 1] ?? 0))

/** Follows the repeat orders through the calibration and on past the split. Baselines begin at the split, from what had happened by then. */
export function tracking<P extends TimingParameters>(
  holdout: ObservedHoldout,
  model: TimingModel<P>,
  parameters: P,
  baselines: readonly BaselineMethod[],
): Tracking {
  const { periods, repeatOrders, split } = holdout
  const unit = TIME_UNITS[holdout.calibration.unit]
  const actualCumulative = runningTotal(repeatOrders)
  const atSplit = actualCumulative[periods.calibration - 1] ?? 0
  const expected = Array.from(expectedRepeats(holdout, model, parameters))
  const lines: TrackingLine[] = [
    { method: model.id, incremental: increments(expected), cumulative: expected },
  ]
  for (const { name, orders } of baselines) {
    const share = baselineShare(holdout, name)
    const all = total(orders)
    const later = Array.from(
      periods.ends.subarray(periods.calibration),
      (end) => all * share(unit.fromDays(end - split)),
    )
    const before = Array.from({ length: periods.calibration }, () => null)
    lines.push({
      method: name,
      incremental: [...before, ...increments(later)],
      cumulative: [...before, ...later.map((value) => atSplit + value)],
    })
  }
  return {
    ends: Array.from(periods.ends, formatLocalDay),
    lengths: Array.from(periods.ends, (end, period) =>
      unit.fromDays(end - (periods.ends[period - 1] ?? periods.start)),
    ),
    calibration: periods.calibration,
    actual: Array.from(repeatOrders),
    actualCumulative,
    lines,
  }
}
