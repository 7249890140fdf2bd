import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { formatLocalDay, localDay } from '../value/local-day.ts'
import { CALENDAR_PERIODS, lastCompletePeriod } from './calendar-period.ts'
import { calendarSpan } from './calendar-span.ts'

const dayOf = (text: string) => localDay(text, 'UTC')
const spanOf = (name: keyof typeof CALENDAR_PERIODS, text: string) =>
  calendarSpan(CALENDAR_PERIODS[name], CALENDAR_PERIODS[name].numberOf(dayOf(text)))

test.each([
  ['week', '2026-03-29', '2026-03-23', '2026-03-29'],
  ['week', '1970-01-01', '1969-12-29', '1970-01-04'],
  ['month', '2024-02-29', '2024-02-01', '2024-02-29'],
  ['quarter', '2025-12-31', '2025-10-01', '2025-12-31'],
  ['year', '1969-07-20', '1969-01-01', '1969-12-31'],
] as const)('the %s of %s runs from %s to %s', (name, day, from, to) => {
  expect(spanOf(name, day)).toEqual({ from, to })
})

const names = fc.constantFrom('week', 'month', 'quarter', 'year')
const days = fc.integer({ min: -800_000, max: 800_000 })

test('every day lies in its period, and the next period starts the day after the last', () => {
  fc.assert(
    fc.property(names, days, (name, day) => {
      const period = CALENDAR_PERIODS[name]
      const number = period.numberOf(day)
      expect(period.firstDay(number)).toBeLessThanOrEqual(day)
      expect(period.firstDay(number + 1)).toBeGreaterThan(day)
      expect(period.numberOf(period.firstDay(number))).toBe(number)
    }),
  )
})

test('months, quarters and years start where the calendar says', () => {
  fc.assert(
    fc.property(days, (day) => {
      const date = Temporal.PlainDate.from('1970-01-01').add({ days: day })
      const first = (name: 'month' | 'quarter' | 'year') =>
        CALENDAR_PERIODS[name].firstDay(CALENDAR_PERIODS[name].numberOf(day))
      const epochDay = (start: Temporal.PlainDate) => start.since('1970-01-01', { largestUnit: 'days' }).days
      const quarterMonth = date.month - ((date.month - 1) % 3)
      expect(first('month')).toBe(epochDay(date.with({ day: 1 })))
      expect(first('quarter')).toBe(epochDay(date.with({ month: quarterMonth, day: 1 })))
      expect(first('year')).toBe(epochDay(date.with({ month: 1, day: 1 })))
    }),
  )
})

test('a period is complete from the end of its last day', () => {
  const month = CALENDAR_PERIODS.month
  const lastOf = (text: string) => formatLocalDay(month.firstDay(lastCompletePeriod(month, dayOf(text))))
  expect(lastOf('2026-03-31')).toBe('2026-03-01')
  expect(lastOf('2026-03-30')).toBe('2026-02-01')
})
