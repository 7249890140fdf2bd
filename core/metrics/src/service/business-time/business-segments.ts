import { formatLocalDay } from '../../value/local-day.ts'
import { type BusinessCalendar, type CalendarPart, partsBetween } from './business-calendar.ts'
import { type Span, spansWithout, unionOfSpans } from './spans.ts'
import { spansOfDate, spansOfDates } from './spans-of-dates.ts'

const MS_PER_SECOND = 1000

/** Why a stretch does not count; `YYYY-MM-DD` of the holiday is the date in the schedule's zone. */
export type ExclusionReason = 'outside working hours' | `holiday ${string}` | 'no schedule yet'

/** A stretch of time that counts as business time, or does not, all for one reason. */
export interface BusinessSegment {
  /** Milliseconds since 1970 in UTC; `toMs` is where the next one starts. */
  readonly fromMs: number
  readonly toMs: number
  /** The length of the stretch, in calendar seconds. */
  readonly seconds: number
  readonly counted: boolean
  /** Null where it counts. */
  readonly reason: ExclusionReason | null
  /** The schedule that says so; null where none applied yet. */
  readonly scheduleId: string | null
}

/**
 * What makes up the business time between two instants (ms since 1970), to explain one ticket: segments without a gap from the
 * first to the last moment. The counted ones sum up to `businessSeconds`. A holiday excludes only what would have counted
 * without it. Throws as `businessSeconds` does.
 */
export function businessSegments(
  calendar: BusinessCalendar,
  fromMs: number,
  toMs: number,
): BusinessSegment[] {
  const parts = partsBetween(calendar, fromMs, toMs)
  const before = segment({ from: fromMs, to: parts[0]?.fromMs ?? toMs }, 'no schedule yet', null)
  return [before, ...parts.flatMap(segmentsOfPart)].filter(({ seconds }) => seconds > 0)
}

function segmentsOfPart({ schedule, dates, clock, fromMs, toMs }: CalendarPart): BusinessSegment[] {
  const whole = { from: fromMs, to: toMs }
  const of = (spans: readonly Span[], reason: ExclusionReason | null) =>
    spans.map((span) => segment(span, reason, schedule.id))
  const counted = spansOfDates(dates.open, clock, whole)
  const segments = of(counted, null)
  let told = counted
  for (const day of dates.holidays) {
    const removed = spansWithout(spansOfDate(day, dates.removed, clock, whole), told)
    if (removed.length === 0) continue
    segments.push(...of(removed, `holiday ${formatLocalDay(day)}`))
    told = unionOfSpans([...told, ...removed])
  }
  segments.push(...of(spansWithout([whole], told), 'outside working hours'))
  return segments.sort((left, right) => left.fromMs - right.fromMs)
}

const segment = (
  { from, to }: Span,
  reason: ExclusionReason | null,
  scheduleId: string | null,
): BusinessSegment => ({
  fromMs: from,
  toMs: to,
  seconds: (to - from) / MS_PER_SECOND,
  counted: reason === null,
  reason,
  scheduleId,
})
