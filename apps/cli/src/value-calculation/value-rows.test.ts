import type { ContractValue } from '@rapport/metrics'
import { describe, expect, it } from 'vitest'
import type { ContractCalculation, PurchaseCalculation } from './calculate-value.ts'
import { lines, transactionLines, valued } from './testing/value-files.ts'
import { valueRows } from './value-rows.ts'

const repeatBuyers = transactionLines(
  ...Array.from({ length: 40 }, (_, place) => [
    `c${place},2024-01-${String(1 + (place % 20)).padStart(2, '0')},${10 + place}`,
    `c${place},2024-03-${String(1 + (place % 28)).padStart(2, '0')},${20 + place}`,
  ]).flat(),
  'z,2024-06-30,1',
)

const subscriptions = lines(
  'customer_id,start,end,amount,period',
  'c1,2024-01-01,,10,month',
  'c2,2024-01-01,,,month',
  'c3,2023-01-01,2024-02-01,10,month',
  'only,2024-02-01,,5,month',
)

const rowsById = (calculation: Parameters<typeof valueRows>[0]) =>
  new Map([...valueRows(calculation)].map((row) => [row.customerId, row]))

describe('valueRows', () => {
  it('has the columns of the specification, in their order', async () => {
    const [first] = valueRows(await valued({ transactions: repeatBuyers }, { model: 'mbg-nbd' }))
    expect(Object.keys(first ?? {})).toEqual([
      ...['customerId', 'frequency', 'recency', 'age', 'monetary', 'probabilityAlive'],
      ...['expectedTransactions', 'expectedSpend', 'value', 'low', 'high', 'pastValue'],
    ])
  })

  it('has the same columns for a customer with contracts only', async () => {
    const rows = [
      ...valueRows(await valued({ transactions: repeatBuyers, subscriptions }, { model: 'mbg-nbd' })),
    ]
    expect(rows.at(-1)?.customerId).toBe('only')
    expect(Object.keys(rows.at(-1) ?? {})).toEqual(Object.keys(rows[0] ?? {}))
  })

  it('adds what a customer pays by contract to what it will buy', async () => {
    const alone = rowsById(await valued({ transactions: repeatBuyers }, { model: 'mbg-nbd' }))
    const both = rowsById(await valued({ transactions: repeatBuyers, subscriptions }, { model: 'mbg-nbd' }))
    const contract = both.get('c1')?.contractValue ?? Number.NaN
    expect(contract).toBeGreaterThan(0)
    expect(both.get('c1')?.value).toBeCloseTo((alone.get('c1')?.value ?? 0) + contract, 9)
  })

  it('does not know the value where it does not know that of the contract', async () => {
    const both = rowsById(await valued({ transactions: repeatBuyers, subscriptions }, { model: 'mbg-nbd' }))
    expect(both.get('c2')).toMatchObject({ value: null, low: null, high: null, contractValue: null })
  })

  it('takes a contract that has ended for nothing', async () => {
    const alone = rowsById(await valued({ transactions: repeatBuyers }, { model: 'mbg-nbd' }))
    const both = rowsById(await valued({ transactions: repeatBuyers, subscriptions }, { model: 'mbg-nbd' }))
    expect(both.get('c3')).toEqual({ ...alone.get('c3'), contractValue: null })
  })

  it('says nothing of contracts where no subscriptions were given', async () => {
    const [first] = valueRows(await valued({ transactions: repeatBuyers }, { model: 'mbg-nbd' }))
    expect(first).not.toHaveProperty('contractValue')
  })
})

describe('the interval of purchases and contracts together', () => {
  const column = (value: number) => Float64Array.of(value)
  const purchase = (value: number, low: number, high: number): PurchaseCalculation =>
    ({
      columns: { ids: ['a'], frequency: column(1), recency: column(1), age: column(1), monetary: column(1) },
      scores: {
        ...{ probabilityAlive: column(1), expectedOrders: column(1), expectedSpend: column(1) },
        ...{ clv: column(value), low: column(low), high: column(high), historicValue: column(1) },
      },
    }) as unknown as PurchaseCalculation
  const contract = (value: number, low: number, high: number): ContractCalculation => {
    const interval = { low, high }
    const one = { customerId: 'a', value, reason: null, intervals: { both: { 80: interval } } }
    return { values: [one as unknown as ContractValue] } as unknown as ContractCalculation
  }
  const together = (purchases: PurchaseCalculation, contracts: ContractCalculation) =>
    valueRows({ purchases, contracts }).next().value

  it('has ends whose distances from the value add as squares, since the two are independent', () => {
    expect(together(purchase(100, 70, 140), contract(50, 10, 80))).toMatchObject({
      value: 150,
      low: 100,
      high: 200,
    })
  })

  it('does not go below nothing', () => {
    expect(together(purchase(10, 0, 40), contract(10, 0, 20))).toMatchObject({ low: 20 - Math.hypot(10, 10) })
    expect(together(purchase(1, -1, 2), contract(1, 0, 2))).toMatchObject({ low: 0 })
  })

  it('has the sum of the ends where only a range of the purchases is told', () => {
    expect(together(purchase(Number.NaN, 1, 5), contract(50, 10, 80))).toMatchObject({
      value: null,
      low: 11,
      high: 85,
      contractValue: 50,
    })
  })
})
