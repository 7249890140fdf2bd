import { observeHoldout, TIME_UNITS, type ValueColumns } from '@rapport/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readTransactions, type Transactions } from '../calculation/read-transactions.ts'
import { customerOccasions } from './customer-occasions.ts'
import { customersById } from './customers-by-id.ts'
import { TODAY, transactionLines, valueFiles } from './testing/value-files.ts'

async function read(rows: readonly string[], occasionWindow: number): Promise<Transactions> {
  await using files = await valueFiles({ 'transactions.csv': transactionLines(...rows) })
  return await readTransactions(files.path('transactions.csv'), { today: TODAY, occasionWindow })
}

describe('customerOccasions', () => {
  it('takes days within the window for one occasion, and leaves out one that was returned', async () => {
    const rows = [
      'a,2024-01-01,5',
      'a,2024-01-03,2',
      'a,2024-01-09,4',
      'a,2024-01-10,-6',
      'b,2024-01-05,',
      'b,2024-01-05,3',
    ]
    const read7 = customersById(await read(rows, 2))
    expect(customerOccasions(read7, 2).map(({ id, amounts }) => [id, amounts])).toEqual([
      ['a', [7]],
      ['b', [Number.NaN]],
    ])
  })

  it('says of all customers what their summaries say, by id whatever the order of the rows', async () => {
    const row = fc.record({
      customer: fc.constantFrom('a', 'b', 'c', '10', '9'),
      day: fc.integer({ min: 1, max: 28 }),
      amount: fc.constantFrom('', '0', '1.25', '19.99', '250'),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(0, 3),
        async (drawn, window) => {
          const rows = drawn.map(
            ({ customer, day, amount }) => `${customer},2024-02-${String(day).padStart(2, '0')},${amount}`,
          )
          const transactions = await read([...rows, 'z,2024-03-31,1'], window)
          const customers = customersById(transactions)
          const occasions = customerOccasions(customers, window)
          const split = transactions.asOf - 1
          const { calibration } = observeHoldout(occasions, {
            split,
            end: transactions.asOf,
            unit: TIME_UNITS.week,
          })
          const expected = transactions.summariesAt(split)
          expect(calibration.ids).toEqual([...expected.ids].sort())
          for (const [place, id] of calibration.ids.entries()) {
            const row = expected.ids.indexOf(id)
            for (const name of compared) expectSame(calibration[name][place], expected[name][row])
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('draws about as many customers as asked for, the same ones whatever the order of the rows', async () => {
    const rows = Array.from({ length: 400 }, (_, place) => `c${place},2024-02-01,${place}`)
    const drawnFrom = async (ordered: readonly string[]) =>
      customerOccasions(customersById(await read(ordered, 0)), 0, 100).map(({ id }) => id)
    const drawn = await drawnFrom(rows)
    expect(drawn.length).toBeGreaterThan(60)
    expect(drawn.length).toBeLessThan(140)
    expect(await drawnFrom(rows.toReversed())).toEqual(drawn)
  })
})

const compared = [
  'frequency',
  'recency',
  'age',
  'monetary',
  'spendOccasions',
  'orders',
  'averageOrderValue',
  'pricedOrders',
] as const satisfies readonly (keyof ValueColumns)[]

/** Sums in another order may differ in their last digit; unknown is unknown. */
function expectSame(own: number | undefined, other: number | undefined): void {
  if (Number.isNaN(other)) expect(own).toBeNaN()
  else expect(own).toBeCloseTo(other ?? Number.NaN, 10)
}
