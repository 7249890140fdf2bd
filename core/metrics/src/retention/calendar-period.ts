import type { LocalDay } from '../value/local-day.ts'

/** A period of the calendar, in local days; weeks start on Monday (ISO 8601). */
export type CalendarPeriodName = 'week' | 'month' | 'quarter' | 'year'

/** Numbers the periods of one kind: the next period has the next number. */
export interface CalendarPeriod {
  readonly name: CalendarPeriodName
  /** The number of the period that holds the day. */
  numberOf(day: LocalDay): number
  /** The first day of the period. */
  firstDay(number: number): LocalDay
}

/** Days from 0000-03-01, where the algorithm's years start, to 1970-01-01. */
const EPOCH = 719_468
const DAYS_IN_400_YEARS = 146_097

/** Months since January of year 0. Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. */
function monthNumber(day: LocalDay): number {
  const shifted = day + EPOCH
  const era = Math.floor(shifted / DAYS_IN_400_YEARS)
  const dayOfEra = shifted - era * DAYS_IN_400_YEARS
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  // Its years start in March, so that the leap day is the last of a year.
  return (yearOfEra + era * 400) * 12 + Math.floor((5 * dayOfYear + 2) / 153) + 2
}

/** The first day of a month that `monthNumber` numbered; days_from_civil of the same source. */
function firstDayOfMonth(number: number): LocalDay {
  const fromMarch = number - 2
  const year = Math.floor(fromMarch / 12)
  const month = fromMarch - year * 12
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const dayOfEra =
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    Math.floor((153 * month + 2) / 5)
  return era * DAYS_IN_400_YEARS + dayOfEra - EPOCH
}

function wholeMonths(name: CalendarPeriodName, months: number): CalendarPeriod {
  return Object.freeze({
    name,
    numberOf: (day: LocalDay) => Math.floor(monthNumber(day) / months),
    firstDay: (number: number) => firstDayOfMonth(number * months),
  })
}

/** 1970-01-01 was a Thursday, three days after a Monday. */
const THURSDAY = 3

/** The four calendar periods. */
export const CALENDAR_PERIODS: Readonly<Record<CalendarPeriodName, CalendarPeriod>> = Object.freeze({
  week: Object.freeze({
    name: 'week',
    numberOf: (day: LocalDay) => Math.floor((day + THURSDAY) / 7),
    firstDay: (number: number) => number * 7 - THURSDAY,
  }),
  month: wholeMonths('month', 1),
  quarter: wholeMonths('quarter', 3),
  year: wholeMonths('year', 12),
})

/** The number of the last period that is complete at the end of the day. */
export const lastCompletePeriod = (period: CalendarPeriod, asOf: LocalDay): number =>
  period.numberOf(asOf + 1) - 1
