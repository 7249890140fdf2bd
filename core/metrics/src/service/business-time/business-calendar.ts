import { instantMs, isCalendarDay, localDay } from '../../value/local-day.ts'
import { OpenTimeline } from './open-timeline.ts'
import type { Schedule } from './schedule.ts'
import type { Span } from './spans.ts'
import { spansOfDates } from './spans-of-dates.ts'
import { type WorkingDates, workingDates } from './working-dates.ts'
import { type ZoneClock, zoneClock } from './zone-clock.ts'

/**
 * How a stretch counts over which the schedule changed: `sum-per-schedule`, each schedule while it applied; or
 * `last-schedule`, the whole of it by the last schedule that applied in it, which reproduces Zendesk's own figure.
 */
export type ScheduleChangeRule = 'sum-per-schedule' | 'last-schedule'

/** A schedule and the stretch (ms since 1970) in which it applies, ready to be asked. */
export interface CalendarPart {
  readonly schedule: Schedule
  readonly fromMs: number
  readonly toMs: number
  readonly dates: WorkingDates
  readonly clock: ZoneClock
  readonly timeline: OpenTimeline
}

/** Schedules in the order in which they came into force. Build it once: it remembers the years it was asked about. */
export interface BusinessCalendar {
  readonly onChange: ScheduleChangeRule
  readonly parts: readonly CalendarPart[]
}

/**
 * The calendar of one or more schedules, each in force until the next one is. Before the first one business time is
 * unknown; where the first has `effectiveFrom: null` there is no such time. Throws a RangeError where there is none,
 * where they are not in order, and where a zone or a date is not one.
 *
 * @example
 * const calendar = businessCalendar(scheduleFile.parse({ timezone: 'Europe/Berlin', weekly: { mon: ['09:00-17:00'] } }))
 */
export function businessCalendar(
  schedules: readonly Schedule[],
  onChange: ScheduleChangeRule = 'sum-per-schedule',
): BusinessCalendar {
  if (schedules.length === 0) throw new RangeError('A calendar needs at least one schedule.')
  const starts = schedules.map(startOfSchedule)
  const parts = schedules.map((schedule, index) => {
    const [from = Number.NaN, to = Number.POSITIVE_INFINITY] = starts.slice(index)
    if (to <= from) {
      throw new RangeError(
        `"${schedules[index + 1]?.id}" does not apply later than "${schedule.id}"; give schedules in the order of their starts.`,
      )
    }
    return calendarPart(schedule, { from, to })
  })
  return { onChange, parts }
}

/** The instant (ms since 1970) from which a schedule applies; minus infinity: always. */
export function startOfSchedule({ effectiveFrom, timezone }: Schedule): number {
  if (effectiveFrom === null) return Number.NEGATIVE_INFINITY
  if (!isCalendarDay(effectiveFrom)) return instantMs(effectiveFrom)
  return startOfDate(effectiveFrom, timezone)
}

/** The instant (ms since 1970) at which a date (`YYYY-MM-DD`) begins in the zone. Throws a RangeError for an unknown zone. */
export const startOfDate = (date: string, timezone: string): number =>
  zoneClock(timezone).instantOf(localDay(date, timezone), 0)

function calendarPart(schedule: Schedule, inForce: Span): CalendarPart {
  const dates = workingDates(schedule)
  const clock = zoneClock(schedule.timezone)
  const timeline = new OpenTimeline((limits) => spansOfDates(dates.open, clock, limits))
  return { schedule, fromMs: inForce.from, toMs: inForce.to, dates, clock, timeline }
}

/** A calendar of the schedule with this id alone, in force always; null where there is no such schedule. */
export function calendarOfSchedule(calendar: BusinessCalendar, scheduleId: string): BusinessCalendar | null {
  const part = calendar.parts.find(({ schedule }) => schedule.id === scheduleId)
  if (part === undefined) return null
  const always = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY }
  return { onChange: calendar.onChange, parts: [{ ...part, ...always }] }
}

/** The schedule in force at an instant (ms since 1970); null before the first one. */
export const scheduleAt = (calendar: BusinessCalendar, epochMs: number): Schedule | null =>
  partAt(calendar, epochMs)?.schedule ?? null

/** The part in force at an instant (ms since 1970); null before the first one. */
export function partAt({ parts }: BusinessCalendar, epochMs: number): CalendarPart | null {
  let index = parts.length - 1
  while (index >= 0 && (parts[index]?.fromMs ?? 0) > epochMs) index -= 1
  return parts[index] ?? null
}

/**
 * The parts that count between two instants (ms since 1970), each with the stretch that it counts: while it applied, or by
 * `last-schedule` the last of them for the whole. What lies before the first schedule is in none of them.
 */
export function partsBetween(calendar: BusinessCalendar, fromMs: number, toMs: number): CalendarPart[] {
  const { onChange, parts } = calendar
  if (!(fromMs <= toMs)) {
    throw new RangeError(
      `Business time runs forward, and ${toMs} is not at or after ${fromMs} (ms since 1970): set the record aside.`,
    )
  }
  if (onChange === 'last-schedule') {
    const last = partAt(calendar, fromMs === toMs ? toMs : toMs - 1)
    return last === null ? [] : [{ ...last, fromMs, toMs }]
  }
  return parts
    .filter((part) => (part.fromMs <= fromMs ? fromMs < part.toMs : part.fromMs < toMs))
    .map((part) => ({ ...part, fromMs: Math.max(part.fromMs, fromMs), toMs: Math.min(part.toMs, toMs) }))
}
