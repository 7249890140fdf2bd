import { expect, test } from 'vitest'
import { cdnowSampleDeals } from '../../test-data/value.ts'
import { purchaseHistory, type WonDeal } from './occasions.ts'
import { summarize } from './summary.ts'
import { TIME_UNITS } from './time-unit.ts'

const rules = { timeZone: 'UTC', asOf: '2026-06-30' }
const summaryOf = (...deals: readonly (readonly [string, string | null])[]) => {
  const all: WonDeal[] = deals.map(([closedAt, amount], i) => ({ id: String(i), closedAt, amount }))
  return summarize(purchaseHistory(all, rules), TIME_UNITS.day)
}

test('repeat orders, their mean and the times are counted from the first order', () => {
  expect(summaryOf(['2026-06-01', '100.00'], ['2026-06-11', '10.10'], ['2026-06-21', '10.20'])).toEqual({
    frequency: 2,
    recency: 20,
    age: 29,
    monetary: 10.15,
    spendOccasions: 2,
    historicValue: '120.30',
    orders: 3,
    averageOrderValue: 40.1,
    pricedOrders: 3,
    firstOrderAt: '2026-06-01',
    lastOrderAt: '2026-06-21',
  })
})

test('amounts of 0 and unknown amounts are orders without spend', () => {
  const summary = summaryOf(
    ['2026-06-01', '100'],
    ['2026-06-05', '0'],
    ['2026-06-11', null],
    ['2026-06-21', '30'],
  )
  expect(summary).toMatchObject({
    frequency: 3,
    spendOccasions: 1,
    monetary: 30,
    pricedOrders: 2,
    averageOrderValue: 65,
  })
})

test('without any known amount the spend is unknown, not 0', () => {
  const summary = summaryOf(['2026-06-01', null], ['2026-06-05', null])
  expect(summary).toMatchObject({ orders: 2, monetary: null, averageOrderValue: null, historicValue: null })
})

test('without an order there are no times', () => {
  expect(summaryOf()).toMatchObject({
    orders: 0,
    frequency: null,
    recency: null,
    age: null,
    firstOrderAt: null,
  })
  expect(summaryOf(['2026-06-05', '-3'])).toMatchObject({ orders: 0, frequency: null, historicValue: '-3' })
})

test('the CDNOW sample has the known totals', () => {
  const summaries = cdnowSampleDeals().map(({ deals }) =>
    summarize(purchaseHistory(deals, { timeZone: 'UTC', asOf: '1997-09-30' }), TIME_UNITS.week),
  )
  const total = (name: 'frequency' | 'recency' | 'age') =>
    summaries.reduce((sum, summary) => sum + summary[name]!, 0)
  expect(summaries).toHaveLength(2357)
  expect(total('frequency')).toBe(2457)
  expect(total('recency')).toBeCloseTo(16135.571429, 6)
  expect(total('age')).toBeCloseTo(77111.285714, 6)
  expect(summaries[0]).toMatchObject({ frequency: 2, recency: 213 / 7, age: 272 / 7 })
  expect(summaries[0]!.monetary).toBeCloseTo(22.345, 10)
})
