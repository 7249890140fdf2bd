import { startOfSchedule } from './business-calendar.ts'
import { type Holiday, type Schedule, type TimeWindow, WEEKDAYS, type Weekday } from './schedule.ts'
import { formatTimeOfDay, MINUTES_PER_DAY } from './time-of-day.ts'
import { crossesMidnight } from './working-dates.ts'

/** What is wrong with a schedule, and where in it: the keys and places that lead there. */
export interface ScheduleProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

const MINUTES_PER_WEEK = WEEKDAYS.length * MINUTES_PER_DAY

/** A window in the minutes of a week that starts on Monday; it may end in the next week. */
interface WindowOfWeek {
  readonly path: readonly (string | number)[]
  readonly title: string
  readonly from: number
  readonly to: number
}

/** A week needs a window, and no two windows may overlap: which of them is meant would be a guess. */
export function weekProblems(weekly: Schedule['weekly']): ScheduleProblem[] {
  const windows = windowsOfWeek(weekly)
  if (windows.length === 0) {
    return [
      { path: [], message: 'has no working hours; give at least one window, such as mon: ["09:00-17:00"]' },
    ]
  }
  return pairsOf(windows)
    .filter(([earlier, later]) => overlapInWeek(earlier, later))
    .map(([earlier, later]) => ({
      path: later.path,
      message: `${earlier.title} and ${later.title} overlap; join them or shorten one`,
    }))
}

function windowsOfWeek(weekly: Schedule['weekly']): WindowOfWeek[] {
  return WEEKDAYS.flatMap((weekday, day) =>
    weekly[weekday].map((window, index) => {
      const to = crossesMidnight(window) ? window.to + MINUTES_PER_DAY : window.to
      return {
        path: [weekday, index],
        title: windowTitle(weekday, window),
        from: day * MINUTES_PER_DAY + window.from,
        to: day * MINUTES_PER_DAY + to,
      }
    }),
  )
}

const windowTitle = (weekday: Weekday, window: TimeWindow): string => `${weekday} "${partOfDay(window)}"`

const partOfDay = ({ from, to }: TimeWindow): string => `${formatTimeOfDay(from)}-${formatTimeOfDay(to)}`

/** Sunday night may reach into Monday, so that the week is a circle. */
const overlapInWeek = (left: WindowOfWeek, right: WindowOfWeek): boolean =>
  [-MINUTES_PER_WEEK, 0, MINUTES_PER_WEEK].some(
    (shift) => left.from < right.to + shift && right.from + shift < left.to,
  )

/** The same time must not be given away twice: one of the two is a slip. */
export function holidayProblems(holidays: readonly Holiday[]): ScheduleProblem[] {
  const numbered = holidays.map((holiday, index) => ({ ...holiday, index }))
  return pairsOf(numbered)
    .filter(
      ([first, second]) => first.date === second.date && first.from < second.to && second.from < first.to,
    )
    .map(([first, second]) => ({
      path: [second.index],
      message: `${holidayTitle(second)} is already in the list: ${holidayTitle(first)} is holiday ${first.index + 1}; remove one`,
    }))
}

const holidayTitle = (holiday: Holiday): string =>
  holiday.from === 0 && holiday.to === MINUTES_PER_DAY
    ? holiday.date
    : `${holiday.date} ${partOfDay(holiday)}`

/** Each schedule but the first needs a start later than that of the one before it, and an id of its own. */
export function orderProblems(schedules: readonly Schedule[]): ScheduleProblem[] {
  return schedules.flatMap((schedule, index) => {
    const problems: ScheduleProblem[] = []
    const earlier = schedules.slice(0, index)
    if (earlier.some(({ id }) => id === schedule.id)) {
      problems.push({
        path: [index, 'id'],
        message: `"${schedule.id}" is the id of an earlier schedule; explanations name the id, so give each its own`,
      })
    }
    const before = earlier.at(-1)
    const message = before && startProblem(before, schedule)
    return message ? [...problems, { path: [index, 'from'], message }] : problems
  })
}

function startProblem(before: Schedule, schedule: Schedule): string | null {
  if (schedule.effectiveFrom === null) {
    return `schedule "${schedule.id}" needs a date from which it applies, such as from: 2026-01-01; only the first may have none`
  }
  const [startBefore, start] = [startOfSchedule(before), startOfSchedule(schedule)]
  if (startBefore < start) return null
  if (startBefore === start) {
    return `schedules "${before.id}" and "${schedule.id}" apply from the same moment, ${schedule.effectiveFrom}; which one is meant?`
  }
  return `schedule "${schedule.id}" (from ${schedule.effectiveFrom}) stands after "${before.id}" (from ${before.effectiveFrom}); write them in the order of their starts`
}

function pairsOf<Item>(items: readonly Item[]): [Item, Item][] {
  return items.flatMap((second, index) => items.slice(0, index).map((first): [Item, Item] => [first, second]))
}
