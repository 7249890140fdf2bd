import { Temporal } from 'temporal-polyfill'

/** A calendar day of the workspace's zone, counted from 1970-01-01. */
export type LocalDay = number

const MS_PER_DAY = 86_400_000
const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/

/** The zone's offset from UTC at the start and at the end of one UTC day, in ms. */
interface DayOffsets {
  readonly start: number
  readonly end: number
}

const zones = new Map<string, Map<number, DayOffsets>>()

function offsetAt(timeZone: string, epochMs: number): number {
  try {
    const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone)
    return zoned.offsetNanoseconds / 1e6
  } catch (cause) {
    throw new RangeError(
      `"${timeZone}" is not a known time zone; give an IANA name such as "Europe/Berlin".`,
      {
        cause,
      },
    )
  }
}

/** The offset at an instant; exact, and cached by UTC day because asking the zone database is slow. */
function cachedOffset(timeZone: string, epochMs: number): number {
  let days = zones.get(timeZone)
  if (days === undefined) {
    days = new Map()
    zones.set(timeZone, days)
  }
  const day = Math.floor(epochMs / MS_PER_DAY)
  let offsets = days.get(day)
  if (offsets === undefined) {
    offsets = {
      start: offsetAt(timeZone, day * MS_PER_DAY),
      end: offsetAt(timeZone, (day + 1) * MS_PER_DAY - 1),
    }
    days.set(day, offsets)
  }
  return offsets.start === offsets.end ? offsets.start : offsetAt(timeZone, epochMs)
}

/** The day of an instant (ms since 1970 in UTC) in the zone. Throws a RangeError for an unknown zone. */
export function localDayOfInstant(epochMs: number, timeZone: string): LocalDay {
  return Math.floor((epochMs + cachedOffset(timeZone, epochMs)) / MS_PER_DAY)
}

/** Ms since 1970 of an ISO 8601 instant; throws a RangeError that quotes what cannot be read. */
export function instantMs(text: string): number {
  const epochMs = Date.parse(text)
  // A time without an offset would be read in the zone of the machine.
  if (Number.isNaN(epochMs) || !(text.endsWith('Z') || /(?:z|[+-]\d{2}:?\d{2})$/.test(text))) {
    throw new RangeError(
      `"${text}" is not a moment; write "1998-06-30T12:00:00Z", or "1998-06-30" for a day.`,
    )
  }
  return epochMs
}

/** Whether the text is a calendar day, `YYYY-MM-DD`, rather than an instant. */
export const isCalendarDay = (text: string): boolean => text.length === 10 && DATE_ONLY.test(text)

/** The day of a date (`YYYY-MM-DD`, a day of the zone itself) or of an instant (ISO 8601) in the zone. */
export function localDay(text: string, timeZone: string): LocalDay {
  if (!isCalendarDay(text)) return localDayOfInstant(instantMs(text), timeZone)
  const day = Date.parse(text) / MS_PER_DAY
  if (Number.isNaN(day) || formatLocalDay(day) !== text) {
    throw new RangeError(`"${text}" is not a day of the calendar.`)
  }
  return day
}

/**
 * The last complete day at the moment of evaluation: the date itself, or for an instant the day just before it, so
 * that midnight ends the day that has passed.
 */
export function evaluationDay(asOf: string, timeZone: string): LocalDay {
  return isCalendarDay(asOf) ? localDay(asOf, timeZone) : localDayOfInstant(instantMs(asOf) - 1, timeZone)
}

const dayTexts = new Map<LocalDay, string>()

/** `YYYY-MM-DD`. Each day is written once: all customers share the same few thousand. */
export function formatLocalDay(day: LocalDay): string {
  let text = dayTexts.get(day)
  if (text === undefined) {
    text = new Date(day * MS_PER_DAY).toISOString().slice(0, 10)
    dayTexts.set(day, text)
  }
  return text
}
