import { type LocalDay, localDay } from '../../value/local-day.ts'
import { type Schedule, type TimeWindow, WEEKDAYS, type Weekday, weekdayIndex } from './schedule.ts'
import { type Span, sharedSpans, spansWithout, unionOfSpans } from './spans.ts'
import { MINUTES_PER_DAY } from './time-of-day.ts'

/** What a schedule says of each local date, in minutes of the date by the clock on the wall. */
export interface WorkingDates {
  /** The windows less the holidays. */
  open(day: LocalDay): readonly Span[]
  /** The dates of the holidays, in order. */
  readonly holidays: readonly LocalDay[]
  /** The part of the windows that the holidays of the date take away. */
  removed(day: LocalDay): readonly Span[]
}

/** The working dates of a schedule: what runs across midnight counts on the date on which it lies. */
export function workingDates({ weekly, holidays }: Schedule): WorkingDates {
  const weekdays = WEEKDAYS.map((weekday) => spansOfWeekday(weekly, weekday))
  const windowsOf = (day: LocalDay): readonly Span[] => weekdays[weekdayIndex(day)] ?? []
  // Each date is a day of its own zone, so that no zone is needed to number it.
  const free = Map.groupBy(holidays, ({ date }) => localDay(date, 'UTC'))
  const openOnHolidays = new Map(
    Array.from(free, ([day, removed]) => [day, spansWithout(windowsOf(day), removed)]),
  )
  return {
    open: (day) => openOnHolidays.get(day) ?? windowsOf(day),
    holidays: Array.from(free.keys()).sort((left, right) => left - right),
    removed: (day) => sharedSpans(windowsOf(day), free.get(day) ?? []),
  }
}

function spansOfWeekday(weekly: Schedule['weekly'], weekday: Weekday): Span[] {
  const eve = WEEKDAYS.at(WEEKDAYS.indexOf(weekday) - 1)
  return unionOfSpans([
    ...(eve === undefined ? [] : weekly[eve]).filter(crossesMidnight).map(({ to }) => ({ from: 0, to })),
    ...weekly[weekday].map((window) => ({
      from: window.from,
      to: crossesMidnight(window) ? MINUTES_PER_DAY : window.to,
    })),
  ])
}

/** Whether the window ends on the date after the one on which it starts. */
export const crossesMidnight = ({ from, to }: TimeWindow): boolean => to <= from
