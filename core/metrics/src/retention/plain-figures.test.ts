import { expect, test } from 'vitest'
import { observedChurn, plainFigures } from '../value/baselines.ts'
import { groupFigures } from './plain-figures.ts'
import { type CustomerPurchases, summarizePurchases } from './purchases.ts'
import { purchaseColumns } from './purchases-builder.ts'

const MONTH = 30.4375
const columnsOf = (customers: readonly CustomerPurchases[], asOf: number) =>
  summarizePurchases(purchaseColumns(customers, asOf))

test('a group is its orders and its customer-months, not the mean of its customers', () => {
  const columns = columnsOf(
    [
      { id: 'long', days: [0, 100, 200], amounts: [10, 20, 30] },
      // Seen for ten days, which count as one month.
      { id: 'short', days: [477], amounts: [100] },
    ],
    487,
  )
  expect(groupFigures(columns)).toEqual({
    customers: 2,
    orders: 4,
    revenue: 160,
    averageOrderValue: 40,
    ordersPerMonth: 4 / (487 / MONTH + 1),
    lifespanMonths: null,
    churn: null,
  })
})

test('of one customer they are the plain figures of that customer', () => {
  const columns = columnsOf([{ id: 'c', days: [0, 50, 60], amounts: [10, null, 30] }], 300)
  const { averageOrderValue, ordersPerMonth, lifespanMonths } = groupFigures(columns)
  expect({ averageOrderValue, ordersPerMonth, lifespanMonths }).toEqual(
    plainFigures(columns, 0, observedChurn(columns)),
  )
})

test('the lifespan is 1 ÷ the monthly churn observed', () => {
  const customers = Array.from({ length: 40 }, (_, i) => ({
    id: String(i),
    days: i < 10 ? [0, 30, 60] : [0, 30, 60, 90, 120, 150, 180],
    amounts: Array.from({ length: i < 10 ? 3 : 7 }, () => 5),
  }))
  const columns = columnsOf(customers, 200)
  const { churn, lifespanMonths } = groupFigures(columns)
  // 10 lost after 60 + 30 days, 30 seen for 200.
  expect(churn).toBeCloseTo(1 - Math.exp(-10 / ((10 * 90 + 30 * 200) / MONTH)), 12)
  expect(lifespanMonths).toBeCloseTo(1 / (churn ?? Number.NaN), 12)
})

test('a free order counts as an order and not in the average order value', () => {
  const columns = columnsOf([{ id: 'c', days: [0, 10], amounts: [0, 30] }], 40)
  expect(groupFigures(columns)).toMatchObject({ orders: 2, averageOrderValue: 30, revenue: 30 })
})

test('unknown revenue is unknown, not 0', () => {
  const columns = columnsOf([{ id: 'c', days: [0, 10], amounts: [null, null] }], 40)
  expect(groupFigures(columns)).toMatchObject({ orders: 2, averageOrderValue: null, revenue: null })
})

test('a group of nobody has counts of 0 and no figures', () => {
  expect(groupFigures(columnsOf([], 40))).toEqual({
    customers: 0,
    orders: 0,
    revenue: null,
    averageOrderValue: null,
    ordersPerMonth: null,
    lifespanMonths: null,
    churn: null,
  })
})
