import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay } from '../value/local-day.ts'
import type { CustomerPurchases } from './purchases.ts'
import { retention } from './retention.ts'
import { retentionReport } from './retention-report.ts'
import { RFM_SEGMENTS, rfmOf } from './rfm.ts'

const day = (text: string) => localDay(text, 'UTC')
const customer = (id: string, ...dates: readonly string[]): CustomerPurchases => ({
  id,
  days: dates.map(day),
  amounts: dates.map(() => 10),
})
const reportOf = (customers: readonly CustomerPurchases[], asOf: string) =>
  retentionReport(customers, { asOf: day(asOf), period: 'month' })

describe('customers without contracts', () => {
  // Gaps of 31, 28, 31, 30 and 31 days, taken as their mean, 30.2.
  const monthly = customer(
    'monthly',
    '2025-01-10',
    '2025-02-10',
    '2025-03-10',
    '2025-04-10',
    '2025-05-10',
    '2025-06-10',
  )
  const once = customer('once', '2025-01-15')

  test('are customers until 95 % of all gaps have passed since the last order, and the report says so', () => {
    const report = reportOf([monthly, once], '2025-06-30')
    expect(report.gaps?.p95Days).toBe(30.2)
    expect(report.customerUntil).toBe(
      'Customers without contracts count until the time since their last order exceeds the 95th percentile of all gaps between orders: 30 days.',
    )
    expect(report.periods.map(({ from, retention: of }) => [from, of?.start, of?.end, of?.lost])).toEqual([
      ['2025-01-01', 0, 2, 0],
      // 'once' bought last on 15 January, 44 days before the end of February.
      ['2025-02-01', 2, 1, 1],
      ['2025-03-01', 1, 1, 0],
      ['2025-04-01', 1, 1, 0],
      ['2025-05-01', 1, 1, 0],
      ['2025-06-01', 1, 1, 0],
    ])
  })

  test('have no known retention where nobody bought twice', () => {
    const report = reportOf([once, customer('other', '2025-02-15')], '2025-03-31')
    expect(report.customerUntil).toContain('nobody ordered twice, so retention is unknown')
    expect(report.gaps).toBeNull()
    expect(report.periods.map(({ from, retention: of }) => [from, of])).toEqual([
      ['2025-01-01', null],
      ['2025-02-01', null],
      ['2025-03-01', null],
    ])
    expect(report.churnRisk).toEqual({ low: 0, medium: 0, high: 0, unknown: 2 })
  })

  test('who are lost and buy again are new again', () => {
    const back = customer('back', '2025-01-20', '2025-05-20')
    const steady = {
      ...monthly,
      days: [...monthly.days, day('2025-07-10')],
      amounts: [...monthly.amounts, 10],
    }
    const others = Array.from({ length: 4 }, (_, i) => ({ ...steady, id: `steady ${i}` }))
    const may = reportOf([back, ...others], '2025-07-31').periods[4]
    expect(may).toMatchObject({ from: '2025-05-01', retention: { start: 4, end: 5, new: 1, lost: 0 } })
  })
})

const days = fc.uniqueArray(fc.integer({ min: 20_000, max: 20_200 }), { maxLength: 7 })
const population = fc.array(days, { maxLength: 20 }).map((lists) =>
  lists.map((list, i) => ({
    id: String(i),
    days: list.toSorted((left, right) => left - right),
    amounts: list.map((_, place) => (place % 3 === 2 ? null : place + 1)),
  })),
)
const settings = fc.record({
  asOf: fc.integer({ min: 19_990, max: 20_260 }),
  period: fc.constantFrom('week', 'month', 'quarter'),
})

test('each period is the retention of the sets at its start and its end', () => {
  fc.assert(
    fc.property(population, settings, (customers, { asOf, period }) => {
      const report = retentionReport(customers, { asOf, period })
      fc.pre(report.gaps !== null)
      const lostAfter = report.gaps?.p95Days ?? 0
      const at = (on: number) =>
        new Set(
          customers
            .filter((one) => one.days.some((bought) => bought <= on && on - bought <= lostAfter))
            .map(({ id }) => id),
        )
      for (const { from, to, retention: counted } of report.periods) {
        expect(counted).toEqual(retention(at(day(from) - 1), at(day(to))))
      }
    }),
  )
})

