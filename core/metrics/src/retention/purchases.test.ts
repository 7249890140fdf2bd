import { describe, expect, test } from 'vitest'
import { valueColumns } from '../value/columns.ts'
import { summarize } from '../value/summary.ts'
import { TIME_UNITS } from '../value/time-unit.ts'
import { type CustomerPurchases, summarizePurchases } from './purchases.ts'
import { purchaseColumns } from './purchases-builder.ts'

/** In order of id. */
const customers: readonly CustomerPurchases[] = [
  { id: 'all unknown', days: [90, 95], amounts: [null, null] },
  { id: 'free first', days: [90, 95], amounts: [0, 8] },
  { id: 'once', days: [120], amounts: [5] },
  { id: 'regular', days: [100, 110, 125], amounts: [20, 40, 60] },
  { id: 'unknown first', days: [90, 95, 99], amounts: [null, 8, 9] },
]

test('customers are summarized as the value models do it', () => {
  const asOf = 130
  const summaries = customers.map(({ id, days, amounts }) => ({
    id,
    summary: summarize(
      {
        asOf,
        occasions: days.map((day, i) => ({
          day,
          amount: amounts[i] === null ? null : String(amounts[i]),
          dealIds: [],
        })),
        setAside: [],
        historicValue: amounts.every((amount) => amount === null)
          ? null
          : String(amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)),
        unknownAmounts: 0,
      },
      TIME_UNITS.day,
    ),
  }))
  expect(summarizePurchases(purchaseColumns(customers, asOf))).toEqual(valueColumns(summaries, 'day'))
})

test('rows stand in order of id, whatever the order of the customers', () => {
  expect(purchaseColumns(customers.toReversed(), 130)).toEqual(purchaseColumns(customers, 130))
})

test('purchases after the evaluation are not looked at, nor customers who had none by then', () => {
  const purchases = purchaseColumns(customers, 110)
  expect(purchases.ids).toEqual(['all unknown', 'free first', 'regular', 'unknown first'])
  expect([...purchases.days.subarray(4, 6)]).toEqual([100, 110])
  expect(summarizePurchases(purchases).orders[2]).toBe(2)
})

describe('what cannot be read is named', () => {
  const read = (...given: CustomerPurchases[]) => purchaseColumns(given, 1000)
  test.each([
    [
      'days that do not ascend',
      { id: 'x', days: [5, 4], amounts: [1, 1] },
      'Day 2 of customer x is not after',
    ],
    ['a day twice', { id: 'x', days: [5, 5], amounts: [1, 1] }, 'merge what was bought on one day'],
    ['a part of a day', { id: 'x', days: [5.5], amounts: [1] }, 'Day 1 of customer x is 5.5'],
    ['too few amounts', { id: 'x', days: [5, 6], amounts: [1] }, 'Customer x has 2 days and 1 amounts'],
    ['a net refund', { id: 'x', days: [5], amounts: [-3] }, 'Amount 1 of customer x is -3'],
    [
      'an amount that is no number',
      { id: 'x', days: [5], amounts: [Number.NaN] },
      'Amount 1 of customer x is NaN',
    ],
  ])('%s', (_what, customer, message) => {
    expect(() => read(customer)).toThrow(RangeError)
    expect(() => read(customer)).toThrow(message)
  })

  test('a customer given twice', () => {
    const customer = { id: 'x', days: [5], amounts: [1] }
    expect(() => read(customer, customer)).toThrow('Customer x is given twice')
  })

  test('an evaluation that is no day', () => {
    expect(() => purchaseColumns([], Number.NaN)).toThrow('The evaluation is on day NaN')
  })
})
