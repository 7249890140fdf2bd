import type { ValueColumns } from '../value/columns.ts'
import type { LocalDay } from '../value/local-day.ts'

/** The purchase occasions of one customer. */
export interface CustomerPurchases {
  readonly id: string
  /** The day of each occasion, ascending; what was bought on one day is one occasion. */
  readonly days: readonly LocalDay[]
  /** The amount of each, 0 or more; null where it is unknown. */
  readonly amounts: readonly (number | null)[]
}

/** Purchases of many customers as columns, in order of id: those of row i stand at `starts[i]` up to, not including, `starts[i + 1]`. */
export interface PurchaseColumns {
  /** The last day that was looked at. */
  readonly asOf: LocalDay
  readonly ids: readonly string[]
  /** One longer than `ids`. */
  readonly starts: Float64Array
  readonly days: Int32Array
  /** NaN is "unknown". */
  readonly amounts: Float64Array
}

/** Calls back for each row with where its purchases start and end (not included). */
export function forEachCustomer(
  purchases: PurchaseColumns,
  visit: (row: number, start: number, end: number) => void,
): void {
  for (let row = 0; row < purchases.ids.length; row += 1) {
    visit(row, purchases.starts[row] ?? 0, purchases.starts[row + 1] ?? 0)
  }
}

/** The day of the last purchase in each row. */
export function lastDays(purchases: PurchaseColumns): Float64Array {
  const last = new Float64Array(purchases.ids.length)
  forEachCustomer(purchases, (row, _start, end) => {
    last[row] = purchases.days[end - 1] ?? Number.NaN
  })
  return last
}

/** The same customers as the value models see them, by the day; historic value is the sum of the known amounts. */
export function summarizePurchases(purchases: PurchaseColumns): ValueColumns {
  const { asOf, ids, days, amounts } = purchases
  const column = () => new Float64Array(ids.length)
  const columns = {
    unit: 'day' as const,
    ids,
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
  forEachCustomer(purchases, (row, start, end) => {
    const first = days[start] ?? Number.NaN
    let sum = 0
    let known = 0
    let priced = 0
    for (let i = start; i < end; i += 1) {
      const amount = amounts[i] ?? Number.NaN
      if (Number.isNaN(amount)) continue
      sum += amount
      known += 1
      if (amount > 0) priced += 1
    }
    const firstAmount = amounts[start] ?? Number.NaN
    const repeatPriced = firstAmount > 0 ? priced - 1 : priced
    const repeatSum = firstAmount > 0 ? sum - firstAmount : sum
    columns.frequency[row] = end - start - 1
    columns.recency[row] = (days[end - 1] ?? Number.NaN) - first
    columns.age[row] = asOf - first
    columns.monetary[row] = repeatPriced > 0 ? repeatSum / repeatPriced : Number.NaN
    columns.spendOccasions[row] = repeatPriced
    columns.historicValue[row] = known > 0 ? sum : Number.NaN
    columns.orders[row] = end - start
    columns.averageOrderValue[row] = priced > 0 ? sum / priced : Number.NaN
    columns.pricedOrders[row] = priced
  })
  return columns
}