test('segments divide all customers, and are those of the thresholds', () => {
  fc.assert(
    fc.property(population, settings, (customers, { asOf, period }) => {
      const { segments, overall, rfm, churnRisk } = retentionReport(customers, { asOf, period })
      const expected = Object.fromEntries(RFM_SEGMENTS.map((segment) => [segment, 0]))
      for (const one of customers) {
        const seen = one.days.filter((bought) => bought <= asOf)
        const segment = rfmOf(rfm, seen.at(-1) ?? null, seen.length, null)?.segment
        if (segment !== undefined) expected[segment] = (expected[segment] ?? 0) + 1
      }
      expect(Object.fromEntries(segments.map((one) => [one.segment, one.customers]))).toEqual(expected)
      expect(segments.reduce((sum, { orders }) => sum + orders, 0)).toBe(overall.orders)
      const { low, medium, high, unknown } = churnRisk
      expect(low + medium + high + unknown).toBe(overall.customers)
    }),
  )
})

test('the order of the customers does not matter', () => {
  fc.assert(
    fc.property(population, settings, (customers, when) => {
      expect(retentionReport(customers.toReversed(), when)).toEqual(retentionReport(customers, when))
    }),
  )
})

test('purchases after the evaluation do not matter', () => {
  fc.assert(
    fc.property(population, settings, (customers, when) => {
      const seen = customers.map((one) => {
        const known = one.days.filter((bought) => bought <= when.asOf)
        return { ...one, days: known, amounts: one.amounts.slice(0, known.length) }
      })
      expect(retentionReport(customers, when)).toEqual(retentionReport(seen, when))
    }),
  )
})

describe('at the edges', () => {
  test('no rows, and an evaluation before all purchases, make an empty report', () => {
    const before = reportOf([customer('a', '2025-01-10', '2025-02-10')], '2024-12-31')
    expect(before).toEqual(reportOf([], '2024-12-31'))
    expect(before).toMatchObject({
      periods: [],
      cohorts: [],
      gaps: null,
      overall: { customers: 0, revenue: null },
    })
    expect(before.rfm).toEqual({ policy: 'rfm@1', customers: 0, recency: [], frequency: [], money: [] })
    expect(before.segments.map(({ customers, share }) => [customers, share])).toEqual(
      RFM_SEGMENTS.map(() => [0, null]),
    )
  })

  test('one customer is in one segment, at the risk that their own gaps tell', () => {
    const report = reportOf([customer('a', '2025-01-10', '2025-02-10')], '2025-02-28')
    expect(report.segments.filter(({ customers }) => customers > 0)).toEqual([
      expect.objectContaining({ segment: 'lost', customers: 1, share: 1, orders: 2, revenue: 20 }),
    ])
    expect(report.churnRisk).toEqual({ low: 1, medium: 0, high: 0, unknown: 0 })
  })

  test('customers who are all alike are all in band 1, and in one segment', () => {
    const alike = Array.from({ length: 50 }, (_, i) => customer(String(i), '2025-01-10', '2025-02-10'))
    const { segments, rfm } = reportOf(alike, '2025-02-28')
    expect(rfmOf(rfm, day('2025-02-10'), 2, 20)).toMatchObject({ recency: 1, frequency: 1, money: 1 })
    expect(segments.find(({ segment }) => segment === 'lost')?.customers).toBe(50)
  })

  test('unknown revenue is null throughout, and everything else stands', () => {
    const unknown = { ...customer('a', '2025-01-10', '2025-02-10'), amounts: [null, null] }
    const report = reportOf([unknown], '2025-02-28')
    expect(report.unknownAmounts).toBe(2)
    expect(report.overall).toMatchObject({ customers: 1, orders: 2, revenue: null, averageOrderValue: null })
    expect(report.cohorts[0]?.cells.map((cell) => cell?.revenue)).toEqual([null, null])
    expect(report.periods).toHaveLength(2)
  })
})

test('a segment with 30 gaps of its own is judged by them, a smaller one by all gaps', () => {
  // 16 weekly buyers of 11 orders, seen last 12 days before the evaluation, and 30 who buy every 100 days.
  const weekly = Array.from({ length: 16 }, (_, i) => ({
    id: `weekly ${i}`,
    days: Array.from({ length: 11 }, (_order, k) => 20_000 + 7 * k),
    amounts: Array.from({ length: 11 }, () => 5),
  }))
  const slow = Array.from({ length: 30 }, (_, i) => ({
    id: `slow ${i}`,
    days: [19_974, 20_074],
    amounts: [5, 5],
  }))
  const report = retentionReport([...weekly, ...slow], { asOf: 20_082, period: 'month' })
  // All gaps: 160 of 7 days, 30 of 100 days; 12 days would be medium by all, and are high by the weekly buyers' own.
  expect(report.gaps).toEqual({ p75Days: 7, p95Days: 100, gaps: 190 })
  expect(report.churnRisk).toEqual({ low: 30, medium: 0, high: 16, unknown: 0 })
  const few = retentionReport([...weekly.slice(0, 2), ...slow], { asOf: 20_082, period: 'month' })
  expect(few.churnRisk.high).toBe(0)
})
