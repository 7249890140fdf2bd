import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { localDay } from '../../value/local-day.ts'
import { MINUTES_PER_DAY } from './time-of-day.ts'
import { zoneClock } from './zone-clock.ts'

/** Each with days on which its clock changed. */
const changes = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['Europe/Berlin', '1945-05-24'],
  ['America/New_York', '2026-03-08'],
  ['America/Havana', '2026-11-01'],
  ['America/Sao_Paulo', '2018-11-04'],
  ['America/St_Johns', '1988-04-03'],
  ['America/Toronto', '1919-03-30'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Asia/Kathmandu', '1986-01-01'],
  ['Asia/Gaza', '2011-08-30'],
  ['Africa/Cairo', '2014-07-31'],
  ['Africa/Monrovia', '1972-01-07'],
  ['Antarctica/Troll', '2026-03-29'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['America/Juneau', '1867-10-19'],
] as const

test.each(changes)('in %s around %s the clock finds the instants that Temporal finds', (zone, date) => {
  const clock = zoneClock(zone)
  const midnight = Temporal.PlainDate.from(date).toPlainDateTime()
  for (let minute = -3 * MINUTES_PER_DAY; minute <= 3 * MINUTES_PER_DAY; minute += 23) {
    const local = midnight.add({ minutes: minute })
    const expected = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
    expect(clock.instantOf(localDay(date, 'UTC'), minute), local.toString()).toBe(expected)
  }
})

test('the clock goes back in time as well as forward', () => {
  const clock = zoneClock('Europe/Berlin')
  for (const date of ['2026-10-25', '2026-03-29', '2031-01-01', '1945-05-24', '2026-10-25', '1890-01-01']) {
    const expected = Temporal.PlainDateTime.from(`${date}T02:30`).toZonedDateTime(
      'Europe/Berlin',
    ).epochMilliseconds
    expect(clock.instantOf(localDay(date, 'UTC'), 150)).toBe(expected)
  }
})
