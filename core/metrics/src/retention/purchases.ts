import type { ValueColumns } from '../value/columns.ts'
import { GrowingColumn } from '../value/columns-builder.ts'
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
  readonly days: Float64Array
  /** NaN is "unknown". */
  readonly amounts: Float64Array
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

function checkPurchases({ id, days, amounts }: CustomerPurchases): void {
  if (days.length !== amounts.length) {
    throw new RangeError(
      `Customer ${id} has ${days.length} days and ${amounts.length} amounts; give one amount (or null) for each day.`,
    )
  }
  for (let i = 0; i < days.length; i += 1) {
    const day = days[i]
    const before = days[i - 1]
    if (!Number.isInteger(day)) {
      throw new RangeError(`Day ${i + 1} of customer ${id} is ${day}; give whole days since 1970-01-01.`)
    }
    if (before !== undefined && day !== undefined && day <= before) {
      throw new RangeError(
        `Day ${i + 1} of customer ${id} is not after the one before; sort the days and merge what was bought on one day.`,
      )
    }
    const amount = amounts[i]
    if (typeof amount === 'number' && !(amount >= 0)) {
      throw new RangeError(
        `Amount ${i + 1} of customer ${id} is ${amount}; a purchase is 0 or more, set net refunds aside first.`,
      )
    }
  }
}

/**
 * Purchases up to the evaluation as columns. Customers who had bought nothing by then are left out. Rows stand in order
 * of id, so that sums of doubles come out the same to the last bit in whatever order the customers came. Throws a
 * RangeError that names the customer whose days are not ascending, whose amounts are below 0 or not as many as the
 * days, or who is given twice.
 */
export function purchaseColumns(customers: Iterable<CustomerPurchases>, asOf: LocalDay): PurchaseColumns {
  if (!Number.isInteger(asOf)) {
    throw new RangeError(`The evaluation is on day ${asOf}; give a whole day since 1970-01-01.`)
  }
  const ids: string[] = []
  const starts = new GrowingColumn()
  const days = new GrowingColumn()
  const amounts = new GrowingColumn()
  let length = 0
  let before: string | null = null
  for (const customer of [...customers].sort((left, right) => compareText(left.id, right.id))) {
    checkPurchases(customer)
    if (customer.id === before) {
      throw new RangeError(`Customer ${customer.id} is given twice; put all days of a customer in one row.`)
    }
    before = customer.id
    const first = customer.days[0]
    if (first === undefined || first > asOf) continue
    ids.push(customer.id)
    starts.push(length)
    for (let i = 0; i < customer.days.length; i += 1) {
      const day = customer.days[i]
      if (day === undefined || day > asOf) break
      days.push(day)
      amounts.push(customer.amounts[i] ?? null)
      length += 1
    }
  }
  starts.push(length)
  return { asOf, ids, starts: starts.finish(), days: days.finish(), amounts: amounts.finish() }
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
