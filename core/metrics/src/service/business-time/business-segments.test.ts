import { expect, test } from 'vitest'
import { businessCalendar } from './business-calendar.ts'
import { businessSeconds } from './business-seconds.ts'
import { businessSegments } from './business-segments.ts'
import { scheduleFile } from './schedule-file.ts'
import { calendarOf, HOUR, OFFICE_HOURS, ROUND_THE_CLOCK, wall } from './testing/calendars.ts'

const berlin = 'Europe/Berlin'

/** Each segment as its hours and what is said of it. */
function told(calendar: ReturnType<typeof calendarOf>, from: string, to: string) {
  const segments = businessSegments(calendar, wall(from, berlin), wall(to, berlin))
  return segments.map(({ seconds, counted, reason }) => [seconds / HOUR, counted ? 'counted' : reason])
}

test('a weekend and a holiday are told with their reasons', () => {
  const calendar = calendarOf(berlin, OFFICE_HOURS, [{ date: '2026-04-06' }])
  expect(told(calendar, '2026-04-03T16:00', '2026-04-07T10:00')).toEqual([
    [1, 'counted'],
    [64, 'outside working hours'],
    [8, 'holiday 2026-04-06'],
    [16, 'outside working hours'],
    [1, 'counted'],
  ])
})

test('segments name the schedule, and follow each other from the first to the last moment', () => {
  const [from, to] = [wall('2026-03-27T16:00', berlin), wall('2026-03-30T10:00', berlin)]
  const [close, open] = [wall('2026-03-27T17:00', berlin), wall('2026-03-30T09:00', berlin)]
  const of = { scheduleId: 'default' }
  const counted = { ...of, counted: true, reason: null, seconds: HOUR }
  expect(businessSegments(calendarOf(berlin, OFFICE_HOURS), from, to)).toEqual([
    { ...counted, fromMs: from, toMs: close },
    { ...of, counted: false, reason: 'outside working hours', fromMs: close, toMs: open, seconds: 63 * HOUR },
    { ...counted, fromMs: open, toMs: to },
  ])
})

test('a part of a holiday takes only that part of the windows', () => {
  const calendar = calendarOf(berlin, OFFICE_HOURS, [{ date: '2026-12-24', from: '12:00' }])
  expect(told(calendar, '2026-12-24T08:00', '2026-12-24T18:00')).toEqual([
    [1, 'outside working hours'],
    [3, 'counted'],
    [5, 'holiday 2026-12-24'],
    [1, 'outside working hours'],
  ])
})

test('a night across midnight is one segment, and a holiday takes its own date of it', () => {
  const night = { mon: ['22:00-06:00'] }
  expect(told(calendarOf(berlin, night), '2026-03-02T20:00', '2026-03-03T08:00')).toEqual([
    [2, 'outside working hours'],
    [8, 'counted'],
    [2, 'outside working hours'],
  ])
  const holiday = calendarOf(berlin, night, [{ date: '2026-03-03' }])
  expect(told(holiday, '2026-03-02T20:00', '2026-03-03T08:00')).toEqual([
    [2, 'outside working hours'],
    [2, 'counted'],
    [6, 'holiday 2026-03-03'],
    [2, 'outside working hours'],
  ])
})

test('two holidays in a row are told apart', () => {
  const calendar = calendarOf(berlin, ROUND_THE_CLOCK, [{ date: '2026-12-26' }, { date: '2026-12-25' }])
  expect(told(calendar, '2026-12-24T12:00', '2026-12-27T12:00')).toEqual([
    [12, 'counted'],
    [24, 'holiday 2026-12-25'],
    [24, 'holiday 2026-12-26'],
    [12, 'counted'],
  ])
})

test('a holiday on a day off is not a reason', () => {
  const calendar = calendarOf(berlin, OFFICE_HOURS, [{ date: '2026-03-28' }])
  expect(told(calendar, '2026-03-28T00:00', '2026-03-29T00:00')).toEqual([[24, 'outside working hours']])
})

test('round the clock is one segment, however long', () => {
  const calendar = calendarOf(berlin, ROUND_THE_CLOCK)
  expect(told(calendar, '2016-01-01T00:00', '2026-01-01T00:00')).toEqual([[3653 * 24, 'counted']])
})

test('a change of schedule on the way starts a new segment', () => {
  const schedules = [
    { id: 'office', timezone: berlin, weekly: OFFICE_HOURS, from: '2026-03-03' },
    { id: 'always', timezone: berlin, weekly: ROUND_THE_CLOCK, from: '2026-03-04' },
  ]
  const segments = businessSegments(
    businessCalendar(scheduleFile.parse({ schedules })),
    wall('2026-03-02T12:00', berlin),
    wall('2026-03-04T01:00', berlin),
  )
  expect(segments.map(({ scheduleId, reason, seconds }) => [scheduleId, reason, seconds / HOUR])).toEqual([
    [null, 'no schedule yet', 12],
    ['office', 'outside working hours', 9],
    ['office', null, 8],
    ['office', 'outside working hours', 7],
    ['always', null, 1],
  ])
})

test('nothing between a moment and itself', () => {
  const calendar = calendarOf(berlin, OFFICE_HOURS)
  expect(businessSegments(calendar, 0, 0)).toEqual([])
  expect(() => businessSegments(calendar, 1, 0)).toThrow(RangeError)
})

test('ten years of them sum up to the business seconds', () => {
  const holidays = Array.from({ length: 10 }, (_, year) => ({ date: `${2016 + year}-12-23` }))
  const calendar = calendarOf(berlin, OFFICE_HOURS, holidays)
  const [from, to] = [wall('2016-01-01T00:00', berlin), wall('2026-01-01T00:00', berlin)]
  const counted = businessSegments(calendar, from, to).filter((segment) => segment.counted)
  expect(counted.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(businessSeconds(calendar, from, to))
})
