import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { businessCalendar } from './business-calendar.ts'
import { addBusinessSeconds, businessSeconds } from './business-seconds.ts'
import { businessSegments } from './business-segments.ts'
import type { Schedule } from './schedule.ts'
import { aSchedule, type Shape, shapes } from './testing/schedules.ts'

/**
 * The other way to the same number: a clock that walks minute by minute and shows date and time of the zone. It shares no code
 * with what it checks; only the zone database is the same.
 */
const MINUTE = 60_000
const DAY_MINUTES = 1440

interface Place {
  readonly zone: string
  /** A week around this UTC date is walked. */
  readonly date: string
  /** Minutes of the day that the clock skips or shows twice: edges strictly inside are for the second test alone. */
  readonly unclear?: readonly [from: number, to: number]
}

const places: readonly Place[] = [
  { zone: 'Europe/Berlin', date: '2026-03-29', unclear: [120, 180] },
  { zone: 'Europe/Berlin', date: '2026-10-25', unclear: [120, 180] },
  { zone: 'America/New_York', date: '2026-11-01', unclear: [60, 120] },
  { zone: 'America/Sao_Paulo', date: '2018-11-04', unclear: [0, 60] },
  { zone: 'America/Havana', date: '2026-11-01', unclear: [0, 60] },
  { zone: 'Australia/Lord_Howe', date: '2026-04-05', unclear: [90, 120] },
  { zone: 'Australia/Lord_Howe', date: '2026-10-04', unclear: [120, 150] },
  { zone: 'Asia/Kathmandu', date: '1986-01-01', unclear: [0, 15] },
  { zone: 'Pacific/Apia', date: '2011-12-30' },
  { zone: 'Asia/Kolkata', date: '2026-01-01' },
  { zone: 'UTC', date: '2024-02-28' },
]

/** What a clock on the wall shows at each minute of a stretch. */
interface Wall {
  readonly startMs: number
  readonly dates: string[]
  readonly minutes: number[]
}

const DAYS_AROUND = 4

function walkedWall({ zone, date }: Place): Wall {
  const startMs = Date.parse(date) - DAYS_AROUND * DAY_MINUTES * MINUTE
  const wall: Wall = { startMs, dates: [], minutes: [] }
  const shown = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  })
  for (let minute = 0; minute < 2 * DAYS_AROUND * DAY_MINUTES; minute += 1) {
    const [day = '', time = ''] = shown.format(startMs + minute * MINUTE).split(', ')
    const [hours, minutes] = time.split(':').map(Number)
    wall.dates.push(day)
    wall.minutes.push(hours! * 60 + minutes!)
  }
  return wall
}

const walls = new Map(places.map((place) => [place, walkedWall(place)]))
const BY_SUNDAY = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** The minutes of a date in which the schedule works: every window marked, then every holiday wiped out. */
function minutesOf({ weekly, holidays }: Schedule, date: string): boolean[] {
  const weekday = new Date(date).getUTCDay()
  const minutes: boolean[] = new Array(DAY_MINUTES).fill(false)
  for (const { from, to } of weekly[BY_SUNDAY[weekday]!]) {
    minutes.fill(true, from, to > from ? to : DAY_MINUTES)
  }
  for (const { from, to } of weekly[BY_SUNDAY[(weekday + 6) % 7]!]) {
    if (to <= from) minutes.fill(true, 0, to)
  }
  for (const holiday of holidays) {
    if (holiday.date === date) minutes.fill(false, holiday.from, holiday.to)
  }
  return minutes
}

/** The minutes of the stretch in which the schedule works, as the wall shows them. */
function workedByWall(schedule: Schedule, wall: Wall): boolean[] {
  const dates = new Map(Array.from(new Set(wall.dates), (date) => [date, minutesOf(schedule, date)]))
  return wall.dates.map((date, index) => dates.get(date)![wall.minutes[index]!]!)
}

const instants = new Map<string, number>()

function instantOf(zone: string, date: string, minute: number): number {
  const key = `${zone} ${date} ${minute}`
  let instant = instants.get(key)
  if (instant === undefined) {
    const wall = Temporal.PlainDate.from(date).toPlainDateTime().add({ minutes: minute })
    instant = wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
    instants.set(key, instant)
  }
  return instant
}

/** The same by the letter of METRICS.md: date by date, where each run of worked minutes starts and ends in the zone. */
function workedByEdges(schedule: Schedule, wall: Wall): boolean[] {
  const worked = wall.dates.map(() => false)
  const indexOf = (instant: number) => (instant - wall.startMs) / MINUTE
  for (const date of new Set(wall.dates)) {
    const minutes = minutesOf(schedule, date)
    for (let from = minutes.indexOf(true); from >= 0; from = minutes.indexOf(true, from)) {
      const end = minutes.indexOf(false, from)
      const to = end < 0 ? DAY_MINUTES : end
      minutes.fill(false, from, to)
      const [first, last] = [from, to].map((edge) => indexOf(instantOf(schedule.timezone, date, edge)))
      if (last! > 0) worked.fill(true, Math.max(0, first!), Math.max(0, first!, last!))
    }
  }
  return worked
}

const cases = fc.record({
  place: fc.constantFrom(...places),
  shape: shapes,
  // The first and the last date of a stretch may have begun before it, or end after it.
  from: fc.integer({ min: DAY_MINUTES * 1.5, max: DAY_MINUTES * (2 * DAYS_AROUND - 2) }),
  length: fc.integer({ min: 0, max: DAY_MINUTES * 4 }),
})

function expectSame(
  { place, shape, from, length }: { place: Place; shape: Shape; from: number; length: number },
  clock: (schedule: Schedule, wall: Wall) => boolean[],
) {
  const wall = walls.get(place)!
  const schedule = aSchedule(place.zone, place.date, shape)
  const worked = clock(schedule, wall)
  const to = Math.min(from + length, DAY_MINUTES * (2 * DAYS_AROUND - 1.5))
  const [fromMs, toMs] = [wall.startMs + from * MINUTE, wall.startMs + to * MINUTE]
  const calendar = businessCalendar([schedule])
  const counted = worked.slice(from, to).filter(Boolean).length
  expect(businessSeconds(calendar, fromMs, toMs)).toBe(counted * 60)
  for (const segment of businessSegments(calendar, fromMs, toMs)) {
    const [first, last] = [segment.fromMs, segment.toMs].map((ms) => (ms - wall.startMs) / MINUTE)
    expect(worked.slice(first, last).every((minute) => minute === segment.counted)).toBe(true)
  }
  if (counted > 0) {
    // The wait of all that was counted ends with the last worked minute.
    const due = addBusinessSeconds(calendar, fromMs, counted * 60)
    expect(due).toBe(wall.startMs + (worked.lastIndexOf(true, to - 1) + 1) * MINUTE)
  }
}

const edgesOf = ({ windows, holidays }: Shape): number[] =>
  [...windows, ...holidays].flatMap(({ from, to }) => [from, to % DAY_MINUTES])

test('a clock that walks minute by minute counts the same, where no edge is an hour that is skipped or comes twice', () => {
  const clear = cases.filter(({ place: { unclear }, shape }) =>
    edgesOf(shape).every((edge) => unclear === undefined || edge <= unclear[0] || edge >= unclear[1]),
  )
  fc.assert(
    fc.property(clear, (drawn) => expectSame(drawn, workedByWall)),
    { numRuns: 1200 },
  )
})

test('a clock that walks minute by minute between the edges of each date counts the same everywhere', () => {
  fc.assert(
    fc.property(cases, (drawn) => expectSame(drawn, workedByEdges)),
    { numRuns: 1200 },
  )
})
