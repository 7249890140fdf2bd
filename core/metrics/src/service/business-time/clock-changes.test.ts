import { describe, expect, test } from 'vitest'
import { businessSeconds } from './business-seconds.ts'
import { calendarOf, HOUR, OFFICE_HOURS, ROUND_THE_CLOCK, wall } from './testing/calendars.ts'

/** Business hours of a day or some days of a zone, from the start of the first to the start of the last. */
function hours(zone: string, weekly: Readonly<Record<string, readonly string[]>>, from: string, to: string) {
  const seconds = businessSeconds(calendarOf(zone, weekly), wall(from, zone), wall(to, zone))
  return seconds === null ? null : seconds / HOUR
}

describe('an hour that the clock skips (Berlin, Sunday 2026-03-29, 02:00 to 03:00)', () => {
  const sunday = (...windows: string[]) =>
    hours('Europe/Berlin', { sun: windows }, '2026-03-29T00:00', '2026-03-30T00:00')

  test('is not worked', () => {
    expect(sunday('01:00-04:00')).toBe(2)
    expect(sunday('02:00-03:00')).toBe(0)
  })

  test('moves an edge that falls into it later by an hour', () => {
    expect(sunday('01:00-02:30')).toBe(1.5)
    expect(sunday('02:30-04:00')).toBe(0.5)
    expect(sunday('01:00-02:30', '02:30-04:00')).toBe(2)
  })

  test('moves a window inside it as a whole, and the moments that it then shares with another count once', () => {
    expect(sunday('02:15-02:45')).toBe(0.5)
    expect(sunday('02:15-02:45', '03:00-04:00')).toBe(1)
  })

  test('leaves nothing of a window that would end before it starts', () => {
    expect(sunday('02:30-03:00')).toBe(0)
  })

  test('shortens the night that it lies in', () => {
    const night = { sat: ['22:00-06:00'] }
    expect(hours('Europe/Berlin', night, '2026-03-28T12:00', '2026-03-29T12:00')).toBe(7)
  })
})

describe('an hour that the clock shows twice (Berlin, Sunday 2026-10-25, 02:00 to 03:00)', () => {
  const sunday = (...windows: string[]) =>
    hours('Europe/Berlin', { sun: windows }, '2026-10-25T00:00', '2026-10-26T00:00')

  test('is worked twice', () => {
    expect(sunday('01:00-04:00')).toBe(4)
    expect(sunday('02:00-03:00')).toBe(2)
  })

  test('takes the earlier of the two for an edge', () => {
    expect(sunday('01:00-02:30')).toBe(1.5)
    expect(sunday('02:30-04:00')).toBe(2.5)
    expect(sunday('02:15-02:45')).toBe(0.5)
  })
})

describe('changes that are not of an hour, or not at night', () => {
  const always = (zone: string, from: string, to: string) => hours(zone, ROUND_THE_CLOCK, from, to)

  test('Lord Howe changes by half an hour', () => {
    const zone = 'Australia/Lord_Howe'
    expect(always(zone, '2026-04-05T00:00', '2026-04-06T00:00')).toBe(24.5)
    expect(always(zone, '2026-10-04T00:00', '2026-10-05T00:00')).toBe(23.5)
    expect(hours(zone, { sun: ['01:45-03:00'] }, '2026-04-05T00:00', '2026-04-06T00:00')).toBe(1.75)
    expect(hours(zone, { sun: ['02:15-03:00'] }, '2026-10-04T00:00', '2026-10-05T00:00')).toBe(0.25)
  })

  test('Kathmandu is 5 h 45 min ahead, and was 15 min less until 1986', () => {
    const zone = 'Asia/Kathmandu'
    expect(always(zone, '1986-01-01T00:00', '1986-01-02T00:00')).toBe(23.75)
    const [open, close] = [Date.parse('2026-03-02T03:15:00Z'), Date.parse('2026-03-02T11:15:00Z')]
    const calendar = calendarOf(zone, OFFICE_HOURS)
    expect(businessSeconds(calendar, open, close)).toBe(8 * HOUR)
    expect(businessSeconds(calendar, open - 60_000, open)).toBe(0)
  })

  test('São Paulo skipped the hour after midnight', () => {
    expect(always('America/Sao_Paulo', '2018-11-04T00:00', '2018-11-05T00:00')).toBe(23)
    expect(hours('America/Sao_Paulo', { sun: ['00:00-02:00'] }, '2018-11-03T00:00', '2018-11-05T00:00')).toBe(
      1,
    )
  })
})

describe('dates that a zone skipped', () => {
  test('Samoa had no Friday 2011-12-30: its hours are not worked on Saturday instead', () => {
    const zone = 'Pacific/Apia'
    expect(hours(zone, OFFICE_HOURS, '2011-12-29T16:00', '2011-12-31T23:00')).toBe(1)
    expect(hours(zone, OFFICE_HOURS, '2011-12-29T16:00', '2012-01-02T10:00')).toBe(2)
  })

  test('of a night into the skipped date only the evening is worked', () => {
    const zone = 'Pacific/Apia'
    expect(hours(zone, { thu: ['22:00-06:00'] }, '2011-12-29T00:00', '2012-01-01T00:00')).toBe(2)
    expect(hours(zone, ROUND_THE_CLOCK, '2011-12-29T00:00', '2012-01-01T00:00')).toBe(48)
  })

  test('Kwajalein had no Saturday 1993-08-21', () => {
    const zone = 'Pacific/Kwajalein'
    expect(hours(zone, { sat: ['09:00-17:00'] }, '1993-08-20T00:00', '1993-08-23T00:00')).toBe(0)
    expect(hours(zone, { fri: ['09:00-17:00'] }, '1993-08-20T00:00', '1993-08-23T00:00')).toBe(8)
  })
})
