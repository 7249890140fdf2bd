import type { ValueColumns } from '../columns.ts'
import type { Holdout } from '../holdout.ts'
import { formatLocalDay, type LocalDay } from '../local-day.ts'
import type { PurchaseHistory } from '../occasions.ts'
import type { TimeUnit } from '../time-unit.ts'
import { type TrackingPeriods, trackingPeriods } from './tracking-periods.ts'

/** The purchase occasions of one customer, up to the evaluation or beyond it. */
export interface CustomerOccasions {
  readonly id: string
  /** Local days, ascending; the first is that of the first order. */
  readonly days: ArrayLike<number>
  /** The amount of each, NaN where it is unknown; null where no amounts are known at all. */
  readonly amounts: ArrayLike<number> | null
}

/** The occasions of a history. A refund within an occasion counts from its day on, also where it came after a split. */
export const customerOccasions = (id: string, { occasions }: PurchaseHistory): CustomerOccasions => ({
  id,
  days: Int32Array.from(occasions, ({ day }) => day),
  amounts: Float64Array.from(occasions, ({ amount }) => (amount === null ? Number.NaN : Number(amount))),
})

/** A holdout that also remembers when its orders were. */
export interface ObservedHoldout extends Holdout {
  /** The last day of the calibration, and of the held-back time. */
  readonly split: LocalDay
  readonly end: LocalDay
  /** For each customer, the day of the first order. */
  readonly firstDay: Float64Array
  /** For each, the repeat orders in the last time before the split that is as long as the held-back time. */
  readonly lastPeriodOrders: Float64Array
  /** For each, the sum of the amounts after the split; NaN where one of them is unknown. */
  readonly revenue: Float64Array
  /** The time units of the calibration and of the held-back time. */
  readonly periods: TrackingPeriods
  /** Repeat orders of all customers in each of these periods. */
  readonly repeatOrders: Float64Array
}

/** Where a history is cut. */
export interface HoldoutDays {
  readonly split: LocalDay
  readonly end: LocalDay
  readonly unit: TimeUnit
}

/** Sum and count of amounts above 0: purchases without spend tell nothing about spend. */
class SpendMean {
  #sum = 0
  count = 0

  add(amount: number): void {
    if (!(amount > 0)) return
    this.#sum += amount
    this.count += 1
  }

  get mean(): number {
    return this.count === 0 ? Number.NaN : this.#sum / this.count
  }
}

function checkCustomer({ id, days, amounts }: CustomerOccasions): void {
  for (let place = 1; place < days.length; place += 1) {
    if (!((days[place - 1] ?? Number.NaN) <= (days[place] ?? Number.NaN))) {
      throw new RangeError(`The days of customer ${id} are not ascending; sort its occasions by day.`)
    }
  }
  if (amounts !== null && amounts.length !== days.length) {
    throw new RangeError(
      `Customer ${id} has ${days.length} days and ${amounts.length} amounts; give one amount for each.`,
    )
  }
}

function customersKnownBy(customers: readonly CustomerOccasions[], split: LocalDay): CustomerOccasions[] {
  return customers.filter((customer) => {
    checkCustomer(customer)
    return (customer.days[0] ?? Infinity) <= split
  })
}

/** One customer as of the split, and what came after it. */
interface CustomerAtSplit {
  readonly orders: number
  readonly last: LocalDay
  /** Repeat orders in the last time before the split that is as long as the held-back time. */
  readonly recent: number
  readonly won: number
  readonly all: SpendMean
  readonly repeats: SpendMean
  readonly laterOrders: number
  readonly laterRevenue: number
}

function customerAtSplit(
  { days, amounts }: CustomerOccasions,
  split: LocalDay,
  end: LocalDay,
): CustomerAtSplit {
  const all = new SpendMean()
  const repeats = new SpendMean()
  let orders = 0
  let last = split
  let recent = 0
  let won = Number.NaN
  let laterOrders = 0
  let laterRevenue = 0
  for (let place = 0; place < days.length; place += 1) {
    const day = days[place] ?? Number.NaN
    if (day > end) break
    const amount = amounts?.[place] ?? Number.NaN
    if (day > split) {
      laterOrders += 1
      laterRevenue += amount
      continue
    }
    orders += 1
    last = day
    all.add(amount)
    if (!Number.isNaN(amount)) won = (Number.isNaN(won) ? 0 : won) + amount
    if (place === 0) continue
    repeats.add(amount)
    if (day > split - (end - split)) recent += 1
  }
  return { orders, last, recent, won, all, repeats, laterOrders, laterRevenue }
}

function countRepeats(
  customers: readonly CustomerOccasions[],
  periods: TrackingPeriods,
  end: LocalDay,
): Float64Array {
  const counts = new Float64Array(periods.ends.length)
  for (const { days } of customers) {
    for (let place = 1; place < days.length; place += 1) {
      const day = days[place] ?? Number.NaN
      if (day > end) break
      const period = periods.of(day)
      counts[period] = (counts[period] ?? 0) + 1
    }
  }
  return counts
}

function calibrationColumns(
  customers: readonly CustomerOccasions[],
  states: readonly CustomerAtSplit[],
  split: LocalDay,
  unit: TimeUnit,
): ValueColumns {
  const column = (value: (state: CustomerAtSplit) => number) => Float64Array.from(states, value)
  const first = (row: number): LocalDay => customers[row]?.days[0] ?? split
  return {
    unit: unit.name,
    ids: customers.map(({ id }) => id),
    frequency: column(({ orders }) => orders - 1),
    recency: Float64Array.from(states, ({ last }, row) => unit.fromDays(last - first(row))),
    age: Float64Array.from(states, (_, row) => unit.fromDays(split - first(row))),
    monetary: column(({ repeats }) => repeats.mean),
    spendOccasions: column(({ repeats }) => repeats.count),
    historicValue: column(({ won }) => won),
    orders: column(({ orders }) => orders),
    averageOrderValue: column(({ all }) => all.mean),
    pricedOrders: column(({ all }) => all.count),
  }
}

/**
 * Customers as they were at the split, and what they ordered from then up to the end, from nothing but the days (and
 * amounts) of their purchases. Customers without an order by the split are left out. Throws a RangeError that names the
 * customer whose days are out of order.
 */
export function observeHoldout(
  customers: readonly CustomerOccasions[],
  { split, end, unit }: HoldoutDays,
): ObservedHoldout {
  if (!(split < end)) {
    throw new RangeError(
      `The split is day ${split} and the held-back time ends on day ${end}; split before the end.`,
    )
  }
  const known = customersKnownBy(customers, split)
  const states = known.map((customer) => customerAtSplit(customer, split, end))
  let earliest = split
  for (const { days } of known) earliest = Math.min(earliest, days[0] ?? split)
  const periods = trackingPeriods(earliest, split, end, unit)
  return {
    calibration: calibrationColumns(known, states, split, unit),
    orders: Float64Array.from(states, ({ laterOrders }) => laterOrders),
    horizon: unit.fromDays(end - split),
    splitAt: formatLocalDay(split),
    split,
    end,
    firstDay: Float64Array.from(known, ({ days }) => days[0] ?? split),
    lastPeriodOrders: Float64Array.from(states, ({ recent }) => recent),
    revenue: Float64Array.from(states, ({ laterRevenue }) => laterRevenue),
    periods,
    repeatOrders: countRepeats(known, periods, end),
  }
}
