import type { ValueColumns } from '../columns.ts'
import type { Holdout } from '../holdout.ts'
import { formatLocalDay, type LocalDay } from '../local-day.ts'
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

function emptyColumns(ids: readonly string[], unit: TimeUnit): ValueColumns {
  const column = () => new Float64Array(ids.length)
  return {
    unit: unit.name,
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
  if (!(split < end)) throw new RangeError('The split is not before the end of the held-back time.')
  const known = customersKnownBy(customers, split)
  const calibration = emptyColumns(
    known.map(({ id }) => id),
    unit,
  )
  const column = () => new Float64Array(known.length)
  const [orders, firstDay, lastPeriodOrders, revenue] = [column(), column(), column(), column()]
  let earliest = split
  for (const { days } of known) earliest = Math.min(earliest, days[0] ?? split)
  const periods = trackingPeriods(earliest, split, end, unit)
  const repeatOrders = new Float64Array(periods.ends.length)

  known.forEach(({ days, amounts }, row) => {
    const first = days[0] ?? split
    const [all, repeats] = [new SpendMean(), new SpendMean()]
    let [won, anyAmount, last, count, later, recent, laterRevenue] = [0, false, first, 0, 0, 0, 0]
    for (let place = 0; place < days.length; place += 1) {
      const day = days[place] ?? Number.NaN
      if (day > end) break
      const amount = amounts?.[place] ?? Number.NaN
      if (place > 0) {
        const period = periods.of(day)
        repeatOrders[period] = (repeatOrders[period] ?? 0) + 1
      }
      if (day > split) {
        later += 1
        laterRevenue += amount
        continue
      }
      count += 1
      last = day
      if (place > 0 && day > split - (end - split)) recent += 1
      all.add(amount)
      if (place > 0) repeats.add(amount)
      if (Number.isNaN(amount)) continue
      won += amount
      anyAmount = true
    }
    firstDay[row] = first
    orders[row] = later
    lastPeriodOrders[row] = recent
    revenue[row] = later === 0 ? 0 : laterRevenue
    calibration.frequency[row] = count - 1
    calibration.recency[row] = unit.fromDays(last - first)
    calibration.age[row] = unit.fromDays(split - first)
    calibration.orders[row] = count
    calibration.monetary[row] = repeats.mean
    calibration.spendOccasions[row] = repeats.count
    calibration.averageOrderValue[row] = all.mean
    calibration.pricedOrders[row] = all.count
    calibration.historicValue[row] = anyAmount ? won : Number.NaN
  })
  return {
    calibration,
    orders,
    horizon: unit.fromDays(end - split),
    splitAt: formatLocalDay(split),
    split,
    end,
    firstDay,
    lastPeriodOrders,
    revenue,
    periods,
    repeatOrders,
  }
}
