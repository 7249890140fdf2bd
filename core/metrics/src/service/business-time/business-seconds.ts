import { type BusinessCalendar, partAt, partsBetween } from './business-calendar.ts'

const MS_PER_SECOND = 1000

/**
 * Business milliseconds between two instants (ms since 1970): over local dates, the sum of the overlap with the windows
 * less the holidays, each edge an instant of the zone (METRICS.md, "Business time"). Whole instants give whole
 * milliseconds, so that sums over a split are exact. Null where no schedule applied yet at the start. Throws a RangeError
 * where the end lies before the start, and outside the years 0000 to 9999.
 */
export function businessMilliseconds(
  calendar: BusinessCalendar,
  fromMs: number,
  toMs: number,
): number | null {
  const part = partAt(calendar, fromMs)
  // The common case takes no list of parts.
  if (part !== null && fromMs <= toMs && toMs <= part.toMs) return part.timeline.openBetween(fromMs, toMs)
  const parts = partsBetween(calendar, fromMs, toMs)
  if (parts[0] === undefined || parts[0].fromMs > fromMs) return null
  return parts.reduce((open, part) => open + part.timeline.openBetween(part.fromMs, part.toMs), 0)
}

/**
 * Business seconds between two instants (ms since 1970), exact to the millisecond: 1.234 for 1,234 ms, not rounded. Null
 * and errors as with `businessMilliseconds`.
 */
export function businessSeconds(calendar: BusinessCalendar, fromMs: number, toMs: number): number | null {
  const open = businessMilliseconds(calendar, fromMs, toMs)
  return open === null ? null : open / MS_PER_SECOND
}

/**
 * The first instant (ms since 1970) at which so many business seconds have passed since `fromMs`: when a target falls due,
 * "overdue" being any later one. Zero seconds have passed at once, also out of hours; what uses up the day falls due as it
 * closes, not as the next one opens. Seconds count to the millisecond. Null where no schedule applied yet at the
 * start, and where it would be after the year 9999. Throws a RangeError for seconds that are not 0 or more.
 */
export function addBusinessSeconds(
  calendar: BusinessCalendar,
  fromMs: number,
  seconds: number,
): number | null {
  if (!(seconds >= 0)) {
    throw new RangeError(`${seconds} is no number of business seconds to wait; give 0 or more.`)
  }
  const byLast = calendar.onChange === 'last-schedule'
  const first = partAt(calendar, fromMs) ?? (byLast ? calendar.parts[0] : undefined)
  if (first === undefined) return null
  let left = Math.round(seconds * MS_PER_SECOND)
  if (left === 0) return fromMs
  for (const part of calendar.parts.slice(calendar.parts.indexOf(first))) {
    const start = byLast ? fromMs : Math.max(fromMs, part.fromMs)
    const until = part.toMs === Number.POSITIVE_INFINITY ? left : part.timeline.openBetween(start, part.toMs)
    if (left <= until) {
      const due = part.timeline.instantAfter(start, left)
      // By the last schedule all of the wait counts, but not before that schedule is the last.
      return due === null ? null : Math.max(due, part.fromMs)
    }
    if (!byLast) left -= until
  }
  return null
}
