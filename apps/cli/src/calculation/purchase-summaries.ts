import {
  formatLocalDay,
  type Holdout,
  type LocalDay,
  type PurchaseHistory,
  purchaseHistory,
  summarize,
  type TimeUnit,
  type ValueColumns,
  type WonDeal,
} from '@rapport/metrics'
import { NOT_UNITS } from './amount-cell.ts'
import { decimalText } from './decimal-text.ts'
import type { PurchaseDays } from './purchase-days.ts'
import { powerOfTen, unknownAmong } from './transaction-blocks.ts'

/** How the purchases of days become occasions, and in what unit time is told. */
export interface SummaryRules {
  readonly unit: TimeUnit
  /** Days; see `OccasionRules` of `@rapport/metrics`. */
  readonly occasionWindow: number
}

/** Counts over all customers. */
export interface SummaryCounts {
  /** Purchase occasions. */
  readonly transactions: number
  /** Occasions with a net amount below 0: not purchases, but part of the historic value. */
  readonly setAside: number
  /** The day of the first purchase of all; null where there is none. */
  readonly firstDay: LocalDay | null
  /** The day of the last purchase of all. */
  readonly lastDay: LocalDay | null
}

/** `SummaryCounts` while they are counted; the days are infinite as long as there is none. */
interface Counts {
  transactions: number
  setAside: number
  firstDay: number
  lastDay: number
}

/** The columns of `ValueColumns` that hold numbers. */
const NUMBERS = [
  'frequency',
  'recency',
  'age',
  'monetary',
  'spendOccasions',
  'historicValue',
  'orders',
  'averageOrderValue',
  'pricedOrders',
] as const satisfies readonly (keyof ValueColumns)[]

type Numbers = Readonly<Record<(typeof NUMBERS)[number], Float64Array<ArrayBuffer>>>

function emptyNumbers(rows: number): Numbers {
  const column = (): Float64Array<ArrayBuffer> => new Float64Array(rows)
  return {
    frequency: column(),
    recency: column(),
    age: column(),
    monetary: column(),
    spendOccasions: column(),
    historicValue: column(),
    orders: column(),
    averageOrderValue: column(),
    pricedOrders: column(),
  }
}

/**
 * Summaries of purchase days at any day up to the last that was read: what `purchaseHistory` and `summarize` of
 * `@rapport/metrics` say of the same transactions, computed over columns.
 */
export class PurchaseSummaries {
  readonly #ids: readonly string[]
  readonly #purchases: PurchaseDays
  readonly #rules: SummaryRules
  /** What stands for an unknown amount. */
  readonly #unknown: number

  constructor(ids: readonly string[], purchases: PurchaseDays, rules: SummaryRules) {
    this.#ids = ids
    this.#purchases = purchases
    this.#rules = rules
    this.#unknown = unknownAmong(purchases.amounts)
  }

  /** All customers with a transaction up to the day, as known at its end, in the order of the file. */
  at(day: LocalDay): { readonly columns: ValueColumns; readonly counts: SummaryCounts } {
    const { customers, starts, days } = this.#purchases
    const firstDay = (customer: number): number => days[starts[customer] ?? 0] ?? Infinity
    let count = 0
    for (let customer = 0; customer < customers; customer += 1) if (firstDay(customer) <= day) count += 1
    if (count === customers) return this.#summarize(null, day)
    const known = new Uint32Array(count)
    let row = 0
    for (let customer = 0; customer < customers; customer += 1) {
      if (firstDay(customer) > day) continue
      known[row] = customer
      row += 1
    }
    return this.#summarize(known, day)
  }

