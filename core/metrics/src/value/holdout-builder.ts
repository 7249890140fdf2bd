import { GrowingColumn, ValueColumnsBuilder } from './columns-builder.ts'
import type { Holdout } from './holdout.ts'
import { formatLocalDay, type LocalDay } from './local-day.ts'
import { type OccasionRules, type PurchaseHistory, purchaseHistory, type WonDeal } from './occasions.ts'
import { summarize } from './summary.ts'
import type { TimeUnit } from './time-unit.ts'

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
  readonly #asOf: LocalDay
  readonly #rules: OccasionRules
  readonly #unit: TimeUnit
  readonly #calibration: ValueColumnsBuilder
  readonly #orders = new GrowingColumn()

  constructor(options: { split: LocalDay; asOf: LocalDay; rules: OccasionRules; unit: TimeUnit }) {
    this.#split = options.split
    this.#asOf = options.asOf
    this.#rules = { ...options.rules, asOf: formatLocalDay(options.split) }
    this.#unit = options.unit
    this.#calibration = new ValueColumnsBuilder(options.unit.name)
  }

  /** Adds a customer with its deals and their history up to the evaluation. One without an order by the split is left out. */
  add(id: string, deals: readonly WonDeal[], history: PurchaseHistory): void {
    const first = history.occasions[0]
    if (first === undefined || first.day > this.#split) return
    const summary = summarize(purchaseHistory(deals, this.#rules), this.#unit)
    if (summary.orders === 0) return
    this.#calibration.add(id, summary)
    this.#orders.push(history.occasions.filter(({ day }) => day > this.#split).length)
  }

  finish(): Holdout {
    return {
      calibration: this.#calibration.finish(),
      orders: this.#orders.finish(),
      horizon: this.#unit.fromDays(this.#asOf - this.#split),
      splitAt: this.#rules.asOf,
    }
  }
}
