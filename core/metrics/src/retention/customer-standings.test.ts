import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay } from '../value/local-day.ts'
import { CustomerStandings, type Grouping } from './customer-standings.ts'
import type { CustomerPurchases } from './purchases.ts'
import { purchaseColumns } from './purchases-builder.ts'
import { retentionReportOf } from './retention-report.ts'
import { fitRfm } from './rfm.ts'

const day = (text: string): number => localDay(text, 'UTC')

function standingsOf(
  customers: readonly CustomerPurchases[],
  asOf: number,
  told?: Readonly<Record<string, Grouping>>,
) {
  const purchases = purchaseColumns(customers, asOf)
  const { rfm } = new CustomerStandings(purchases)
  const standings = new CustomerStandings(
    purchases,
    told === undefined ? null : { rfm, of: (id) => told[id] ?? null },
  )
  return { standings, report: retentionReportOf(purchases, { period: 'month' }, standings) }
}

const few: readonly CustomerPurchases[] = [
  { id: 'a', days: ['2024-01-10', '2024-02-10', '2024-03-10'].map(day), amounts: [100, 50, 70] },
  { id: 'b', days: [day('2024-01-20')], amounts: [null] },
  { id: 'c', days: ['2024-02-05', '2024-04-05'].map(day), amounts: [0.1, 0.2] },
  { id: 'd', days: [day('2024-04-15')], amounts: [20] },
]
const asOf = day('2024-04-30')

describe('where customers stand', () => {
  test('is told by bands, segment, flags and churn risk', () => {
    const { standings } = standingsOf(few, asOf)
    expect([...standings]).toMatchObject([
      {
        id: 'a',
        orders: 3,
        revenue: 220,
        recencyBand: 2,
        frequencyBand: 4,
        segment: 'at_risk',
        churnRisk: 'low',
        isAtRisk: true,
        isNew: false,
      },
      {
        id: 'b',
        orders: 1,
        recencyBand: 1,
        frequencyBand: 1,
        segment: 'lost',
        churnRisk: 'high',
        isAtRisk: false,
        isNew: false,
      },
      {
        id: 'c',
        orders: 2,
        recencyBand: 3,
        frequencyBand: 3,
        segment: 'loyal',
        churnRisk: 'low',
        isAtRisk: false,
        isNew: true,
      },
      {
        id: 'd',
        orders: 1,
        recencyBand: 4,
        frequencyBand: 1,
        segment: 'new',
        churnRisk: 'low',
        isAtRisk: false,
        isNew: true,
      },
    ])
  })

  test('an unknown revenue has no band of money', () => {
    const [, unknown] = standingsOf(few, asOf).standings
    expect(unknown).toMatchObject({ revenue: null, moneyBand: null })
  })

  test('a sum of amounts in cents has no more digits than they', () => {
    const [, , ofCents] = standingsOf(few, asOf).standings
    expect(ofCents?.revenue).toBe(0.3)
  })

  test('what was told of a customer before holds, and its segment is counted so', () => {
    const { standings, report } = standingsOf(few, asOf, { a: { segment: 'champions', churnRisk: null } })
    expect([...standings].map(({ segment, churnRisk }) => [segment, churnRisk])).toEqual([
      ['champions', null],
      ['lost', 'high'],
      ['loyal', 'low'],
      ['new', 'low'],
    ])
    expect(report.segments.find(({ segment }) => segment === 'champions')).toMatchObject({
      customers: 1,
      share: 0.25,
      orders: 3,
      revenue: 220,
    })
    expect(report.churnRisk).toEqual({ low: 2, medium: 0, high: 1, unknown: 1 })
  })

  test('bands that were told before hold for customers who came later', () => {
    const none = { lastDay: Float64Array.of(), orders: Float64Array.of(), money: Float64Array.of() }
    const purchases = purchaseColumns(few, asOf)
    const early = new CustomerStandings(purchases, { rfm: fitRfm(none), of: () => null })
    expect([...early]).toEqual([])
    const { rfm } = new CustomerStandings(purchaseColumns(few.slice(0, 2), asOf))
    const later = new CustomerStandings(purchases, { rfm, of: () => null })
    expect(later.at(3)).toMatchObject({ id: 'd', recencyBand: 5, frequencyBand: 1, segment: 'new' })
  })

  test('there is nobody in a row behind the last', () => {
    expect(standingsOf(few, asOf).standings.at(4)).toBeNull()
  })

  test('agrees with the counts of the report, customer by customer', () => {
    const purchases = fc
      .uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 })
      .map((days) => [...days].sort((left, right) => left - right))
    fc.assert(
      fc.property(fc.array(purchases, { minLength: 1, maxLength: 60 }), (days) => {
        const customers = days.map((own, index) => ({
          id: `c${index}`,
          days: own,
          amounts: own.map(() => 1),
        }))
        const { report, standings } = standingsOf(customers, 400)
        const risks = { low: 0, medium: 0, high: 0, unknown: 0 }
        const orders = Object.fromEntries(report.segments.map(({ segment }) => [segment, 0]))
        for (const one of standings) {
          risks[one.churnRisk ?? 'unknown'] += 1
          orders[one.segment] = (orders[one.segment] ?? 0) + one.orders
        }
        expect(report.churnRisk).toEqual(risks)
        expect(Object.fromEntries(report.segments.map((one) => [one.segment, one.orders]))).toEqual(orders)
      }),
      { numRuns: 50 },
    )
  })
})
