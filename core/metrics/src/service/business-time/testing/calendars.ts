import { Temporal } from 'temporal-polyfill'
import { type BusinessCalendar, businessCalendar } from '../business-calendar.ts'
import { scheduleFile } from '../schedule-file.ts'

const week = (...hours: string[]) => ({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours })

/** Monday to Friday, 9 to 17. */
export const OFFICE_HOURS = week('09:00-17:00')

/** Every day, round the clock. */
export const ROUND_THE_CLOCK = { ...week('00:00-24:00'), sat: ['00:00-24:00'], sun: ['00:00-24:00'] }

/** The calendar of one schedule in the form of the file. */
export const calendarOf = (
  timezone: string,
  weekly: Readonly<Record<string, readonly string[]>>,
  holidays: readonly { date: string; from?: string; to?: string }[] = [],
): BusinessCalendar => businessCalendar(scheduleFile.parse({ timezone, weekly, holidays }))

/** Milliseconds since 1970 of a time by the clock on the wall in a zone. */
export const wall = (text: string, timeZone: string): number =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone).epochMilliseconds

export const HOUR = 3600
