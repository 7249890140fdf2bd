import { ActivityRanges } from './activity-ranges.ts'
import { CALENDAR_PERIODS, type CalendarPeriodName, lastCompletePeriod } from './calendar-period.ts'
import { type CalendarSpan, calendarSpan } from './calendar-span.ts'
import { forEachCustomer, type PurchaseColumns } from './purchases.ts'
import type { PeriodRetention } from './retention.ts'

/** Retention of one calendar period. */
export interface PurchasePeriod extends CalendarSpan {
  /** Null where it cannot be known who was still a customer. */
  readonly retention: PeriodRetention | null
}

/**
 * Retention without contracts, of each complete calendar period from the first purchase on. Someone is a customer from
 * the day of the first purchase, and still one at the end of a period while the time since the last order until then
 * is at most `lostAfterDays` (the 95th percentile of the gaps between purchases). A later purchase does not change
 * what holds at an earlier end, and makes a lost customer new again. With null (nobody bought twice) no period's
 * retention is known.
 */
export function purchaseRetention(
  purchases: PurchaseColumns,
  name: CalendarPeriodName,
  lostAfterDays: number | null,
): PurchasePeriod[] {
  const period = CALENDAR_PERIODS[name]
  const last = lastCompletePeriod(period, purchases.asOf)
  let firstDay = Infinity
  forEachCustomer(purchases, (_row, start) => {
    firstDay = Math.min(firstDay, purchases.days[start] ?? Infinity)
  })
  if (firstDay === Infinity) return []
  const first = period.numberOf(firstDay)
  const ranges = new ActivityRanges(first, last)
  if (lostAfterDays !== null) {
    forEachCustomer(purchases, (_row, start, end) => {
      ranges.nextCustomer()
      for (let i = start; i < end; i += 1) {
        const day = purchases.days[i] ?? Number.NaN
        const until = Math.floor(day + lostAfterDays)
        // The last period that ends by then is the one before that of the day after.
        ranges.add(period.numberOf(day), period.numberOf(until + 1) - 1)
      }
    })
  }
  return ranges.finish().map((retention, i) => ({
    ...calendarSpan(period, first + i),
    retention: lostAfterDays === null ? null : retention,
  }))
}
