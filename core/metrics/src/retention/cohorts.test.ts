import fc from 'fast-check'
import { expect, test } from 'vitest'
import { localDay } from '../value/local-day.ts'
import { CALENDAR_PERIODS } from './calendar-period.ts'
import { cohortTable } from './cohorts.ts'
import { purchaseColumns } from './purchases-builder.ts'

const day = (text: string) => localDay(text, 'UTC')
const customer = (id: string, purchases: readonly (readonly [string, number | null])[]) => ({
  id,
  days: purchases.map(([date]) => day(date)),
  amounts: purchases.map(([, amount]) => amount),
})

const shop = [
  customer('a', [
    ['2025-01-05', 10],
    ['2025-01-20', 15],
    ['2025-03-01', 30],
  ]),
  customer('b', [
    ['2025-01-31', 20],
    ['2025-02-01', 5],
  ]),
  customer('c', [['2025-03-31', 7]]),
]
const brief = (asOf: string) =>
  cohortTable(purchaseColumns(shop, day(asOf)), 'month').map(({ from, customers, cells }) => ({
    from,
    customers,
    cells: cells.map((cell) => cell && [cell.active.count, cell.active.share, cell.revenue]),
  }))

test('rows are months of the first purchase, columns the months since; a customer counts once in each', () => {
  expect(brief('2025-03-31')).toEqual([
    {
      from: '2025-01-01',
      customers: 2,
      cells: [
        [2, 1, 45],
        [1, 0.5, 5],
        [1, 0.5, 30],
      ],
    },
    { from: '2025-03-01', customers: 1, cells: [[1, 1, 7]] },
  ])
})

test('a month that is not over is null, not a fall', () => {
  expect(brief('2025-03-30')).toEqual([
    { from: '2025-01-01', customers: 2, cells: [[2, 1, 45], [1, 0.5, 5], null] },
  ])
  expect(brief('2025-01-06')).toEqual([{ from: '2025-01-01', customers: 1, cells: [null] }])
})

test('a complete month without a purchase is 0 customers and 0 revenue', () => {
  expect(brief('2025-05-31').at(-1)).toMatchObject({
    cells: [
      [1, 1, 7],
      [0, 0, 0],
      [0, 0, 0],
    ],
  })
})

test('revenue is unknown where a month has purchases and no known amount', () => {
  const columns = purchaseColumns(
    [
      customer('a', [
        ['2025-01-05', null],
        ['2025-02-05', 4],
        ['2025-02-06', null],
      ]),
    ],
    day('2025-03-31'),
  )
  expect(cohortTable(columns, 'month')[0]?.cells.map((cell) => cell?.revenue)).toEqual([null, 4, 0])
})

test('shares carry their Wilson interval', () => {
  const twenty = Array.from({ length: 20 }, (_, i) => customer(String(i), [['2025-01-05', 1]]))
  const cell = cohortTable(purchaseColumns(twenty, day('2025-02-28')), 'month')[0]?.cells[1]
  expect(cell?.active).toMatchObject({ count: 0, of: 20, share: 0, low: 0 })
  // 0 of 20: Newcombe 1998, table I, method 3.
  expect(cell?.active.high).toBeCloseTo(0.1611, 4)
})

test('no rows, and an evaluation before the first purchase, make no cohorts', () => {
  expect(cohortTable(purchaseColumns([], day('2025-01-01')), 'week')).toEqual([])
  expect(cohortTable(purchaseColumns(shop, day('2024-01-01')), 'week')).toEqual([])
})

test('each cell is what counting the customers one by one gives', () => {
  const days = fc.uniqueArray(fc.integer({ min: 20_000, max: 20_120 }), { minLength: 1, maxLength: 6 })
  const name = fc.constantFrom('week', 'month', 'quarter', 'year')
  fc.assert(
    fc.property(
      fc.array(days, { maxLength: 15 }),
      fc.integer({ min: 20_000, max: 20_150 }),
      name,
      (lists, asOf, kind) => {
        const period = CALENDAR_PERIODS[kind]
        const seen = lists
          .map((list) => list.filter((one) => one <= asOf).sort((left, right) => left - right))
          .filter((list) => list.length > 0)
        const columns = purchaseColumns(
          seen.map((list, i) => ({ id: String(i), days: list, amounts: list.map((one) => one) })),
          asOf,
        )
        const table = cohortTable(columns, kind)
        expect(table.reduce((sum, { customers }) => sum + customers, 0)).toBe(seen.length)
        for (const { from, cells } of table) {
          const cohort = period.numberOf(day(from))
          const members = seen.filter(([first]) => period.numberOf(first ?? 0) === cohort)
          cells.forEach((cell, offset) => {
            const bought = members.map((list) =>
              list.filter((one) => period.numberOf(one) === cohort + offset),
            )
            const complete = period.firstDay(cohort + offset + 1) <= asOf + 1
            expect(cell?.active.count ?? null).toBe(
              complete ? bought.filter((list) => list.length > 0).length : null,
            )
            expect(cell?.revenue ?? null).toBe(
              complete ? bought.flat().reduce((sum, amount) => sum + amount, 0) : null,
            )
          })
        }
      },
    ),
  )
})