  /**
   * Customers as they were at the end of the split day, and what they ordered from then to `asOf`; the same as
   * `splitHoldout` of `@rapport/metrics`.
   */
  holdout(split: LocalDay, asOf: LocalDay): Holdout {
    const { customers, starts } = this.#purchases
    const known = new Uint32Array(customers)
    const orders = new Float64Array(customers)
    let count = 0
    for (let customer = 0; customer < customers; customer += 1) {
      const start = starts[customer] ?? 0
      const end = starts[customer + 1] ?? 0
      const occasions = this.#occasionDays(start, end, asOf)
      // What was bought before the split may be set aside because of what was returned after it, and the reverse.
      if ((occasions[0] ?? Infinity) > split || this.#occasionDays(start, end, split).length === 0) continue
      known[count] = customer
      orders[count] = occasions.filter((day) => day > split).length
      count += 1
    }
    return {
      calibration: this.#summarize(known.subarray(0, count), split).columns,
      orders: orders.subarray(0, count),
      horizon: this.#rules.unit.fromDays(asOf - split),
      splitAt: formatLocalDay(split),
    }
  }

  /** The summaries of some customers; of all where `known` is null. */
  #summarize(known: Uint32Array | null, day: LocalDay): { columns: ValueColumns; counts: SummaryCounts } {
    const { customers, starts, decimals } = this.#purchases
    const rows = known === null ? customers : known.length
    const ids = known === null ? this.#ids : Array.from(known, (customer) => this.#ids[customer] ?? '')
    const numbers = emptyNumbers(rows)
    const counts = { transactions: 0, setAside: 0, firstDay: Infinity, lastDay: -Infinity }
    const inUnits = decimals !== NOT_UNITS
    for (let row = 0; row < rows; row += 1) {
      const customer = known === null ? row : (known[row] ?? 0)
      const start = starts[customer] ?? 0
      const end = starts[customer + 1] ?? 0
      if (inUnits) this.#fill(numbers, row, start, end, day, counts)
      else this.#fillExactly(numbers, row, start, end, day, counts)
    }
    const { transactions, setAside, firstDay, lastDay } = counts
    const span = transactions === 0 ? { firstDay: null, lastDay: null } : { firstDay, lastDay }
    return {
      columns: { unit: this.#rules.unit.name, ids, ...numbers },
      counts: { transactions, setAside, ...span },
    }
  }

  /** Summarises the entries from `start` up to `end` into one row. */
  #fill(numbers: Numbers, row: number, start: number, end: number, asOf: LocalDay, counts: Counts): void {
    const { days, amounts, decimals } = this.#purchases
    const { unit, occasionWindow } = this.#rules
    const unknown = this.#unknown
    let orders = 0
    let priced = 0
    let pricedSum = 0
    let repeats = 0
    let repeatSum = 0
    let historic = 0
    let known = 0
    let first = 0
    let last = 0
    let at = start
    while (at < end) {
      const began = days[at] ?? 0
      if (began > asOf) break
      const until = Math.min(asOf, began + occasionWindow)
      let net = 0
      let isKnown = true
      for (; at < end && (days[at] ?? 0) <= until; at += 1) {
        const amount = amounts[at] ?? 0
        if (amount === unknown) isKnown = false
        else {
          net += amount
          known += 1
        }
      }
      historic += net
      if (isKnown && net < 0) {
        counts.setAside += 1
        continue
      }
      if (isKnown && net > 0) {
        priced += 1
        pricedSum += net
        if (orders > 0) {
          repeats += 1
          repeatSum += net
        }
      }
      if (orders === 0) first = began
      last = began
      orders += 1
    }
    const scale = decimals === NOT_UNITS ? 1 : powerOfTen(decimals)
    numbers.frequency[row] = orders === 0 ? Number.NaN : orders - 1
    numbers.recency[row] = orders === 0 ? Number.NaN : unit.fromDays(last - first)
    numbers.age[row] = orders === 0 ? Number.NaN : unit.fromDays(asOf - first)
    // The quotient of whole numbers is the double nearest to the decimal number; then the mean is that of `summarize`.
    numbers.monetary[row] = repeats === 0 ? Number.NaN : repeatSum / scale / repeats
    numbers.spendOccasions[row] = repeats
    numbers.historicValue[row] = known === 0 ? Number.NaN : historic / scale
    numbers.orders[row] = orders
    numbers.averageOrderValue[row] = priced === 0 ? Number.NaN : pricedSum / scale / priced
    numbers.pricedOrders[row] = priced
    counts.transactions += orders
    if (orders === 0) return
    if (first < counts.firstDay) counts.firstDay = first
    if (last > counts.lastDay) counts.lastDay = last
  }

  /** As `#fill`, where amounts are no whole units: with decimal numbers, as sums of doubles are not exact. */
  #fillExactly(
    numbers: Numbers,
    row: number,
    start: number,
    end: number,
    asOf: LocalDay,
    counts: Counts,
  ): void {
    const history = this.#history(start, end, asOf)
    const summary = summarize(history, this.#rules.unit)
    for (const name of NUMBERS) {
      const value = summary[name]
      numbers[name][row] = value === null ? Number.NaN : Number(value)
    }
    counts.transactions += summary.orders
    counts.setAside += history.setAside.length
    counts.firstDay = Math.min(counts.firstDay, history.occasions[0]?.day ?? Infinity)
    counts.lastDay = Math.max(counts.lastDay, history.occasions.at(-1)?.day ?? -Infinity)
  }

  #history(start: number, end: number, asOf: LocalDay): PurchaseHistory {
    const { days, amounts, decimals } = this.#purchases
    const scale = decimals === NOT_UNITS ? 1 : powerOfTen(decimals)
    const deals: WonDeal[] = []
    for (let at = start; at < end; at += 1) {
      const amount = amounts[at] ?? 0
      deals.push({
        id: String(at),
        closedAt: formatLocalDay(days[at] ?? 0),
        amount: amount === this.#unknown ? null : decimalText(amount / scale),
      })
    }
    const { occasionWindow } = this.#rules
    return purchaseHistory(deals, { timeZone: 'UTC', asOf: formatLocalDay(asOf), occasionWindow })
  }

  /** The days of the purchase occasions up to `asOf`. */
  #occasionDays(start: number, end: number, asOf: LocalDay): number[] {
    const { days, amounts, decimals } = this.#purchases
    if (decimals === NOT_UNITS) {
      return this.#history(start, end, asOf).occasions.map(({ day }) => day)
    }
    const occasions: number[] = []
    let at = start
    while (at < end) {
      const began = days[at] ?? 0
      if (began > asOf) break
      const until = Math.min(asOf, began + this.#rules.occasionWindow)
      let net = 0
      let isKnown = true
      for (; at < end && (days[at] ?? 0) <= until; at += 1) {
        const amount = amounts[at] ?? 0
        if (amount === this.#unknown) isKnown = false
        else net += amount
      }
      if (!isKnown || net >= 0) occasions.push(began)
    }
    return occasions
  }
}
