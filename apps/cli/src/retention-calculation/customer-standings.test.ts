import { type CustomerPurchases, localDay, purchaseColumns, retentionReport } from '@rapport/metrics'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CustomerStandings, churnRiskCounts, type Grouping, segmentFigures } from './customer-standings.ts'

const day = (text: string): number => localDay(text, 'UTC')

function standingsOf(
  customers: readonly CustomerPurchases[],
  asOf: number,
  grouping?: (id: string) => Grouping | null,
) {
  const report = retentionReport(customers, { asOf, period: 'month' })
  const purchases = purchaseColumns(customers, asOf)
  return { report, standings: new CustomerStandings(purchases, report, grouping) }
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
    const told: Readonly<Record<string, Grouping>> = { a: { segment: 'champions', churnRisk: null } }
    const { standings } = standingsOf(few, asOf, (id) => told[id] ?? null)
    expect([...standings].map(({ segment, churnRisk }) => [segment, churnRisk])).toEqual([
      ['champions', null],
      ['lost', 'high'],
      ['loyal', 'low'],
      ['new', 'low'],
    ])
    expect(segmentFigures(standings).find(({ segment }) => segment === 'champions')).toMatchObject({
      customers: 1,
      share: 0.25,
      orders: 3,
      revenue: 220,
    })
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
        expect(churnRiskCounts(standings)).toEqual(report.churnRisk)
        expect(segmentFigures(standings)).toEqual(report.segments)
      }),
      { numRuns: 50 },
    )
  })
})
