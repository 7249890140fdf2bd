import { describe, expect, it } from 'vitest'
import { readTransactions } from '../calculation/read-transactions.ts'
import { customersById } from './customers-by-id.ts'
import { opportunityColumns } from './opportunity-columns.ts'
import { TODAY, transactionLines, valueFiles } from './testing/value-files.ts'

async function columnsOf(asOf: string, ...rows: readonly string[]) {
  await using files = await valueFiles({ 'transactions.csv': transactionLines(...rows) })
  const file = files.path('transactions.csv')
  return opportunityColumns(customersById(await readTransactions(file, { today: TODAY, asOf })), 0)
}

describe('opportunityColumns', () => {
  it('counts whole weeks from the first purchase, and those in which something was bought', async () => {
    const columns = await columnsOf('2024-01-31', 'a,2024-01-01,5', 'a,2024-01-08,7', 'a,2024-01-09,9')
    // 30 days are 4 whole weeks; 8 January is the last day of the first, 9 January the first of the second.
    expect(columns.age).toEqual(Float64Array.of(4))
    expect(columns.frequency).toEqual(Float64Array.of(2))
    expect(columns.recency).toEqual(Float64Array.of(2))
    expect(columns.orders).toEqual(Float64Array.of(3))
  })

  it('takes what was bought in one week for one transaction, its amounts added up', async () => {
    const columns = await columnsOf(
      '2024-01-31',
      ...['a,2024-01-01,10', 'a,2024-01-10,3', 'a,2024-01-12,4', 'a,2024-01-16,5'],
    )
    expect(columns.frequency).toEqual(Float64Array.of(2))
    expect(columns.monetary).toEqual(Float64Array.of(6))
    expect(columns.spendOccasions).toEqual(Float64Array.of(2))
    expect(columns.averageOrderValue[0]).toBeCloseTo(22 / 3, 12)
    expect(columns.pricedOrders).toEqual(Float64Array.of(3))
  })

  it('does not know what a week brought in which one amount is not known', async () => {
    const columns = await columnsOf(
      '2024-01-31',
      'a,2024-01-01,10',
      'a,2024-01-10,3',
      'a,2024-01-12,',
      'a,2024-01-16,5',
    )
    expect(columns.monetary).toEqual(Float64Array.of(5))
    expect(columns.spendOccasions).toEqual(Float64Array.of(1))
  })

  it('leaves out the week that has not ended, but not what was won in it', async () => {
    const columns = await columnsOf('2024-01-31', 'a,2024-01-01,10', 'a,2024-01-30,90')
    expect(columns.frequency).toEqual(Float64Array.of(0))
    expect(columns.recency).toEqual(Float64Array.of(0))
    expect(columns.monetary).toEqual(Float64Array.of(Number.NaN))
    expect(columns.historicValue).toEqual(Float64Array.of(100))
  })

  it('knows nothing of the times of a customer who only returned something', async () => {
    const columns = await columnsOf('2024-01-31', 'a,2024-01-01,10', 'b,2024-01-02,-5')
    expect(columns.orders).toEqual(Float64Array.of(1, 0))
    expect(columns.frequency).toEqual(Float64Array.of(0, Number.NaN))
    expect(columns.age).toEqual(Float64Array.of(4, Number.NaN))
  })
})
