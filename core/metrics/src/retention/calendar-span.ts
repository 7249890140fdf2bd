import { formatLocalDay } from '../value/local-day.ts'
import type { CalendarPeriod } from './calendar-period.ts'

/** The first and the last day of a calendar period, `YYYY-MM-DD`, local. */
export interface CalendarSpan {
  readonly from: string
  readonly to: string
}

/** The days of the period with the number. */
export const calendarSpan = (period: CalendarPeriod, number: number): CalendarSpan => ({
  from: formatLocalDay(period.firstDay(number)),
  to: formatLocalDay(period.firstDay(number + 1) - 1),
})
