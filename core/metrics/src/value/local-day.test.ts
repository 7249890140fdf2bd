import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { evaluationDay, formatLocalDay, localDay, localDayOfInstant } from './local-day.ts'

test('an instant falls on the day of the zone, not on that of UTC', () => {
  expect(formatLocalDay(localDay('2026-03-01T23:30:00Z', 'Europe/Berlin'))).toBe('2026-03-02')
  expect(formatLocalDay(localDay('2026-03-02T04:30:00Z', 'America/New_York'))).toBe('2026-03-01')
  expect(formatLocalDay(localDay('2026-03-02T01:00:00+03:00', 'UTC'))).toBe('2026-03-01')
})

test('a date is a day of the zone itself', () => {
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC']) {
    expect(formatLocalDay(localDay('2024-02-29', zone))).toBe('2024-02-29')
  }
})

test('the cached offsets agree with the zone database around every change of the clock', () => {
  for (const zone of [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
  ]) {
    for (let hour = 0; hour < 24 * 366; hour += 1) {
      const ms = Date.UTC(2017, 0, 1) + hour * 3_600_000 + 59_000
      const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
      expect(formatLocalDay(localDayOfInstant(ms, zone))).toBe(zoned.toPlainDate().toString())
    }
  }
})

test('midnight ends the day that has passed', () => {
  const zone = 'Europe/Berlin'
  expect(formatLocalDay(evaluationDay('1997-09-30T22:00:00Z', zone))).toBe('1997-09-30')
  expect(formatLocalDay(evaluationDay('1997-09-30T22:00:00.001Z', zone))).toBe('1997-10-01')
  expect(formatLocalDay(evaluationDay('1997-09-30', zone))).toBe('1997-09-30')
})

test.each([
  ['2026-02-30', /not a day of the calendar/],
  ['2026-03-01T10:00:00', /not a moment/],
  ['yesterday', /"yesterday" is not a moment/],
])('%s is refused', (text, message) => {
  expect(() => localDay(text, 'UTC')).toThrow(message)
})

test('an unknown zone is named', () => {
  expect(() => localDay('2026-03-01T10:00:00Z', 'Europe/Berlim')).toThrow(
    /"Europe\/Berlim" is not a known time zone/,
  )
})
