import { localDay } from '../../value/local-day.ts'
import type { BusinessCalendar, CalendarPart } from './business-calendar.ts'
import type { Holiday } from './schedule.ts'
import { sharedSpans } from './spans.ts'
import { spansOfDate } from './spans-of-dates.ts'

/** A holiday that takes nothing away: often a slip of the year, or of the zone. */
export interface HolidayWithoutEffect {
  readonly scheduleId: string
  readonly holiday: Holiday
  readonly reason: 'no working hours then' | 'the schedule does not apply then'
}

/** The holidays of a calendar that change nothing. They are allowed; whoever wrote them may want to know. */
export function holidaysWithoutEffect({ parts }: BusinessCalendar): HolidayWithoutEffect[] {
  return parts.flatMap((part) =>
    part.schedule.holidays.flatMap((holiday) => {
      const reason = reasonOfNoEffect(part, holiday)
      return reason === null ? [] : [{ scheduleId: part.schedule.id, holiday, reason }]
    }),
  )
}

function reasonOfNoEffect(part: CalendarPart, holiday: Holiday): HolidayWithoutEffect['reason'] | null {
  const day = localDay(holiday.date, 'UTC')
  const removed = () => sharedSpans(part.dates.removed(day), [holiday])
  const spansIn = (from: number, to: number) => spansOfDate(day, removed, part.clock, { from, to })
  if (spansIn(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).length === 0) return 'no working hours then'
  return spansIn(part.fromMs, part.toMs).length === 0 ? 'the schedule does not apply then' : null
}
