import type { WorkingSchedule } from './queries.ts'

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** Windows of a day as they are typed: `09:00-12:00, 13:00-17:00`; nothing: the day is free. */
export const windowsText = (windows: readonly string[] | undefined): string => (windows ?? []).join(', ')

/** What was typed as windows. */
export function windowsOf(text: string): string[] {
  return text
    .split(/[,;]/)
    .map((one) => one.replaceAll(/\s|–/g, (sign) => (sign === '–' ? '-' : '')))
    .filter((one) => one !== '')
}

/** A schedule with other windows on a day. */
export function withWindows(schedule: WorkingSchedule, day: Weekday, text: string): WorkingSchedule {
  const { [day]: _, ...others } = schedule.weekly
  const windows = windowsOf(text)
  const weekly: WorkingSchedule['weekly'] = windows.length === 0 ? others : { ...others, [day]: windows }
  // In the order of the week, as the file has them.
  return {
    ...schedule,
    weekly: Object.fromEntries(
      weekdays.flatMap((name) => {
        const of = weekly[name]
        return of === undefined ? [] : [[name, of]]
      }),
    ),
  }
}

/** Office hours, to begin with. */
export function newSchedule(id: string, timezone: string): WorkingSchedule {
  const office = ['09:00-17:00']
  return {
    ...{ id, timezone, holidays: [] },
    weekly: { mon: office, tue: office, wed: office, thu: office, fri: office },
  }
}

/** The Friday before a day at 16:55 and the Monday after it at 9:10: a wait over a weekend. */
export function overTheWeekend(now: Date): { readonly from: string; readonly to: string } {
  const friday = new Date(now)
  friday.setUTCDate(friday.getUTCDate() - ((friday.getUTCDay() + 2) % 7))
  const monday = new Date(friday)
  monday.setUTCDate(monday.getUTCDate() + 3)
  const day = (date: Date): string => date.toISOString().slice(0, 10)
  return { from: `${day(friday)}T16:55`, to: `${day(monday)}T09:10` }
}
