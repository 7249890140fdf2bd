import { expect, test } from 'vitest'
import { endOfDay } from './score-customers.ts'

test('A day ends with its last second in its own zone', () => {
  expect(endOfDay('2026-06-30', 'UTC')).toBe('2026-06-30T23:59:59.000Z')
  expect(endOfDay('2026-06-30', 'America/Los_Angeles')).toBe('2026-07-01T06:59:59.000Z')
  expect(endOfDay('2026-06-30', 'Asia/Kolkata')).toBe('2026-06-30T18:29:59.000Z')
})

test('On the days when the clocks change it ends 23 or 25 hours after its beginning', () => {
  expect(endOfDay('2026-03-28', 'Europe/Berlin')).toBe('2026-03-28T22:59:59.000Z')
  expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.000Z')
  expect(endOfDay('2026-10-24', 'Europe/Berlin')).toBe('2026-10-24T21:59:59.000Z')
  expect(endOfDay('2026-10-25', 'Europe/Berlin')).toBe('2026-10-25T22:59:59.000Z')
})

test('Where the clocks change at midnight the next day begins when there is a time again', () => {
  // In Cairo the night from 23 to 24 April 2026 goes from 23:59:59 to 01:00:00.
  expect(endOfDay('2026-04-23', 'Africa/Cairo')).toBe('2026-04-23T21:59:59.000Z')
})
