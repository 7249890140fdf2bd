import { describe, expect, test } from 'vitest'
import { localDay } from '../value/local-day.ts'
import { CALENDAR_PERIODS } from './calendar-period.ts'
import { cohortTable } from './cohorts.ts'
import { acquisition, monthlyMargins } from './customer-acquisition.ts'
import type { CustomerPurchases } from './purchases.ts'
import { purchaseColumns } from './purchases-builder.ts'
import { retentionReport } from './retention-report.ts'

const day = (text: string): number => localDay(text, 'UTC')

/** Two customers of January, one of February, one of April. */
const customers: readonly CustomerPurchases[] = [
  { id: 'a', days: ['2024-01-10', '2024-02-10', '2024-03-10'].map(day), amounts: [100, 50, 70] },
  { id: 'b', days: [day('2024-01-20')], amounts: [40] },
  { id: 'c', days: ['2024-02-05', '2024-04-05'].map(day), amounts: [30, 60] },
  { id: 'd', days: [day('2024-04-15')], amounts: [20] },
]

const of = (spends: Readonly<Record<string, number>>, margin: number, asOf = '2024-04-30') =>
  acquisition(
    Object.entries(spends).map(([from, amount]) => ({
      number: CALENDAR_PERIODS.month.numberOf(day(from)),
      amount,
    })),
    retentionReport(customers, { asOf: day(asOf), period: 'month' }),
    cohortTable(purchaseColumns(customers, day(asOf)), 'month'),
    margin,
  )

describe('the cost of customers', () => {
  test('is the spend of a period divided by the customers who first bought in it', () => {
    const { periods } = of({ '2024-01-01': 100, '2024-02-01': 60 }, 1)
    expect(periods).toEqual([
      { from: '2024-01-01', to: '2024-01-31', spend: 100, newCustomers: 2, cost: 50 },
      { from: '2024-02-01', to: '2024-02-29', spend: 60, newCustomers: 1, cost: 60 },
    ])
  })

  test('is unknown of a period in which nobody was won, whose spend counts in the whole', () => {
    const { periods, cost } = of({ '2024-01-01': 100, '2024-03-01': 40 }, 1)
    expect(periods[1]).toMatchObject({ newCustomers: 0, cost: null })
    expect(cost).toBe(70)
  })

  test('leaves out a period that is not complete', () => {
    const { periods, spend, cost } = of({ '2024-01-01': 100, '2024-04-01': 999 }, 1, '2024-04-29')
    expect(periods[1]).toMatchObject({ spend: 999, newCustomers: null, cost: null })
    expect([spend, cost]).toEqual([100, 50])
  })

  test('is unknown where nobody was won at all', () => {
    expect(of({ '2024-03-01': 40 }, 1)).toMatchObject({ cost: null, valueToCost: null, paybackMonths: null })
  })
})

describe('what customers bring', () => {
  test('month by month, is the margin of the cohorts that got so far', () => {
    const cohorts = cohortTable(purchaseColumns(customers, day('2024-04-30')), 'month')
    expect(monthlyMargins(cohorts, 0.5)).toEqual([190 / 8, 50 / 6, 130 / 6, 0])
  })

  test('pays the cost back in the month in which its sum reaches it', () => {
    // 47.50, 16.67, 43.33 and 0 a customer.
    expect(of({ '2024-01-01': 95 }, 1).paybackMonths).toBe(1)
    expect(of({ '2024-01-01': 96 }, 1).paybackMonths).toBe(2)
    expect(of({ '2024-01-01': 215 }, 1).paybackMonths).toBe(3)
    expect(of({ '2024-01-01': 216 }, 1).paybackMonths).toBeNull()
  })

  test('has no simple value under 30 customers', () => {
    const { value, valueToCost } = of({ '2024-01-01': 100 }, 1)
    expect(value).toEqual({ policy: 'simple@1', perCustomer: null })
    expect(valueToCost).toBeNull()
  })
})
