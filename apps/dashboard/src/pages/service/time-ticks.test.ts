import { expect, test } from 'vitest'
import { timeTicks } from './time-ticks.ts'

const ticksOf = (from: string, to: string, timezone: string, most = 6) => {
  const { ticks, areDays } = timeTicks(Date.parse(from), Date.parse(to), { timezone, most })
  return { areDays, ticks: ticks.map((tick) => new Date(tick).toISOString().slice(5, 16)) }
}

test('a week is told by its midnights, those of the zone', () => {
  expect(ticksOf('2024-12-24T15:00:00Z', '2024-12-31T10:00:00Z', 'Europe/Berlin', 8)).toEqual({
    areDays: true,
    ticks: [
      '12-24T23:00',
      '12-25T23:00',
      '12-26T23:00',
      '12-27T23:00',
      '12-28T23:00',
      '12-29T23:00',
      '12-30T23:00',
    ],
  })
})

test('midnights stay midnights where the clocks are put forward', () => {
  expect(ticksOf('2026-03-27T12:00:00Z', '2026-03-31T12:00:00Z', 'Europe/Berlin').ticks).toEqual([
    ...['03-27T23:00', '03-28T23:00', '03-29T22:00', '03-30T22:00'],
  ])
})

test('an hour is told by its quarters', () => {
  expect(ticksOf('2026-03-02T09:05:00Z', '2026-03-02T10:00:00Z', 'UTC')).toEqual({
    areDays: false,
    ticks: ['03-02T09:15', '03-02T09:30', '03-02T09:45', '03-02T10:00'],
  })
})

test('a moment has no stretch to be told', () => {
  expect(ticksOf('2026-03-02T09:05:00Z', '2026-03-02T09:05:00Z', 'UTC').ticks.length).toBeLessThan(2)
})
