import { describe, expect, test } from 'vitest'
import { nextTimes } from './next-times.ts'

const minute = 60_000

/** What the clock of a zone shows at each moment, `2026-03-29T02:30`, as the platform says. */
function clockOf(timezone: string): (moment: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{
      timeZone: timezone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    },
  })
  const shown = new Map<number, string>()
  return (moment) => {
    const text = shown.get(moment) ?? format.format(moment).replace(' ', 'T')
    shown.set(moment, text)
    return text
  }
}
const clocks = new Map<string, (moment: number) => string>()

const numbersOf = (field: string, largest: number): ReadonlySet<number> =>
  new Set(
    field.split(',').flatMap((part) => {
      const [range = '', step = '1'] = part.split('/')
      const [first = 0, last = first] = range === '*' ? [0, largest] : range.split('-').map(Number)
      return Array.from(
        { length: Math.floor((last - first) / Number(step)) + 1 },
        (_, index) => first + index * Number(step),
      )
    }),
  )

/**
 * When a schedule of minutes and hours runs, by a walk over every minute: whenever the clock shows it in every hour; else once for
 * each time of a day, when it is first shown, or when the clock has jumped over it.
 */
function walk(cron: string, timezone: string, from: Date, hours: number): string[] {
  const [minutes = '', hour = ''] = cron.split(' ')
  const [inMinutes, inHours] = [numbersOf(minutes, 59), numbersOf(hour, 23)]
  const isDue = (shown: string) =>
    inHours.has(Number(shown.slice(11, 13))) && inMinutes.has(Number(shown.slice(14)))
  const clock = clocks.get(timezone) ?? clockOf(timezone)
  clocks.set(timezone, clock)
  const done = new Set<string>()
  const times: string[] = []
  let before = clock(from.getTime())
  for (let at = from.getTime() + minute; at <= from.getTime() + hours * 60 * minute; at += minute) {
    const shown = clock(at)
    const passed: string[] = [shown]
    for (
      let skipped = Date.parse(`${before}Z`) + minute;
      skipped < Date.parse(`${shown}Z`);
      skipped += minute
    ) {
      if (hour !== '*') passed.push(new Date(skipped).toISOString().slice(0, 16))
    }
    const due = passed.filter((time) => isDue(time) && (hour === '*' || !done.has(time)))
    for (const time of due) done.add(time)
    if (due.length > 0) times.push(new Date(at).toISOString())
    before = shown
  }
  return times
}

const changes: readonly [zone: string, season: string, from: string][] = [
  ['Europe/Berlin', 'spring', '2026-03-28T12:00:00Z'],
  ['Europe/Berlin', 'autumn', '2026-10-24T12:00:00Z'],
  ['America/New_York', 'spring', '2026-03-07T18:00:00Z'],
  ['America/New_York', 'autumn', '2026-10-31T18:00:00Z'],
  ['Australia/Lord_Howe', 'autumn', '2026-04-04T02:00:00Z'],
  ['Australia/Lord_Howe', 'spring', '2026-10-03T02:00:00Z'],
]
const patterns = [
  ...['30 2 * * *', '30 1 * * *', '0 2 * * *', '15 2 * * *', '45 1 * * *', '59 23 * * *', '0 0 * * *'],
  ...['*/30 * * * *', '15 * * * *', '59 * * * *', '*/7 * * * *'],
  ...['*/30 2 * * *', '45 1,2 * * *', '0,15,30,45 1-4 * * *', '0 */2 * * *', '*/20 1-2 * * *'],
]

describe.each(changes)('%s in %s: no run is lost and none is doubled', (zone, _season, from) => {
  test.each(patterns)('%s runs as a walk over every minute says', (cron) => {
    const expected = walk(cron, zone, new Date(from), 36)
    const times = nextTimes(cron, zone, new Date(from), expected.length + 1)
    expect(times.slice(0, -1).map((time) => time.toISOString())).toEqual(expected)
    expect(times.at(-1)?.getTime()).toBeGreaterThan(new Date(from).getTime() + 36 * 60 * minute)
  })
})

test('half past two runs when the jump over it is over, and the first time where the clock shows it twice', () => {
  const at = (from: string) =>
    nextTimes('30 2 * * *', 'Europe/Berlin', new Date(from), 2).map((time) => time.toISOString())
  expect(at('2026-03-28T12:00:00Z')).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'])
  expect(at('2026-10-24T12:00:00Z')).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'])
})

test('asked between the two showings of a time it does not run again', () => {
  const times = nextTimes('30 2 * * *', 'Europe/Berlin', new Date('2026-10-25T00:30:00Z'), 1)
  expect(times.map((time) => time.toISOString())).toEqual(['2026-10-26T01:30:00.000Z'])
})

test('days of the month and of the week are those of the zone', () => {
  const times = nextTimes('0 1 1 * *', 'Asia/Tokyo', new Date('2026-01-15T00:00:00Z'), 2)
  expect(times.map((time) => time.toISOString())).toEqual([
    '2026-01-31T16:00:00.000Z',
    '2026-02-28T16:00:00.000Z',
  ])
  const mondays = nextTimes('0 8 * * 1', 'Europe/Berlin', new Date('2026-01-01T00:00:00Z'), 1)
  expect(mondays[0]?.toISOString()).toBe('2026-01-05T07:00:00.000Z')
})

test('a leap day is found years ahead', () => {
  const [time] = nextTimes('0 12 29 2 *', 'UTC', new Date('2026-01-01T00:00:00Z'), 1)
  expect(time?.toISOString()).toBe('2028-02-29T12:00:00.000Z')
})
