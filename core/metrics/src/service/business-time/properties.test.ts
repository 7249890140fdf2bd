import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BusinessCalendar, businessCalendar } from './business-calendar.ts'
import { addBusinessSeconds, businessMilliseconds, businessSeconds } from './business-seconds.ts'
import { businessSegments } from './business-segments.ts'
import { type TimeWindow, WEEKDAYS } from './schedule.ts'
import { aSchedule, type Shape, shapes } from './testing/schedules.ts'
import { MINUTES_PER_DAY } from './time-of-day.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const DATE = '2026-03-29'
const CHANGE = Date.parse('2026-03-28T12:00:00Z')

const zones = fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC')

/** Two schedules, the second in another zone from somewhere in the midst of the first's holidays. */
const calendars: fc.Arbitrary<BusinessCalendar> = fc
  .record({ zone: zones, shape: shapes, nextZone: zones, nextShape: shapes })
  .map(({ zone, shape, nextZone, nextShape }) =>
    businessCalendar([
      aSchedule(zone, DATE, shape),
      { ...aSchedule(nextZone, DATE, nextShape), id: 'next', effectiveFrom: new Date(CHANGE).toISOString() },
    ]),
  )

/** Some instants in order, to the millisecond, near the change and more than a year away from it. */
const instants = (count: number) =>
  fc
    .array(
      fc.oneof(
        fc.integer({ min: CHANGE - 6 * DAY, max: CHANGE + 6 * DAY }),
        fc.integer({ min: CHANGE - 500 * DAY, max: CHANGE + 500 * DAY }),
      ),
      { minLength: count, maxLength: count },
    )
    .map((drawn) => drawn.sort((left, right) => left - right))

const open = (calendar: BusinessCalendar, from: number, to: number): number =>
  businessMilliseconds(calendar, from, to) ?? Number.NaN

test('the whole is the sum of its parts, wherever it is split', () => {
  fc.assert(
    fc.property(calendars, instants(3), (calendar, [from, split, to]) => {
      expect(open(calendar, from!, split!) + open(calendar, split!, to!)).toBe(open(calendar, from!, to!))
    }),
  )
})

test('a later end never counts less, and business time is never longer than time', () => {
  fc.assert(
    fc.property(calendars, instants(3), (calendar, [from, earlier, later]) => {
      const [least, most] = [open(calendar, from!, earlier!), open(calendar, from!, later!)]
      expect(least).toBeGreaterThanOrEqual(0)
      expect(most).toBeGreaterThanOrEqual(least)
      expect(most - least).toBeLessThanOrEqual(later! - earlier!)
    }),
  )
})

test('the segments lie next to each other and the counted ones sum up to the business time', () => {
  fc.assert(
    fc.property(calendars, instants(2), (calendar, [from, to]) => {
      const segments = businessSegments(calendar, from!, to!)
      expect([from, ...segments.map(({ toMs }) => toMs)]).toEqual([
        ...segments.map(({ fromMs }) => fromMs),
        to,
      ])
      const counted = segments.filter((segment) => segment.counted)
      expect(counted.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)).toBe(
        open(calendar, from!, to!),
      )
      const alike = segments.filter((segment, index) => {
        const next = segments[index + 1]
        return next?.reason === segment.reason && next.scheduleId === segment.scheduleId
      })
      expect(alike).toEqual([])
    }),
  )
})

test('a wait is over at the first moment at which it has passed', () => {
  fc.assert(
    fc.property(calendars, instants(1), fc.integer({ min: 1, max: 30 * DAY }), (calendar, [from], wait) => {
      const due = addBusinessSeconds(calendar, from!, wait / 1000)
      expect(open(calendar, from!, due!)).toBe(wait)
      expect(open(calendar, from!, due! - 1)).toBe(wait - 1)
    }),
  )
})

/** A shape, and the same with its windows and holidays in another order. */
const shuffledShapes = shapes.chain((shape) => {
  const whole = (list: readonly unknown[]) => ({ minLength: list.length, maxLength: list.length })
  const shuffled = fc.record({
    windows: fc.shuffledSubarray([...shape.windows], whole(shape.windows)),
    holidays: fc.shuffledSubarray([...shape.holidays], whole(shape.holidays)),
  })
  return fc.tuple(fc.constant(shape), shuffled)
})

test('the order of windows and holidays does not matter', () => {
  fc.assert(
    fc.property(shuffledShapes, zones, instants(2), (both, zone, [from, to]) => {
      const [plain, other] = both.map((shape) => businessCalendar([aSchedule(zone, DATE, shape)]))
      expect(businessSegments(other!, from!, to!)).toEqual(businessSegments(plain!, from!, to!))
      expect(open(other!, from!, to!)).toBe(open(plain!, from!, to!))
    }),
  )
})

/** POSIX counts west of Greenwich: Etc/GMT-5 is five hours ahead of UTC. */
const hoursAhead = (hours: number): string => `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
const shifts = fc.integer({ min: -12, max: 14 }).filter((hours) => hours !== 0)

test('a zone some hours ahead counts the same that many hours earlier', () => {
  fc.assert(
    fc.property(shapes, shifts, instants(2), (shape, hours, [from, to]) => {
      const home = businessCalendar([aSchedule('UTC', DATE, shape)])
      const ahead = businessCalendar([aSchedule(hoursAhead(hours), DATE, shape)])
      expect(open(ahead, from! - hours * HOUR, to! - hours * HOUR)).toBe(open(home, from!, to!))
    }),
  )
})

test('moving the zone and the windows together changes nothing', () => {
  fc.assert(
    fc.property(shapes, shifts, instants(2), ({ windows }, hours, [from, to]) => {
      const home = businessCalendar([aSchedule('UTC', DATE, { windows, holidays: [] })])
      const moved = { windows: windows.map((window) => movedWindow(window, hours)), holidays: [] }
      const away = businessCalendar([aSchedule(hoursAhead(hours), DATE, moved)])
      expect(open(away, from!, to!)).toBe(open(home, from!, to!))
    }),
  )
})

function movedWindow(window: Shape['windows'][number], hours: number): Shape['windows'][number] {
  const start = window.from + hours * 60
  const days = Math.floor(start / MINUTES_PER_DAY)
  const weekday = WEEKDAYS.at((WEEKDAYS.indexOf(window.weekday) + days) % WEEKDAYS.length)!
  return { weekday, ...wrapped({ from: start, to: window.to + hours * 60 }) }
}

/** The two edges within one day; an end at midnight is that of the day before. */
function wrapped({ from, to }: TimeWindow): TimeWindow {
  const within = (minute: number) => ((minute % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY
  return { from: within(from), to: within(to) || MINUTES_PER_DAY }
}

test('round the clock is calendar time, in every zone', () => {
  const shape: Shape = { windows: WEEKDAYS.map((weekday) => ({ weekday, from: 0, to: 1440 })), holidays: [] }
  const everywhere = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  fc.assert(
    fc.property(everywhere, instants(2), (zone, [from, to]) => {
      expect(businessSeconds(businessCalendar([aSchedule(zone, DATE, shape)]), from!, to!)).toBe(
        (to! - from!) / 1000,
      )
    }),
  )
})
