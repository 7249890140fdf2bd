import { describe, expect, test } from 'vitest'
import { addBusinessSeconds, businessMilliseconds, businessSeconds } from './business-seconds.ts'
import { calendarOf, HOUR, OFFICE_HOURS, ROUND_THE_CLOCK, wall } from './testing/calendars.ts'

const berlin = 'Europe/Berlin'
const office = calendarOf(berlin, OFFICE_HOURS)
const seconds = (calendar: typeof office, from: string, to: string, zone = berlin) =>
  businessSeconds(calendar, wall(from, zone), wall(to, zone))

describe('the vectors of METRICS.md', () => {
  test('edge 22: Friday 16:00 to Monday 10:00 over the night of 2026-03-29 in Berlin is 2 hours', () => {
    expect(seconds(office, '2026-03-27T16:00', '2026-03-30T10:00')).toBe(2 * HOUR)
  })

  test('edge 22: round the clock a Sunday has 23 hours in spring and 25 in autumn', () => {
    const always = calendarOf(berlin, ROUND_THE_CLOCK)
    expect(seconds(always, '2026-03-29T00:00', '2026-03-30T00:00')).toBe(23 * HOUR)
    expect(seconds(always, '2026-10-25T00:00', '2026-10-26T00:00')).toBe(25 * HOUR)
  })

  test('edge 29: Sunday 2022-03-20 00:00 to Saturday 2022-03-26 23:59 UTC is 144,000 s', () => {
    expect(seconds(calendarOf('UTC', OFFICE_HOURS), '2022-03-20T00:00', '2022-03-26T23:59', 'UTC')).toBe(
      144_000,
    )
  })

  test('section 6: 234,000 calendar seconds are 7,200 business seconds', () => {
    const [from, to] = [Date.parse('2026-03-27T15:00:00Z'), Date.parse('2026-03-30T08:00:00Z')]
    expect((to - from) / 1000).toBe(234_000)
    expect(businessSeconds(office, from, to)).toBe(7200)
  })

  test('edge 20: asked and answered out of hours is 0', () => {
    expect(seconds(office, '2026-03-28T10:00', '2026-03-29T20:00')).toBe(0)
    expect(seconds(office, '2026-03-27T17:00', '2026-03-30T09:00')).toBe(0)
  })

  test('edge 26: nothing is capped', () => {
    const always = calendarOf(berlin, ROUND_THE_CLOCK)
    expect(seconds(always, '1975-06-01T12:00', '2126-06-01T12:00')).toBe(
      (wall('2126-06-01T12:00', berlin) - wall('1975-06-01T12:00', berlin)) / 1000,
    )
  })
})

describe('windows', () => {
  test('several a day leave the break out', () => {
    const calendar = calendarOf(berlin, { mon: ['13:00-17:00', '09:00-12:00'] })
    expect(seconds(calendar, '2026-03-02T11:00', '2026-03-02T14:00')).toBe(2 * HOUR)
  })

  test('one across midnight goes on into the next day, from Sunday into Monday too', () => {
    const calendar = calendarOf(berlin, { sun: ['22:00-06:00'] })
    expect(seconds(calendar, '2026-03-01T00:00', '2026-03-01T23:59')).toBe(2 * HOUR - 60)
    expect(seconds(calendar, '2026-03-02T00:00', '2026-03-03T00:00')).toBe(6 * HOUR)
  })

  test('one that ends at 00:00 ends with its day', () => {
    const calendar = calendarOf(berlin, { mon: ['22:00-00:00'] })
    expect(seconds(calendar, '2026-03-02T00:00', '2026-03-04T00:00')).toBe(2 * HOUR)
  })

  test('their edges: the start counts, the end does not', () => {
    const open = wall('2026-03-02T09:00', berlin)
    expect(businessMilliseconds(office, open - 1, open)).toBe(0)
    expect(businessMilliseconds(office, open, open + 1)).toBe(1)
    const close = wall('2026-03-02T17:00', berlin)
    expect(businessMilliseconds(office, close - 1, close)).toBe(1)
    expect(businessMilliseconds(office, close, close + 1)).toBe(0)
  })

  test('seconds are exact to the millisecond', () => {
    const open = wall('2026-03-02T09:00', berlin)
    expect(businessSeconds(office, open - 5000, open + 1234)).toBe(1.234)
  })
})

