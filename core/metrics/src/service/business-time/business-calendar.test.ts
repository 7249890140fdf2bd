import { describe, expect, test } from 'vitest'
import {
  businessCalendar,
  calendarOfSchedule,
  type ScheduleChangeRule,
  scheduleAt,
} from './business-calendar.ts'
import { addBusinessSeconds, businessSeconds } from './business-seconds.ts'
import { scheduleFile } from './schedule-file.ts'
import { HOUR, OFFICE_HOURS, ROUND_THE_CLOCK, wall } from './testing/calendars.ts'

const berlin = 'Europe/Berlin'
const office = { id: 'office', timezone: berlin, weekly: OFFICE_HOURS }
const always = { id: 'always', timezone: berlin, weekly: ROUND_THE_CLOCK }
const at = (text: string) => wall(text, berlin)

const calendar = (schedules: unknown[], onChange?: ScheduleChangeRule) =>
  businessCalendar(scheduleFile.parse({ schedules }), onChange)

/** Office hours until the end of Tuesday 2026-03-03, then round the clock. */
const changed = (onChange?: ScheduleChangeRule) =>
  calendar([office, { ...always, from: '2026-03-04' }], onChange)

describe('edge 24: a schedule that changed on the way', () => {
  test('counts while it applied', () => {
    expect(businessSeconds(changed(), at('2026-03-03T16:00'), at('2026-03-04T03:00'))).toBe(4 * HOUR)
  })

  test('counts alone before and after the change', () => {
    expect(businessSeconds(changed(), at('2026-03-02T00:00'), at('2026-03-04T00:00'))).toBe(16 * HOUR)
    expect(businessSeconds(changed(), at('2026-03-04T00:00'), at('2026-03-05T00:00'))).toBe(24 * HOUR)
  })

  test('may change in the middle of a day, and of a window', () => {
    const noon = calendar([office, { ...always, from: '2026-03-04T12:00:00+01:00' }])
    expect(businessSeconds(noon, at('2026-03-04T00:00'), at('2026-03-04T20:00'))).toBe(11 * HOUR)
  })

  test('may change its zone: the date of the change starts where the new schedule works', () => {
    const moved = calendar([office, { ...office, id: 'tokyo', timezone: 'Asia/Tokyo', from: '2026-03-04' }])
    // Tuesday in Berlin until 16:00, where Wednesday in Tokyo begins; then Wednesday in Tokyo.
    expect(businessSeconds(moved, at('2026-03-03T00:00'), at('2026-03-04T12:00'))).toBe(15 * HOUR)
  })

  test('changes as often as there are schedules', () => {
    const days = ['2026-03-03', '2026-03-04', '2026-03-05'].map((from, index) => ({
      ...(index % 2 === 0 ? always : office),
      id: from,
      from,
    }))
    const often = calendar([office, ...days])
    expect(businessSeconds(often, at('2026-03-02T00:00'), at('2026-03-06T00:00'))).toBe(
      (8 + 24 + 8 + 24) * HOUR,
    )
  })
})

describe('the preset last-schedule', () => {
  const last = changed('last-schedule')

  test('counts the whole by the last schedule that applied on the way', () => {
    expect(businessSeconds(last, at('2026-03-03T16:00'), at('2026-03-04T03:00'))).toBe(11 * HOUR)
  })

  test('does not know of a change at the end or after it', () => {
    expect(businessSeconds(last, at('2026-03-03T16:00'), at('2026-03-04T00:00'))).toBe(HOUR)
  })

  test('takes the last that applied, where a further one starts as the stretch ends', () => {
    const schedules = [
      office,
      { ...always, from: '2026-03-04' },
      { ...office, id: 'again', from: '2026-03-05' },
    ]
    const again = calendar(schedules, 'last-schedule')
    expect(businessSeconds(again, at('2026-03-03T00:00'), at('2026-03-05T00:00'))).toBe(48 * HOUR)
    expect(businessSeconds(again, at('2026-03-03T00:00'), at('2026-03-05T00:00') + 1)).toBe(16 * HOUR)
  })

  test('a wait ends when it has passed by the schedule that applies then', () => {
    const start = at('2026-03-03T16:00')
    expect(addBusinessSeconds(last, start, HOUR)).toBe(at('2026-03-03T17:00'))
    // By office hours it would end on Wednesday at 10:00; at the change, 8 hours have passed round the clock.
    expect(addBusinessSeconds(last, start, 2 * HOUR)).toBe(at('2026-03-04T00:00'))
    expect(addBusinessSeconds(last, start, 10 * HOUR)).toBe(at('2026-03-04T02:00'))
  })
})

describe('before the first schedule', () => {
  const late = [{ ...office, from: '2026-03-04' }]

  test('business time is unknown', () => {
    const [from, to] = [at('2026-03-03T12:00'), at('2026-03-04T12:00')]
    expect(businessSeconds(calendar(late), from, to)).toBeNull()
    expect(businessSeconds(calendar(late), from, from)).toBeNull()
    expect(addBusinessSeconds(calendar(late), from, HOUR)).toBeNull()
    expect(scheduleAt(calendar(late), from)).toBeNull()
  })

  test('last-schedule counts by the one that came', () => {
    const last = calendar(late, 'last-schedule')
    expect(businessSeconds(last, at('2026-03-03T12:00'), at('2026-03-04T12:00'))).toBe(8 * HOUR)
    expect(businessSeconds(last, at('2026-03-03T12:00'), at('2026-03-03T13:00'))).toBeNull()
    expect(addBusinessSeconds(last, at('2026-03-03T12:00'), 6 * HOUR)).toBe(at('2026-03-04T10:00'))
  })
})

test('the schedule in force is known at every moment', () => {
  expect(scheduleAt(changed(), at('2026-03-04T00:00') - 1)?.id).toBe('office')
  expect(scheduleAt(changed(), at('2026-03-04T00:00'))?.id).toBe('always')
})

test('one schedule of a calendar can be taken alone, as a ticket may name it', () => {
  const [from, to] = [at('2026-03-01T00:00'), at('2026-03-06T00:00')]
  const alone = calendarOfSchedule(changed(), 'office')
  expect(alone && businessSeconds(alone, from, to)).toBe(32 * HOUR)
  expect(calendarOfSchedule(changed(), 'night')).toBeNull()
})

test('a wait goes on over a change of schedule', () => {
  const start = at('2026-03-03T16:00')
  expect(addBusinessSeconds(changed(), start, HOUR)).toBe(at('2026-03-03T17:00'))
  expect(addBusinessSeconds(changed(), start, HOUR + 1)).toBe(at('2026-03-04T00:00:01'))
})

test('a calendar without schedules, or with some out of order, is refused', () => {
  expect(() => businessCalendar([])).toThrow('at least one schedule')
  const [first, second] = scheduleFile.parse({ schedules: [office, { ...always, from: '2026-03-04' }] })
  expect(() => businessCalendar([second!, first!])).toThrow(/"office" does not apply later than "always"/)
  expect(() => businessCalendar([{ ...first!, timezone: 'Europe/Berlim' }])).toThrow(
    /"Europe\/Berlim" is not a known/,
  )
})
