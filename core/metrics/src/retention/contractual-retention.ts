import type { LocalDay } from '../value/local-day.ts'
import { TIME_UNITS } from '../value/time-unit.ts'
import { ActivityRanges } from './activity-ranges.ts'
import {
  CALENDAR_PERIODS,
  type CalendarPeriod,
  type CalendarPeriodName,
  lastCompletePeriod,
} from './calendar-period.ts'
import { type CalendarSpan, calendarSpan } from './calendar-span.ts'
import type { PeriodRetention } from './retention.ts'
import { type RevenueChurn, RevenueMovementSum, revenueChurn } from './revenue-churn.ts'

/** One subscription of a customer. */
export interface SubscriptionRow {
  readonly customerId: string
  /** The first day on which it runs. */
  readonly start: LocalDay
  /** The last day on which it runs, so that a renewal on the next day leaves no gap; null while it runs. */
  readonly end: LocalDay | null
  /** Money per period; null where it is unknown. */
  readonly amount: number | null
  readonly period: CalendarPeriodName | null
}

/** Retention and revenue churn of one calendar period under contracts. */
export interface ContractualPeriod extends CalendarSpan {
  readonly retention: PeriodRetention
  readonly revenue: RevenueChurn
}

const MONTHS: Readonly<Record<CalendarPeriodName, number>> = {
  week: TIME_UNITS.week.toMonths(1),
  month: 1,
  quarter: 3,
  year: 12,
}

/** Monthly recurring revenue (MRR) of an amount per period; null where either is unknown. */
export const monthlyRecurring = (amount: number | null, period: CalendarPeriodName | null): number | null =>
  amount === null || period === null ? null : amount / MONTHS[period]

/** A subscription as the period ends at which it ran. */
interface RunningPeriods {
  readonly from: number
  readonly to: number
  readonly start: LocalDay
  readonly monthly: number | null
}

function runningPeriods(
  rows: readonly SubscriptionRow[],
  period: CalendarPeriod,
  asOf: LocalDay,
): Map<string, RunningPeriods[]> {
  const last = lastCompletePeriod(period, asOf)
  const customers = new Map<string, RunningPeriods[]>()
  rows.forEach(({ customerId, start, end, amount, period: paid }, row) => {
    if (!Number.isInteger(start) || (end !== null && !(end >= start))) {
      throw new RangeError(
        `Subscription ${row + 1}, of customer ${customerId}, starts on day ${start} and ends on day ${end}; give whole days since 1970-01-01, the end not before the start.`,
      )
    }
    if (start > asOf) return
    const to = end === null ? last : Math.min(last, period.numberOf(end + 1) - 1)
    const running = { from: period.numberOf(start), to, start, monthly: monthlyRecurring(amount, paid) }
    const others = customers.get(customerId)
    if (others === undefined) customers.set(customerId, [running])
    else others.push(running)
  })
  // Always in the same order, so that sums of doubles do not depend on that of the rows.
  for (const subscriptions of customers.values()) {
    subscriptions.sort(
      (left, right) =>
        left.start - right.start || left.to - right.to || (left.monthly ?? 0) - (right.monthly ?? 0),
    )
  }
  return new Map([...customers].sort(([left], [right]) => (left < right ? -1 : 1)))
}

/** MRR of one customer at each period end; NaN is "unknown". */
class RecurringColumn {
  readonly #first: number
  readonly #running: Float64Array
  readonly #monthly: Float64Array

  constructor(first: number, last: number) {
    this.#first = first
    // One place more, for the start of the first period.
    this.#running = new Float64Array(Math.max(0, last - first + 1) + 1)
    this.#monthly = new Float64Array(this.#running.length)
  }

  set(subscriptions: readonly RunningPeriods[]): void {
    this.#running.fill(0)
    this.#monthly.fill(0)
    for (const { from, to, monthly } of subscriptions) {
      for (let place = from - this.#first + 1; place <= to - this.#first + 1; place += 1) {
        this.#running[place] = (this.#running[place] ?? 0) + 1
        this.#monthly[place] = (this.#monthly[place] ?? 0) + (monthly ?? Number.NaN)
      }
    }
  }

  /** At the end of the period; `running` is false before the first. */
  at(number: number): { readonly running: boolean; readonly monthly: number | null } {
    const place = number - this.#first + 1
    const monthly = this.#monthly[place] ?? 0
    return { running: (this.#running[place] ?? 0) > 0, monthly: Number.isNaN(monthly) ? null : monthly }
  }
}

/**
 * Retention and revenue churn under contracts, of each complete calendar period from the first subscription on. Someone
 * is a customer at the end of a period while any of their subscriptions runs on its last day, and lost when all have
 * ended; the start of a period is the end of the one before. Subscriptions that start after `asOf` are not looked at.
 * Throws a RangeError that names the row whose days cannot be.
 */
export function contractualRetention(
  rows: readonly SubscriptionRow[],
  settings: { readonly asOf: LocalDay; readonly period: CalendarPeriodName },
): ContractualPeriod[] {
  const period = CALENDAR_PERIODS[settings.period]
  const customers = runningPeriods(rows, period, settings.asOf)
  let first = Infinity
  for (const [earliest] of customers.values()) first = Math.min(first, earliest?.from ?? Infinity)
  if (first === Infinity) return []
  const last = lastCompletePeriod(period, settings.asOf)
  const ranges = new ActivityRanges(first, last)
  const movements = Array.from({ length: Math.max(0, last - first + 1) }, () => new RevenueMovementSum())
  const recurring = new RecurringColumn(first, last)
  for (const subscriptions of customers.values()) {
    ranges.nextCustomer()
    for (const { from, to } of subscriptions) ranges.add(from, to)
    recurring.set(subscriptions)
    addMovements(subscriptions, recurring, movements, { period, first, last })
  }
  return ranges.finish().map((retention, i) => ({
    ...calendarSpan(period, first + i),
    retention,
    revenue: revenueChurn((movements[i] ?? new RevenueMovementSum()).finish()),
  }))
}

/** Adds what the customer's revenue did in each period in which there was some. */
function addMovements(
  subscriptions: readonly RunningPeriods[],
  recurring: RecurringColumn,
  movements: readonly RevenueMovementSum[],
  range: { readonly period: CalendarPeriod; readonly first: number; readonly last: number },
): void {
  const earliest = subscriptions[0]
  if (earliest === undefined) return
  const latest = subscriptions.reduce((end, { to }) => Math.max(end, to), earliest.from)
  for (let number = earliest.from; number <= Math.min(latest + 1, range.last); number += 1) {
    const start = recurring.at(number - 1)
    const end = recurring.at(number)
    if (!start.running && !end.running) continue
    movements[number - range.first]?.add({
      atStart: start.running,
      atEnd: end.running,
      start: start.monthly,
      end: end.monthly,
      earlier: earliest.start < range.period.firstDay(number),
    })
  }
}
