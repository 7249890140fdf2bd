import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay } from '../value/local-day.ts'
import { CALENDAR_PERIODS } from './calendar-period.ts'
import { contractualRetention, monthlyRecurring, type SubscriptionRow } from './contractual-retention.ts'
import { retention } from './retention.ts'

const day = (text: string) => localDay(text, 'UTC')
const subscription = (
  customerId: string,
  start: string,
  end: string | null,
  amount: number | null = 100,
): SubscriptionRow => ({
  customerId,
  start: day(start),
  end: end === null ? null : day(end),
  amount,
  period: 'month',
})
const monthsOf = (rows: readonly SubscriptionRow[], asOf: string) =>
  contractualRetention(rows, { asOf: day(asOf), period: 'month' })

describe('customers under contract', () => {
  test('are lost when all their subscriptions have ended', () => {
    const months = monthsOf(
      [
        subscription('one', '2025-01-10', '2025-02-10'),
        subscription('two', '2025-01-10', '2025-02-10'),
        subscription('two', '2025-01-20', null),
      ],
      '2025-03-31',
    )
    expect(months.map(({ from, retention: { start, end, lost } }) => [from, start, end, lost])).toEqual([
      ['2025-01-01', 0, 2, 0],
      ['2025-02-01', 2, 1, 1],
      ['2025-03-01', 1, 1, 0],
    ])
    expect(months[1]?.retention.retention?.share).toBe(0.5)
  })

  test('are kept by a renewal on the day after the last', () => {
    const months = monthsOf(
      [subscription('a', '2025-01-01', '2025-01-31'), subscription('a', '2025-02-01', '2025-02-28')],
      '2025-03-31',
    )
    expect(months.map(({ retention: { end, lost, new: added } }) => [end, lost, added])).toEqual([
      [1, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ])
  })

  test('are counted in complete months only', () => {
    expect(monthsOf([subscription('a', '2025-01-10', null)], '2025-02-27')).toHaveLength(1)
    expect(monthsOf([subscription('a', '2025-01-10', null)], '2025-01-30')).toEqual([])
  })

  test('make no periods where there are none, or none has started', () => {
    expect(monthsOf([], '2025-03-31')).toEqual([])
    expect(monthsOf([subscription('a', '2025-01-10', null)], '2024-12-31')).toEqual([])
  })

  test('are those of the sets at the start and the end of each period', () => {
    const row = fc
      .record({
        customerId: fc.constantFrom('a', 'b', 'c', 'd'),
        start: fc.integer({ min: 20_000, max: 20_300 }),
        length: fc.option(fc.integer({ min: 0, max: 120 }), { nil: null }),
      })
      .map(({ customerId, start, length }) => ({
        customerId,
        start,
        end: length === null ? null : start + length,
        amount: 1,
        period: 'month' as const,
      }))
    const kinds = fc.constantFrom('week', 'month', 'quarter')
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.integer({ min: 20_000, max: 20_400 }),
        kinds,
        (rows, asOf, kind) => {
          const seen = rows.filter(({ start }) => start <= asOf)
          const at = (on: number) =>
            new Set(
              seen.filter(({ start, end }) => start <= on && (end ?? on) >= on).map((one) => one.customerId),
            )
          const periods = contractualRetention(rows, { asOf, period: kind })
          for (const { from, to, retention: counted, revenue } of periods) {
            expect(counted).toEqual(retention(at(day(from) - 1), at(day(to))))
            expect(revenue.end).toBe(
              seen.filter(({ start, end }) => start <= day(to) && (end ?? day(to)) >= day(to)).length,
            )
          }
          if (seen.length > 0) {
            const { numberOf } = CALENDAR_PERIODS[kind]
            const first = Math.min(...seen.map(({ start }) => start))
            expect(periods).toHaveLength(numberOf(asOf + 1) - numberOf(first))
          }
        },
      ),
    )
  })
})

describe('recurring revenue', () => {
  test('moves by churn, contraction, expansion, reactivation and new business', () => {
    const months = monthsOf(
      [
        subscription('leaves', '2025-01-01', '2025-02-15', 100),
        subscription('downgrades', '2025-01-01', '2025-02-15', 200),
        subscription('downgrades', '2025-02-16', null, 150),
        subscription('adds', '2025-01-01', null, 100),
        subscription('adds', '2025-02-10', null, 40),
        subscription('returns', '2024-11-01', '2024-12-15', 60),
        subscription('returns', '2025-02-20', null, 60),
        subscription('first', '2025-02-20', null, 500),
      ],
      '2025-02-28',
    )
    expect(months.find(({ from }) => from === '2025-02-01')?.revenue).toEqual({
      start: 400,
      end: 850,
      churned: 100,
      contraction: 50,
      expansion: 40,
      reactivation: 60,
      new: 500,
      unknown: 0,
      revenueChurn: 0.375,
      netRevenueChurn: 0.125,
    })
  })

  test('of a customer with an unknown amount is set aside; the customer still counts', () => {
    const february = monthsOf(
      [subscription('a', '2025-01-01', null, 100), subscription('b', '2025-01-01', null, null)],
      '2025-02-28',
    )[1]
    expect(february?.revenue).toMatchObject({ start: 100, unknown: 1, revenueChurn: 0 })
    expect(february?.retention.kept).toBe(2)
  })

  test('is per month, whatever is billed', () => {
    expect(monthlyRecurring(1200, 'year')).toBe(100)
    expect(monthlyRecurring(300, 'quarter')).toBe(100)
    expect(monthlyRecurring(100, 'month')).toBe(100)
    expect(monthlyRecurring(7, 'week')).toBeCloseTo(30.4375, 12)
    expect(monthlyRecurring(null, 'year')).toBeNull()
    expect(monthlyRecurring(9, null)).toBeNull()
  })
})

test('the order of the rows does not matter', () => {
  const amount = fc.option(fc.integer({ min: 0, max: 99 }), { nil: null })
  const row = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 20_000, max: 20_090 }), amount)
  const weekly = row.map(([customerId, start, paid]) => ({
    customerId,
    start,
    end: start + 60,
    amount: paid,
    period: 'week' as const,
  }))
  fc.assert(
    fc.property(fc.array(weekly), (rows) => {
      const settings = { asOf: 20_180, period: 'month' } as const
      expect(contractualRetention(rows.toReversed(), settings)).toEqual(contractualRetention(rows, settings))
    }),
  )
})

test('an end before the start is an error that names the row', () => {
  const rows = [subscription('a', '2025-01-01', null), subscription('b', '2025-02-01', '2025-01-01')]
  expect(() => monthsOf(rows, '2025-03-31')).toThrow('Subscription 2, of customer b,')
})
