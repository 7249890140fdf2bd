import { isTimeZone } from '@rapport/model'
import { Temporal } from 'temporal-polyfill'
import type { LocalDay } from '../../value/local-day.ts'
import type { MinuteOfDay } from './time-of-day.ts'

export const MS_PER_MINUTE = 60_000
export const MS_PER_DAY = 86_400_000

/** Finds instants by the clock on the wall of a zone. */
export interface ZoneClock {
  /**
   * The instant (ms since 1970 in UTC) at which the wall shows the minute of the local date; `disambiguation:
   * 'compatible'` of Temporal (RFC 5545, section 3.3.5): what the clock skips is later by as much as it skips, of what it
   * shows twice the earlier.
   */
  instantOf(day: LocalDay, minute: MinuteOfDay): number
}

/** A stretch in which the zone's offset does not change. */
interface SteadyStretch {
  readonly from: number
  readonly to: number
  readonly offsetMs: number
}

/** A local time and its instant lie less than a day apart, and so do the two sides of a change that skips a date. */
const REACH_MS = 2 * MS_PER_DAY

/**
 * The clock of a zone. Asking the zone database is slow, so it is asked for the changes of the offset and no more. Throws
 * a RangeError for an unknown zone.
 */
export function zoneClock(timeZone: string): ZoneClock {
  if (!isTimeZone(timeZone)) {
    throw new RangeError(`"${timeZone}" is not a known time zone; give an IANA name such as "Europe/Berlin".`)
  }
  let steady: SteadyStretch = { from: 0, to: 0, offsetMs: 0 }
  let following: SteadyStretch | null = null
  const moveTo = (epochMs: number): void => {
    const next = following !== null && isIn(following, epochMs) ? following : steadyFrom(timeZone, epochMs)
    steady = next
    following = null
  }
  return {
    instantOf(day, minute) {
      const localMs = day * MS_PER_DAY + minute * MS_PER_MINUTE
      if (!isIn(steady, localMs - REACH_MS)) moveTo(localMs - REACH_MS)
      if (localMs + REACH_MS < steady.to) return localMs - steady.offsetMs
      following ??= steadyFrom(timeZone, steady.to)
      return localMs + REACH_MS < following.to
        ? instantAtChange(localMs, steady, following)
        : askedInstant(timeZone, localMs)
    },
  }
}

const isIn = ({ from, to }: SteadyStretch, epochMs: number): boolean => from <= epochMs && epochMs < to

function steadyFrom(timeZone: string, epochMs: number): SteadyStretch {
  const zoned = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone)
  const change = zoned.getTimeZoneTransition('next')
  return {
    from: epochMs,
    to: change?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
    offsetMs: zoned.offsetNanoseconds / 1e6,
  }
}

/** 'compatible' around the one change: what is skipped counts by the offset before it, as what comes twice does. */
function instantAtChange(localMs: number, before: SteadyStretch, after: SteadyStretch): number {
  const [byBefore, byAfter] = [localMs - before.offsetMs, localMs - after.offsetMs]
  return byBefore < after.from || byAfter < after.from ? byBefore : byAfter
}

/** Where the offset changes twice within days, as it did in some wars. */
function askedInstant(timeZone: string, localMs: number): number {
  const wall = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime()
  return wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
}
