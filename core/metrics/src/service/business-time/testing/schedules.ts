import fc from 'fast-check'
import { formatLocalDay, localDay } from '../../../value/local-day.ts'
import { type Schedule, type TimeWindow, WEEKDAYS, type Weekday } from '../schedule.ts'
import { MINUTES_PER_DAY } from '../time-of-day.ts'

/** What a random schedule is made of: windows by weekday, and holidays by how many days they lie from a date. */
export interface Shape {
  readonly windows: readonly (TimeWindow & { readonly weekday: Weekday })[]
  readonly holidays: readonly (TimeWindow & { readonly days: number })[]
}

const STEP = 15

/** Quarter-hours of a day; many at the start of the day, where clocks change. */
const edge = (min: number, max: number) =>
  fc
    .oneof(fc.integer({ min: min / STEP, max: max / STEP }), fc.integer({ min: min / STEP, max: 16 }))
    .map((quarter) => quarter * STEP)

/** Windows may overlap and run across midnight; holidays may be of a whole day. */
export const shapes: fc.Arbitrary<Shape> = fc.record({
  windows: fc.array(
    fc
      .record({
        weekday: fc.constantFrom(...WEEKDAYS),
        from: edge(0, MINUTES_PER_DAY - STEP),
        to: edge(STEP, MINUTES_PER_DAY),
      })
      .filter(({ from, to }) => from !== to),
    { minLength: 1, maxLength: 12 },
  ),
  holidays: fc.array(
    fc.oneof(
      fc.record({
        days: fc.integer({ min: -4, max: 4 }),
        from: fc.constant(0),
        to: fc.constant(MINUTES_PER_DAY),
      }),
      fc
        .record({
          days: fc.integer({ min: -4, max: 4 }),
          from: edge(0, MINUTES_PER_DAY - STEP),
          to: edge(STEP, MINUTES_PER_DAY),
        })
        .filter(({ from, to }) => from < to),
    ),
    { maxLength: 4 },
  ),
})

/** The schedule of a shape in a zone, with its holidays around a date. */
export function aSchedule(timezone: string, date: string, { windows, holidays }: Shape): Schedule {
  const on = (weekday: Weekday) => windows.filter((window) => window.weekday === weekday)
  return {
    id: 'drawn',
    timezone,
    weekly: {
      mon: on('mon'),
      tue: on('tue'),
      wed: on('wed'),
      thu: on('thu'),
      fri: on('fri'),
      sat: on('sat'),
      sun: on('sun'),
    },
    holidays: holidays.map(({ days, from, to }) => ({
      date: formatLocalDay(localDay(date, 'UTC') + days),
      from,
      to,
    })),
    effectiveFrom: null,
  }
}
