import type { LocalDay } from '../../value/local-day.ts'
import { clippedSpans, type Span, unionOfSpans } from './spans.ts'
import { MINUTES_PER_DAY } from './time-of-day.ts'
import { MS_PER_DAY, type ZoneClock } from './zone-clock.ts'

/** The local date of an instant is at most one from that of UTC; one more for windows moved over a change. */
const DATES_AROUND = 2

/**
 * The spans of all local dates (in minutes of the date) as instants in the limits (ms since 1970): in order, and each
 * moment once, also where the two edges of a window fall into an hour that the clock skips and land on another window.
 */
export function spansOfDates(
  onDate: (day: LocalDay) => readonly Span[],
  clock: ZoneClock,
  limits: Span,
): Span[] {
  const spans: Span[] = []
  const lastDay = Math.floor(limits.to / MS_PER_DAY) + DATES_AROUND
  for (let day = Math.floor(limits.from / MS_PER_DAY) - DATES_AROUND; day <= lastDay; day += 1) {
    const minutes = onDate(day)
    if (minutes.length === 0 || isSkippedDate(day, clock)) continue
    for (const { from, to } of minutes) {
      spans.push({ from: clock.instantOf(day, from), to: clock.instantOf(day, to) })
    }
  }
  return clippedSpans(unionOfSpans(spans), limits)
}

/** The same of a single date. */
export function spansOfDate(
  day: LocalDay,
  onDate: (day: LocalDay) => readonly Span[],
  clock: ZoneClock,
  limits: Span,
): Span[] {
  const [around] = clippedSpans(
    [{ from: (day - DATES_AROUND) * MS_PER_DAY, to: (day + 1 + DATES_AROUND) * MS_PER_DAY }],
    limits,
  )
  if (around === undefined) return []
  return spansOfDates((date) => (date === day ? onDate(date) : []), clock, around)
}

/** Whether the zone has no such date: Samoa went from 2011-12-29 straight to 2011-12-31. */
function isSkippedDate(day: LocalDay, clock: ZoneClock): boolean {
  return clock.instantOf(day, 0) >= clock.instantOf(day, MINUTES_PER_DAY)
}
