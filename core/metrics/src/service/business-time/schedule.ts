import type { LocalDay } from '../../value/local-day.ts'
import type { MinuteOfDay } from './time-of-day.ts'

/** The days of the week as schedules name them, from Monday (ISO 8601). */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** A window of working hours. Where it does not end after it starts, it runs across midnight to `to` on the next date. */
export interface TimeWindow {
  readonly from: MinuteOfDay
  readonly to: MinuteOfDay
}

/**
 * A date, or the part of it from `from` to `to`, on which nobody works. It removes what lies on that local date: of a
 * window 22:00–06:00 that starts on the eve, the six hours after midnight; of one that starts on the date itself, the
 * two before.
 */
export interface Holiday {
  /** `YYYY-MM-DD`, in the schedule's zone. */
  readonly date: string
  readonly from: MinuteOfDay
  readonly to: MinuteOfDay
}

/** When a team works. Windows and holidays are times by the clock on the wall in the zone. */
export interface Schedule {
  readonly id: string
  /** An IANA name, such as `Europe/Berlin`. */
  readonly timezone: string
  readonly weekly: Readonly<Record<Weekday, readonly TimeWindow[]>>
  readonly holidays: readonly Holiday[]
  /** The local date (from its start) or the instant (ISO 8601) from which it applies; null: always. */
  readonly effectiveFrom: string | null
}

/** 1970-01-01, day 0, was a Thursday. */
const WEEKDAY_OF_DAY_ZERO = WEEKDAYS.indexOf('thu')

/** The place of the day in its week, from Monday, 0. */
export function weekdayIndex(day: LocalDay): number {
  const index = (day + WEEKDAY_OF_DAY_ZERO) % WEEKDAYS.length
  return index < 0 ? index + WEEKDAYS.length : index
}
