import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cdnowSampleDeals } from '../../../test-data/value.ts'
import { splitHoldout } from '../holdout.ts'
import { localDay } from '../local-day.ts'
import { purchaseHistory } from '../occasions.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { type CustomerOccasions, customerOccasions, observeHoldout } from './observed-holdout.ts'

const customer = (id: string, days: number[], amounts: number[] | null = null): CustomerOccasions => ({
  id,
  days,
  amounts,
})
const days = { split: 100, end: 130, unit: TIME_UNITS.day }

test('a customer is as known at the split, and its later orders are what happened', () => {
  const holdout = observeHoldout([customer('a', [10, 40, 90, 101, 130, 131], [5, 10, 20, 7, 8, 9])], days)
  expect(holdout).toMatchObject({ horizon: 30, splitAt: '1970-04-11' })
  const { calibration } = holdout
  expect([...calibration.frequency, ...calibration.recency, ...calibration.age]).toEqual([2, 80, 90])
  expect([...calibration.monetary, ...calibration.averageOrderValue]).toEqual([15, 35 / 3])
  expect([...calibration.historicValue]).toEqual([35])
  // The order on day 131 lies behind the end.
  expect([...holdout.orders, ...holdout.revenue]).toEqual([2, 15])
})

test('orders of the last time that was as long are repeat orders after day 70', () => {
  const holdout = observeHoldout([customer('a', [10, 70, 71, 100, 120]), customer('b', [90])], days)
  expect([...holdout.lastPeriodOrders]).toEqual([2, 0])
})

test('customers who came after the split are left out', () => {
  const holdout = observeHoldout([customer('a', [101, 110]), customer('b', [100])], days)
  expect(holdout.calibration.ids).toEqual(['b'])
})

test('an unknown amount makes the revenue unknown, and no order makes it 0', () => {
  const holdout = observeHoldout(
    [customer('a', [1, 101, 102], [5, 5, Number.NaN]), customer('b', [1, 2], [Number.NaN, Number.NaN])],
    days,
  )
  expect([...holdout.revenue]).toEqual([Number.NaN, 0])
  expect([...holdout.calibration.historicValue]).toEqual([5, Number.NaN])
})

describe('what cannot be is named', () => {
  test('days out of order', () => {
    expect(() => observeHoldout([customer('a', [9, 8])], days)).toThrow(
      /days of customer a are not ascending/,
    )
  })
  test('amounts that do not match', () => {
    expect(() => observeHoldout([customer('a', [8, 9], [1])], days)).toThrow(/2 days and 1 amounts/)
  })
  test('a split behind the end', () => {
    expect(() => observeHoldout([], { ...days, split: 130 })).toThrow(/split before the end/)
  })
})

test('the holdout of CDNOW is that of the deals', () => {
  const rules = { timeZone: 'UTC', asOf: '1998-06-30' }
  const deals = cdnowSampleDeals()
  const fromDeals = splitHoldout(deals, rules, TIME_UNITS.week, 12)!
  const holdout = observeHoldout(
    deals.map(({ id, deals: own }) => customerOccasions(id, purchaseHistory(own, rules))),
    { split: localDay(fromDeals.splitAt, 'UTC'), end: localDay(rules.asOf, 'UTC'), unit: TIME_UNITS.week },
  )
  expect(holdout.orders).toEqual(fromDeals.orders)
  const { monetary, historicValue, averageOrderValue, ...exact } = fromDeals.calibration
  expect(holdout.calibration).toMatchObject(exact)
  // Decimal sums there, sums of doubles here.
  for (const [name, column] of Object.entries({ monetary, historicValue, averageOrderValue })) {
    const own = holdout.calibration[name as 'monetary']
    column.forEach((value, row) => {
      if (Number.isNaN(value)) expect(own[row]).toBeNaN()
      else expect(Math.abs(own[row]! - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value))
    })
  }
})

describe('periods', () => {
  test('are counted from the split both ways; the first and last may be shorter', () => {
    const { periods, repeatOrders } = observeHoldout([customer('a', [91, 93, 94, 101, 107, 108, 110])], {
      split: 100,
      end: 110,
      unit: TIME_UNITS.week,
    })
    expect([...periods.ends]).toEqual([93, 100, 107, 110])
    expect(periods.calibration).toBe(2)
    expect([...repeatOrders]).toEqual([1, 1, 2, 2])
  })

  test('hold every repeat order once, and none lies on both sides of the split', () => {
    const histories = fc.array(
      fc
        .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 12 })
        .map((list) => list.sort((left, right) => left - right)),
      { minLength: 1, maxLength: 8 },
    )
    const unit = fc.constantFrom(TIME_UNITS.day, TIME_UNITS.week, TIME_UNITS.month)
    fc.assert(
      fc.property(histories, unit, fc.integer({ min: 1, max: 399 }), (list, timeUnit, split) => {
        const customers = list.map((own, index) => customer(String(index), own))
        const holdout = observeHoldout(customers, { split, end: 400, unit: timeUnit })
        const { calibration, periods, orders, repeatOrders } = holdout
        const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0)
        expect(sum(repeatOrders.subarray(0, periods.calibration))).toBe(sum(calibration.frequency))
        expect(sum(repeatOrders.subarray(periods.calibration))).toBe(sum(orders))
        expect(periods.ends[periods.calibration - 1]).toBe(split)
        expect(periods.ends.at(-1)).toBe(400)
      }),
    )
  })
})
