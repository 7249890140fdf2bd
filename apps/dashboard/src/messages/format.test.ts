import { expect, test } from 'vitest'
import { createFormat } from './format.ts'

const berlin = createFormat({ currency: 'EUR', timezone: 'Europe/Berlin' })

test('money is in the currency of the workspace, or in its own', () => {
  expect(berlin.money(1234.5)).toBe('€1,234.50')
  expect(berlin.money(1234.5, 'JPY')).toBe('¥1,235')
  expect([0.5, 200, 1500].map(berlin.moneyShort)).toEqual(['€0.5', '€200', '€1.5K'])
})

test('a duration has two units at most', () => {
  expect([45, 90, 3_600, 7_500, 86_399, 90_000, 273_600, -60].map(berlin.duration)).toEqual([
    ...['45 sec', '2 min', '1 hr', '2 hr 5 min', '1 day', '1 day 1 hr', '3 days 4 hr', '−1 min'],
  ])
})

test('days and times are those of the zone of the workspace', () => {
  expect(berlin.day('2026-06-30T22:30:00Z')).toBe('1 Jul 2026')
  expect(berlin.moment('2026-06-30T22:30:00Z')).toBe('1 Jul 2026, 00:30 GMT+2')
})

test('a day without a zone stays that day', () => {
  expect(createFormat({ currency: 'USD', timezone: 'America/Los_Angeles' }).calendarDay('2026-06-30')).toBe(
    '30 Jun 2026',
  )
})

test('shares are written as per cent', () => {
  expect(berlin.percent(0.983)).toBe('98%')
  expect(berlin.number(23.74)).toBe('23.7')
})