describe('holidays', () => {
  const night = { mon: ['22:00-06:00'] }

  test('a whole day counts nothing', () => {
    const calendar = calendarOf(berlin, OFFICE_HOURS, [{ date: '2026-04-06' }])
    expect(seconds(calendar, '2026-04-03T16:00', '2026-04-07T10:00')).toBe(2 * HOUR)
  })

  test('a part of a day leaves the rest', () => {
    const holidays = [
      { date: '2026-12-24', from: '13:00' },
      { date: '2026-12-31', to: '10:30' },
    ]
    const calendar = calendarOf(berlin, OFFICE_HOURS, holidays)
    expect(seconds(calendar, '2026-12-24T00:00', '2026-12-25T00:00')).toBe(4 * HOUR)
    expect(seconds(calendar, '2026-12-31T00:00', '2027-01-01T00:00')).toBe(6.5 * HOUR)
  })

  test('one in the middle of the day splits it', () => {
    const calendar = calendarOf(berlin, OFFICE_HOURS, [{ date: '2026-12-24', from: '11:00', to: '12:00' }])
    expect(seconds(calendar, '2026-12-24T10:00', '2026-12-24T13:00')).toBe(2 * HOUR)
  })

  test('of a night across midnight, one on the eve leaves what lies on the day after', () => {
    const calendar = calendarOf(berlin, night, [{ date: '2026-03-02' }])
    expect(seconds(calendar, '2026-03-02T00:00', '2026-03-04T00:00')).toBe(6 * HOUR)
  })

  test('of a night across midnight, one on the day after leaves what lies on the eve', () => {
    const calendar = calendarOf(berlin, night, [{ date: '2026-03-03' }])
    expect(seconds(calendar, '2026-03-02T00:00', '2026-03-04T00:00')).toBe(2 * HOUR)
  })
})

describe('when a number of business seconds has passed', () => {
  const due = (from: string, wait: number) => addBusinessSeconds(office, wall(from, berlin), wait)

  test('what is left of Friday goes on on Monday', () => {
    expect(due('2026-03-27T16:00', 2 * HOUR)).toBe(wall('2026-03-30T10:00', berlin))
  })

  test('a wait that uses up the day ends as the day closes', () => {
    expect(due('2026-03-27T16:00', HOUR)).toBe(wall('2026-03-27T17:00', berlin))
  })

  test('out of hours the wait starts as the day opens', () => {
    expect(due('2026-03-28T12:00', 0.001)).toBe(wall('2026-03-30T09:00', berlin) + 1)
  })

  test('no wait is over at once, out of hours too', () => {
    expect(due('2026-03-28T12:00', 0)).toBe(wall('2026-03-28T12:00', berlin))
  })

  test('a wait of years is found', () => {
    expect(due('2026-01-01T00:00', 261 * 8 * HOUR)).toBe(wall('2026-12-31T17:00', berlin))
    expect(due('2026-01-01T00:00', (261 * 8 + 1) * HOUR)).toBe(wall('2027-01-01T10:00', berlin))
  })

  test('a wait without an end is null', () => {
    expect(due('2026-03-27T16:00', Number.POSITIVE_INFINITY)).toBeNull()
    expect(due('2026-03-27T16:00', 1e15)).toBeNull()
  })

  test.each([-1, Number.NaN])('a wait of %d seconds is refused', (wait) => {
    expect(() => due('2026-03-27T16:00', wait)).toThrow(/is no number of business seconds/)
  })
})

describe('moments that cannot be', () => {
  test('an end before its start is refused, with what to do', () => {
    expect(() => businessSeconds(office, 1000, 999)).toThrow(
      /999 is not at or after 1000 .* set the record aside/,
    )
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (moment) => {
    expect(() => businessSeconds(office, 0, moment)).toThrow(RangeError)
    expect(() => businessSeconds(office, moment, moment)).toThrow(RangeError)
  })

  test('a moment after the year 9999 is refused, the placeholders of other programs are not', () => {
    expect(() => businessSeconds(office, 0, 1e15)).toThrow(/not a moment of the years 0000 to 9999/)
    const [from, to] = [Date.parse('0001-01-03T00:00:00Z'), Date.parse('9999-12-31T23:59:59Z')]
    expect(businessSeconds(calendarOf('UTC', ROUND_THE_CLOCK), from, to)).toBe((to - from) / 1000)
  })
})
