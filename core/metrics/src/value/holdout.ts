import { type ValueColumns, valueColumns } from './columns.ts'
import { evaluationDay, formatLocalDay } from './local-day.ts'
import { type OccasionRules, purchaseHistory, type WonDeal } from './occasions.ts'
import { summarize } from './summary.ts'
import type { TimeUnit } from './time-unit.ts'

/** Customers as they were at an earlier day, and what they ordered from then on. */
export interface Holdout {
  /** The customers with an order by the split, as known then. */
  readonly calibration: ValueColumns
  /** For each of them, the orders after the split. */
  readonly orders: Float64Array
  /** From the split to the evaluation, in time units. */
  readonly horizon: number
  /** The last day of the calibration, `YYYY-MM-DD`. */
  readonly splitAt: string
}

/**
 * Splits the deals of all customers in time: summaries up to a day, and the orders after it, to judge predictions by.
 * The held-back time is the horizon, or half of the time since the first order where that is shorter. Null where there
 * is no order, or less than two days of history.
 */
export function splitHoldout(
  customers: readonly { readonly id: string; readonly deals: readonly WonDeal[] }[],
  rules: OccasionRules,
  unit: TimeUnit,
  horizonMonths: number,
): Holdout | null {
  const asOf = evaluationDay(rules.asOf, rules.timeZone)
  const full = customers.map(({ id, deals }) => ({ id, deals, history: purchaseHistory(deals, rules) }))
  let firstDay = asOf
  for (const { history } of full) firstDay = Math.min(firstDay, history.occasions[0]?.day ?? asOf)
  const horizonDays = unit.toDays(unit.fromMonths(horizonMonths))
  const heldBack = Math.floor(Math.min(horizonDays, (asOf - firstDay) / 2))
  if (heldBack < 1) return null
  const splitDay = asOf - heldBack
  const earlier = { ...rules, asOf: formatLocalDay(splitDay) }

  const known: { id: string; summary: ReturnType<typeof summarize> }[] = []
  const orders: number[] = []
  for (const { id, deals, history } of full) {
    const summary = summarize(purchaseHistory(deals, earlier), unit)
    if (summary.orders === 0) continue
    known.push({ id, summary })
    orders.push(history.occasions.filter(({ day }) => day > splitDay).length)
  }
  return {
    calibration: valueColumns(known, unit.name),
    orders: Float64Array.from(orders),
    horizon: unit.fromDays(heldBack),
    splitAt: earlier.asOf,
  }
}
