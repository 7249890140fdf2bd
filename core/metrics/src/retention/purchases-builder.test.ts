import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CustomerPurchases } from './purchases.ts'
import { orderOfTexts, PurchaseColumnsBuilder, purchaseColumns } from './purchases-builder.ts'
import { retentionReport, retentionReportOf } from './retention-report.ts'

const days = fc.uniqueArray(fc.integer({ min: -400, max: 400 }), { maxLength: 6 })
const customers = fc
  .uniqueArray(fc.tuple(fc.string(), days), { maxLength: 30, selector: ([id]) => id })
  .map((all) =>
    all.map(([id, own]) => ({
      id,
      days: own.toSorted((left, right) => left - right),
      amounts: own.map((_, place) => (place % 3 === 1 ? null : place)),
    })),
  )

function built(all: readonly CustomerPurchases[], asOf: number, expected?: [number, number]) {
  const [most, purchases] = expected ?? []
  const builder = new PurchaseColumnsBuilder(
    asOf,
    most === undefined || purchases === undefined ? undefined : { customers: most, purchases },
  )
  for (const { id, days: own, amounts } of all) {
    builder.nextCustomer(id)
    own.forEach((day, place) => {
      builder.add(day, amounts[place] ?? null)
    })
  }
  return builder.finish()
}

test('Columns are the same however many purchases were expected, and in whatever order customers came', () => {
  fc.assert(
    fc.property(customers, fc.nat(40), (all, expected) => {
      const columns = built(all, 200)
      expect(built(all, 200, [expected, expected])).toEqual(columns)
      expect(built(all.toReversed(), 200)).toEqual(columns)
    }),
  )
})

test('Columns hold each customer who bought by the evaluation, with what was bought by then', () => {
  fc.assert(
    fc.property(customers, (all) => {
      const { ids, starts, days: held, amounts } = built(all, 200)
      const kept = all.filter((one) => one.days.some((day) => day <= 200))
      const byId = new Map(kept.map((one) => [one.id, one]))
      expect(new Set(ids)).toEqual(new Set(byId.keys()))
      ids.forEach((id, row) => {
        const own = byId.get(id)!
        const count = own.days.filter((day) => day <= 200).length
        expect([...held.subarray(starts[row], starts[row + 1])]).toEqual(own.days.slice(0, count))
        expect([...amounts.subarray(starts[row], starts[row + 1])]).toEqual(
          own.amounts.slice(0, count).map((amount) => amount ?? Number.NaN),
        )
      })
    }),
  )
})

test('More purchases than expected find room', () => {
  const many = Array.from({ length: 3_000 }, (_, day) => day)
  const { days: held } = built([{ id: 'a', days: many, amounts: many.map(() => 1) }], 3_000)
  expect([...held]).toEqual(many)
})

test('A day that is beyond the calendar is refused', () => {
  const builder = new PurchaseColumnsBuilder(0)
  builder.nextCustomer('a')
  expect(() => builder.add(2 ** 31, 1)).toThrow('Day 1 of customer a is 2147483648; give whole days')
  expect(() => builder.add(Number.NaN, 1)).toThrow(RangeError)
})

test('A report of columns is that of the customers they were made of', () => {
  fc.assert(
    fc.property(customers, (all) => {
      const settings = { asOf: 200, period: 'quarter' } as const
      expect(retentionReportOf(purchaseColumns(all, 200), settings)).toEqual(retentionReport(all, settings))
    }),
  )
})

test('Texts are in order by their code units', () => {
  const texts = ['b', 'a10', 'é', 'a9', 'Z']
  expect(Array.from(orderOfTexts(texts), (place) => texts[place])).toEqual(['Z', 'a10', 'a9', 'b', 'é'])
})
