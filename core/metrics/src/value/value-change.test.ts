import { expect, test } from 'vitest'
import { type ValueParts, valueChange } from './value-change.ts'

const before: ValueParts = {
  asOf: '2026-05-31',
  policy: 'btyd@1',
  fittedAsOf: '2026-05-31',
  clv: 160,
  orders: 7,
  probabilityAlive: 0.9,
  expectedOrders: 4.5,
  expectedSpend: 40,
}
const later = (change: Partial<ValueParts>): ValueParts => ({ ...before, asOf: '2026-06-30', ...change })

test('new orders come first, whatever else moved', () => {
  expect(valueChange(before, later({ clv: 200, orders: 9, probabilityAlive: 0.99 }))).toEqual({
    since: '2026-05-31',
    before: 160,
    difference: 40,
    reason: 'new-orders',
    orders: 2,
  })
})

test('an order that was taken back', () => {
  expect(valueChange(before, later({ clv: 120, orders: 6 }))).toMatchObject({
    reason: 'orders-taken-back',
    orders: 1,
  })
})

test('without an order the customer becomes less likely to be one', () => {
  const now = later({ clv: 110, probabilityAlive: 0.62, expectedOrders: 3.1 })
  expect(valueChange(before, now)?.reason).toBe('no-order-since')
})

test('a chance to be a customer that rose without an order comes from another fit', () => {
  const now = later({ clv: 175, probabilityAlive: 0.98, expectedOrders: 4.9, fittedAsOf: '2026-06-30' })
  expect(valueChange(before, now)?.reason).toBe('model-fitted-anew')
})

test('a corrected amount moves the spend per order', () => {
  expect(valueChange(before, later({ clv: 200, expectedSpend: 50 }))?.reason).toBe('spend-per-order')
})

test('another order rate, with the same chance to be a customer', () => {
  expect(valueChange(before, later({ clv: 140, expectedOrders: 3.9 }))?.reason).toBe('order-rate')
})

test('another policy explains any move', () => {
  expect(valueChange(before, later({ clv: 90, policy: 'simple-horizon@1', orders: 8 }))?.reason).toBe(
    'another-policy',
  )
})

test('moves under one per cent, and unknown values, are no news', () => {
  expect(valueChange(before, later({ clv: 161 }))).toBeNull()
  expect(valueChange(before, later({ clv: null }))).toBeNull()
  expect(valueChange({ ...before, clv: null }, later({}))).toBeNull()
  expect(valueChange({ ...before, clv: 0 }, later({ clv: 0 }))).toBeNull()
})
