import { expect, test } from 'vitest'
import { cdnowSampleDeals } from '../../test-data/value.ts'
import { splitHoldout } from './holdout.ts'
import { TIME_UNITS } from './time-unit.ts'

const rules = { timeZone: 'UTC', asOf: '2026-12-31' }
const customer = (id: string, ...days: readonly string[]) => ({
  id,
  deals: days.map((day, i) => ({ id: `${id}${i}`, closedAt: day, amount: '10' })),
})

test('summaries are as of the split, and orders after it are what happened', () => {
  const holdout = splitHoldout(
    [customer('a', '2025-01-01', '2026-01-01', '2026-10-05', '2026-11-05'), customer('b', '2026-09-30')],
    rules,
    TIME_UNITS.day,
    3,
  )!
  // Three months are 91.3 days.
  expect(holdout.splitAt).toBe('2026-10-01')
  expect(holdout.horizon).toBe(91)
  expect(holdout.calibration.ids).toEqual(['a', 'b'])
  expect([...holdout.calibration.frequency]).toEqual([1, 0])
  expect([...holdout.orders]).toEqual([2, 0])
})

test('customers who came later are left out', () => {
  const holdout = splitHoldout(
    [customer('a', '2025-01-01'), customer('b', '2026-12-01')],
    rules,
    TIME_UNITS.day,
    3,
  )!
  expect(holdout.calibration.ids).toEqual(['a'])
})

test('no more than half of the history is held back', () => {
  const holdout = splitHoldout([customer('a', '2026-12-11')], rules, TIME_UNITS.day, 12)!
  expect(holdout).toMatchObject({ horizon: 10, splitAt: '2026-12-21' })
})

test('without a history there is nothing to hold back', () => {
  expect(splitHoldout([], rules, TIME_UNITS.week, 12)).toBeNull()
  expect(splitHoldout([customer('a', '2026-12-30')], rules, TIME_UNITS.week, 12)).toBeNull()
})

test('the CDNOW sample, 39 weeks to 1997-09-30 and 39 weeks held back', () => {
  const holdout = splitHoldout(
    cdnowSampleDeals(),
    { timeZone: 'UTC', asOf: '1998-06-30' },
    TIME_UNITS.week,
    TIME_UNITS.week.toMonths(39),
  )!
  // The history is a day short of twice 39 weeks.
  expect(holdout).toMatchObject({ splitAt: '1997-10-01', horizon: 272 / 7 })
  expect(holdout.orders.reduce((sum, count) => sum + count, 0)).toBe(1877)
})
