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

test('the hour that the clocks show twice is taken for the first of the two', () => {
  expect(pacific.parse('2026-11-01 01:30:00')).toBe('2026-11-01T08:30:00.000Z')
})

test('every second is read back from what the clocks show then, or from an hour before where they show it twice', () => {
  const clocks = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'America/Los_Angeles',
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  const second = fc.integer({ min: Date.UTC(2008, 0) / 1_000, max: Date.UTC(2030, 0) / 1_000 })
  fc.assert(
    fc.property(second, (at) => {
      const read = Date.parse(pacific.parse(clocks.format(at * 1_000)))
      expect(clocks.format(read)).toBe(clocks.format(at * 1_000))
      expect([0, 3_600]).toContain(at - read / 1_000)
    }),
  )
})

test.each(['yesterday', '2026-13-45 10:00:00', '2026-01-15T09:00:00Z'])('%s is refused', (text) => {
  expect(pacific.safeParse(text).success).toBe(false)
})
