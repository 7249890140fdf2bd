import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RecurringRevenue, RevenueMovementSum, revenueChurn } from './revenue-churn.ts'

const customer = (start: number | null, end: number | null, earlier = false): RecurringRevenue => ({
  atStart: start !== null,
  atEnd: end !== null,
  start,
  end,
  earlier,
})

function churnOf(customers: readonly RecurringRevenue[]) {
  const sum = new RevenueMovementSum()
  for (const one of customers) sum.add(one)
  return revenueChurn(sum.finish())
}

test('each customer is one kind of movement, and gross and net churn follow', () => {
  const left = customer(100, null)
  const smaller = customer(300, 250)
  const larger = customer(500, 520)
  const unchanged = customer(100, 100)
  const back = customer(null, 30, true)
  const first = customer(null, 400)
  expect(churnOf([left, smaller, larger, unchanged, back, first])).toEqual({
    start: 1000,
    end: 1300,
    churned: 100,
    contraction: 50,
    expansion: 20,
    reactivation: 30,
    new: 400,
    unknown: 0,
    revenueChurn: 0.15,
    netRevenueChurn: 0.1,
  })
})

test('net revenue churn is below 0 where the old customers grew by more than was lost', () => {
  expect(churnOf([customer(100, null), customer(100, 300)]).netRevenueChurn).toBe(-0.5)
})

test('a customer with an unknown amount is set aside whole', () => {
  const unknown: RecurringRevenue = { atStart: true, atEnd: true, start: 50, end: null, earlier: true }
  expect(churnOf([customer(100, 80), unknown])).toMatchObject({ start: 100, revenueChurn: 0.2, unknown: 1 })
})

test('without revenue at the start there is no revenue churn', () => {
  expect(churnOf([])).toMatchObject({ revenueChurn: null, netRevenueChurn: null })
  expect(churnOf([customer(null, 9)])).toMatchObject({ revenueChurn: null, netRevenueChurn: null, new: 9 })
})

test('start − churned − contraction + expansion + reactivation + new = end', () => {
  const amount = fc.option(fc.integer({ min: 0, max: 1000 }), { nil: null })
  const any = fc
    .tuple(amount, amount, fc.boolean())
    .map(([start, end, earlier]) => customer(start, end, earlier))
  fc.assert(
    fc.property(fc.array(any), (customers) => {
      const sum = churnOf(customers)
      const moved = -sum.churned - sum.contraction + sum.expansion + sum.reactivation + sum.new
      expect(sum.start + moved).toBe(sum.end)
    }),
  )
})
