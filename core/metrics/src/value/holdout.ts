import type { ValueColumns } from './columns.ts'
import { GrowingColumn, ValueColumnsBuilder } from './columns-builder.ts'
import { evaluationDay, formatLocalDay, type LocalDay } from './local-day.ts'
import {
  earlierHistory,
  type OccasionRules,
  type PurchaseHistory,
  purchaseHistory,
  type WonDeal,
} from './occasions.ts'
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
 * The last day of the calibration: the held-back time is the horizon, or half of the time since the first order where
 * that is shorter. Null where less than two days are known.
 */
export function splitDay(
  firstDay: LocalDay,
  asOf: LocalDay,
  unit: TimeUnit,
  horizonMonths: number,
): LocalDay | null {
  const horizonDays = unit.toDays(unit.fromMonths(horizonMonths))
  const heldBack = Math.floor(Math.min(horizonDays, (asOf - firstDay) / 2))
  return heldBack < 1 ? null : asOf - heldBack
}

/** Builds the holdout customer by customer, for streams of any length. */
export class HoldoutBuilder {
  readonly #split: LocalDay
  readonly #end: LocalDay
  readonly #rules: OccasionRules
  readonly #unit: TimeUnit
  readonly #calibration: ValueColumnsBuilder
  readonly #orders: GrowingColumn

  constructor(options: {
    split: LocalDay
    /** The last day of the held-back time. */
    end: LocalDay
    rules: OccasionRules
    unit: TimeUnit
    /** Customers to expect. */
    expected?: number
  }) {
    this.#split = options.split
    this.#end = options.end
    this.#rules = { ...options.rules, asOf: formatLocalDay(options.split) }
    this.#unit = options.unit
    this.#calibration = new ValueColumnsBuilder(options.unit.name, options.expected)
    this.#orders = new GrowingColumn(options.expected)
  }

  /** Adds a customer with its deals and their history up to the evaluation. One without an order by the split is left out. */
  add(id: string, deals: readonly WonDeal[], history: PurchaseHistory): void {
    const first = history.occasions[0]
    if (first === undefined || first.day > this.#split) return
    const earlier =
      earlierHistory(deals, history, this.#rules, this.#split) ?? purchaseHistory(deals, this.#rules)
    if (earlier.occasions.length === 0) return
    this.#calibration.add(id, summarize(earlier, this.#unit))
    let later = 0
    for (const { day } of history.occasions) if (day > this.#split && day <= this.#end) later += 1
    this.#orders.push(later)
  }

  finish(): Holdout {
    return {
      calibration: this.#calibration.finish(),
      orders: this.#orders.finish(),
      horizon: this.#unit.fromDays(this.#end - this.#split),
      splitAt: this.#rules.asOf,
    }
  }
}

/**
 * Splits the deals of all customers in time: summaries up to a day (see `splitDay`), and the orders after it, to judge
 * predictions by. Null where there is no order, or less than two days of history.
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
  const split = splitDay(firstDay, asOf, unit, horizonMonths)
  if (split === null) return null
  const builder = new HoldoutBuilder({ split, end: asOf, rules, unit })
  for (const { id, deals, history } of full) builder.add(id, deals, history)
  return builder.finish()
}
