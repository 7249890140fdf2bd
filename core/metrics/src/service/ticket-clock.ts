import {
  addBusinessSeconds,
  type BusinessCalendar,
  businessMilliseconds,
  businessSegments,
  calendarOfSchedule,
  scheduleAt,
} from './business-time/index.ts'
import type { Milliseconds } from './events.ts'
import type { Duration, Segment } from './ticket-metrics.ts'

const MS_PER_SECOND = 1000

/** A stretch of time. */
export interface TimeSpan {
  readonly from: Milliseconds
  readonly to: Milliseconds
}

/** From when the ticket was under another schedule; null where the calendar has none of that name. */
interface AppliedSchedule {
  readonly at: Milliseconds
  readonly calendar: BusinessCalendar | null
}

/** A stretch, and what counts its business time; null: unknown. */
interface CountedSpan extends TimeSpan {
  readonly calendar: BusinessCalendar | null
}

/**
 * Measures the time of one ticket: by the calendar, and by the schedules in force. Those of the calendar apply by date until the
 * source says which one the ticket is under. Where the schedule changed on the way, each counts while it applied, or the last one
 * for the whole (`onChange` of the calendar).
 */
export class TicketClock {
  readonly #calendar: BusinessCalendar | null
  readonly #applied: AppliedSchedule[] = []

  constructor(calendar: BusinessCalendar | null) {
    this.#calendar = calendar
  }

  /** The ticket came under a schedule; in order of time. */
  applySchedule(at: Milliseconds, schedule: string): void {
    if (this.#calendar === null) return
    this.#applied.push({ at, calendar: calendarOfSchedule(this.#calendar, schedule) })
  }

  /** From one moment to a later one. */
  duration(from: Milliseconds, to: Milliseconds): Duration {
    const business = this.#businessMilliseconds(from, to)
    return {
      calendarSeconds: (to - from) / MS_PER_SECOND,
      businessSeconds: business === null ? null : business / MS_PER_SECOND,
    }
  }

  /** The stretches together. */
  durationOf(spans: readonly TimeSpan[]): Duration {
    let calendar = 0
    let business: number | null = this.#calendar === null ? null : 0
    for (const { from, to } of spans) {
      calendar += to - from
      const open = this.#businessMilliseconds(from, to)
      business = business === null || open === null ? null : business + open
    }
    return {
      calendarSeconds: calendar / MS_PER_SECOND,
      businessSeconds: business === null ? null : business / MS_PER_SECOND,
    }
  }

  /** What makes up the business time of a stretch; null where it is unknown. */
  businessSegments(span: TimeSpan): Segment[] | null {
    if (this.#businessMilliseconds(span.from, span.to) === null) return null
    return this.#counted(span.from, span.to).flatMap(({ from, to, calendar }) =>
      (calendar === null ? [] : businessSegments(calendar, from, to)).map((segment) => ({
        from: segment.fromMs,
        to: segment.toMs,
        counts: segment.counted,
        excludedBecause: segment.reason,
      })),
    )
  }

  /**
   * The last moment at which no more than `seconds` of business time have passed since `from`, by the schedule that was in force at
   * `termsAt`. Infinity: that never ends. Null: no schedule is known for it.
   */
  lastBusinessMoment(termsAt: Milliseconds, from: Milliseconds, seconds: number): Milliseconds | null {
    const calendar = this.#inForceAt(termsAt)
    if (calendar === null) return null
    // Where the seconds are used up as the day closes, all the night is still in time.
    const after = addBusinessSeconds(calendar, from, seconds + 1 / MS_PER_SECOND)
    return after === null ? Number.POSITIVE_INFINITY : after - 1
  }

  #inForceAt(at: Milliseconds): BusinessCalendar | null {
    const applied = this.#appliedBefore(at + 1)
    if (applied > 0) return this.#applied[applied - 1]?.calendar ?? null
    const calendar = this.#calendar
    const schedule = calendar && scheduleAt(calendar, at)
    return calendar && schedule && calendarOfSchedule(calendar, schedule.id)
  }

  #businessMilliseconds(from: Milliseconds, to: Milliseconds): number | null {
    if (this.#calendar === null) return null
    if (this.#applied.length === 0) return businessMilliseconds(this.#calendar, from, to)
    let sum = 0
    for (const span of this.#counted(from, to)) {
      const open = span.calendar && businessMilliseconds(span.calendar, span.from, span.to)
      if (open === null) return null
      sum += open
    }
    return sum
  }

  #counted(from: Milliseconds, to: Milliseconds): CountedSpan[] {
    // A schedule that comes into force as the stretch ends has no part in it.
    const end = this.#appliedBefore(Math.max(to, from + 1))
    if (this.#calendar?.onChange === 'last-schedule') {
      return [{ from, to, calendar: this.#calendarOf(end - 1) }]
    }
    const spans: CountedSpan[] = []
    let start = from
    for (let index = this.#appliedBefore(from + 1); index < end; index += 1) {
      const change = this.#applied[index]?.at ?? to
      if (change > start) spans.push({ from: start, to: change, calendar: this.#calendarOf(index - 1) })
      start = change
    }
    spans.push({ from: start, to, calendar: this.#calendarOf(end - 1) })
    return spans
  }

  /** The calendar since the change of that index; before the first one that of all tickets. */
  #calendarOf(index: number): BusinessCalendar | null {
    return index < 0 ? this.#calendar : (this.#applied[index]?.calendar ?? null)
  }

  /** How many schedules were applied before a moment. */
  #appliedBefore(moment: Milliseconds): number {
    let [low, high] = [0, this.#applied.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#applied[middle]?.at ?? moment) < moment) low = middle + 1
      else high = middle
    }
    return low
  }
}
