import fc from 'fast-check'
import { expect, test } from 'vitest'
import { zonedMoment } from './zoned-moment.ts'

const pacific = zonedMoment('America/Los_Angeles')

test.each([
  ['2026-01-15 09:00:00', '2026-01-15T17:00:00.000Z'],
  ['2026-07-15 09:00:00', '2026-07-15T16:00:00.000Z'],
  ['2026-03-08 01:59:59', '2026-03-08T09:59:59.000Z'],
  ['2026-03-08 03:00:00', '2026-03-08T10:00:00.000Z'],
  ['2026-11-01 00:59:59', '2026-11-01T07:59:59.000Z'],
  ['2026-11-01 02:00:00', '2026-11-01T10:00:00.000Z'],
])('%s by the clocks of Los Angeles is %s', (shown, moment) => {
  expect(pacific.parse(shown)).toBe(moment)
})

test.each([
  ['America/Los_Angeles', '2026-11-01 01:30:00', '2026-11-01T08:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25 02:30:00', '2026-10-25T00:30:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-05 01:45:00', '2026-04-04T14:45:00.000Z'],
  ['America/Sao_Paulo', '2018-02-17 23:30:00', '2018-02-18T01:30:00.000Z'],
])('in %s %s, which the clocks show twice, is the first of the two', (zone, shown, moment) => {
  expect(zonedMoment(zone).parse(shown)).toBe(moment)
})

test.each([
  ['America/Los_Angeles', '2026-03-08 02:30:00', '2026-03-08T10:30:00.000Z'],
  ['Europe/Berlin', '2026-03-29 02:30:00', '2026-03-29T01:30:00.000Z'],
  ['America/Sao_Paulo', '2018-11-04 00:30:00', '2018-11-04T03:30:00.000Z'],
])('in %s %s, which the clocks leave out, is as long after what they show before', (zone, shown, moment) => {
  expect(zonedMoment(zone).parse(shown)).toBe(moment)
})

test.each([
  ['America/Los_Angeles', 3_600],
  ['Europe/Berlin', 3_600],
  ['Australia/Lord_Howe', 1_800],
  ['Asia/Kolkata', 0],
  ['America/Sao_Paulo', 3_600],
])(
  'in %s every second is read back from what the clocks show then, the first time that they show it',
  (zone, setBack) => {
    const clocks = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    const local = zonedMoment(zone)
    const second = fc.integer({ min: Date.UTC(2008, 0) / 1_000, max: Date.UTC(2030, 0) / 1_000 })
    const nearChange = fc
      .tuple(fc.constantFrom(...changesOf(clocks)), fc.integer({ min: -7_200, max: 7_200 }))
      .map(([change, off]) => change + off)
    fc.assert(
      fc.property(fc.oneof(second, nearChange), (at) => {
        const shown = clocks.format(at * 1_000)
        const read = Date.parse(local.parse(shown)) / 1_000
        expect(clocks.format(read * 1_000)).toBe(shown)
        expect([0, setBack]).toContain(at - read)
        if (setBack > 0) expect(clocks.format((read - setBack) * 1_000)).not.toBe(shown)
      }),
    )
  },
)

/** Around when the clocks are set, to the day, in seconds; the first day of all where they never are. */
function changesOf(clocks: Intl.DateTimeFormat): readonly number[] {
  const days = Array.from({ length: 4_400 }, (_, day) => Date.UTC(2008, 0, 1 + day) / 1_000)
  const hourOf = (at: number): string => clocks.format(at * 1_000).slice(11)
  const changes = days.filter((day) => hourOf(day) !== hourOf(day + 86_400))
  return changes
    .flatMap((day) => Array.from({ length: 24 }, (_, hour) => day + hour * 3_600))
    .concat(days[0] ?? 0)
}

test.each(['yesterday', '2026-13-45 10:00:00', '2026-01-15T09:00:00Z'])('%s is refused', (text) => {
  expect(pacific.safeParse(text).success).toBe(false)
})
