import { describe, expect, test } from 'vitest'
import {
  type Churn,
  carriedOn,
  historicValue,
  observedChurn,
  plainFigures,
  retainedMonths,
  simpleHorizon,
  simpleValue,
} from './baselines.ts'
import type { ValueColumns } from './columns.ts'

/** Rows of [orders, months to the last order, months observed, mean amount]; every order has an amount. */
function columnsOf(rows: readonly (readonly [number, number, number, number])[]): ValueColumns {
  const column = (pick: (row: readonly [number, number, number, number]) => number) =>
    Float64Array.from(rows, pick)
  const repeat = (value: (row: readonly [number, number, number, number]) => number) =>
    column((row) => (row[0] > 0 ? value(row) : Number.NaN))
  return {
    unit: 'month',
    ids: rows.map((_, i) => String(i)),
    frequency: repeat(([orders]) => orders - 1),
    recency: repeat(([, last]) => last),
    age: repeat(([, , age]) => age),
    monetary: column(([orders, , , mean]) => (orders > 1 ? mean : Number.NaN)),
    spendOccasions: column(([orders]) => Math.max(orders - 1, 0)),
    historicValue: column(([orders, , , mean]) => (orders > 0 ? orders * mean : 0)),
    orders: column(([orders]) => orders),
    averageOrderValue: column(([orders, , , mean]) => (orders > 0 ? mean : Number.NaN)),
    pricedOrders: column(([orders]) => orders),
  }
}

/** 40 customers with an order every 2 months for 20 months, 10 of whom then stayed away for 12 more. */
const cohort = columnsOf([
  ...Array.from({ length: 30 }, () => [11, 20, 21, 50] as const),
  ...Array.from({ length: 10 }, () => [11, 20, 32, 50] as const),
])
const known: Churn = { monthly: 0.05, customers: 40, lost: 10, lostAfterMonths: 2 }

describe('churn without contracts', () => {
  test('counts who stayed away for longer than 95 % of the gaps, per customer-month at risk', () => {
    const churn = observedChurn(cohort)
    expect(churn).toMatchObject({ customers: 40, lost: 10, lostAfterMonths: 2 })
    // 30 customers for 21 months, 10 until they counted as lost, 22 months in.
    expect(churn.monthly).toBeCloseTo(1 - Math.exp(-10 / (30 * 21 + 10 * 22)), 12)
  })

  test('is unknown under 30 customers', () => {
    expect(
      observedChurn(columnsOf(Array.from({ length: 29 }, () => [3, 4, 30, 9] as const))).monthly,
    ).toBeNull()
  })

  test('is unknown, not 0, where nobody was lost or nobody bought twice', () => {
    const loyal = observedChurn(columnsOf(Array.from({ length: 40 }, () => [11, 20, 21, 50] as const)))
    expect(loyal).toMatchObject({ lost: 0, monthly: null })
    const once = observedChurn(columnsOf(Array.from({ length: 40 }, () => [1, 0, 21, 50] as const)))
    expect(once).toMatchObject({ monthly: null, lostAfterMonths: null })
  })

  test('leaves out customers without an order', () => {
    const withNobody = columnsOf([...Array.from({ length: 40 }, () => [2, 3, 40, 5] as const), [0, 0, 0, 0]])
    expect(observedChurn(withNobody).customers).toBe(40)
  })
})

describe('plain figures', () => {
  test('of one customer', () => {
    expect(plainFigures(cohort, 0, known)).toEqual({
      averageOrderValue: 50,
      ordersPerMonth: 11 / 21,
      lifespanMonths: 20,
    })
  })

  test('a customer seen for less than a month counts as one month', () => {
    expect(plainFigures(columnsOf([[1, 0, 0.1, 80]]), 0, known).ordersPerMonth).toBe(1)
  })

  test('of a customer without an order are unknown', () => {
    expect(plainFigures(columnsOf([[0, 0, 0, 0]]), 0, known)).toMatchObject({
      averageOrderValue: null,
      ordersPerMonth: null,
    })
  })
})

test('historic value is what was won, at margin', () => {
  expect(historicValue(200, 0.3)).toBe(60)
})

test('simple CLV is order value × orders per year × lifespan in years × margin', () => {
  const plain = { averageOrderValue: 50, ordersPerMonth: 0.5, lifespanMonths: 24 }
  expect(simpleValue(plain, 0.4)).toBeCloseTo(50 * 6 * 2 * 0.4, 10)
  expect(simpleValue({ ...plain, lifespanMonths: null }, 0.4)).toBeNull()
})

test('retained months are the sum over the months, one by one', () => {
  const sum = [1, 2, 3, 4, 5, 6].reduce((total, t) => total + (0.9 / 1.01) ** t, 0)
  expect(retainedMonths(0.1, 0.01, 6)).toBeCloseTo(sum, 12)
  expect(retainedMonths(0, 0, 6)).toBe(6)
  expect(retainedMonths(0.1, 0.01, 6.5)).toBeCloseTo(sum + 0.5 * (0.9 / 1.01) ** 7, 12)
})

describe('the fallback with a horizon', () => {
  const plain = { averageOrderValue: 50, ordersPerMonth: 0.5, lifespanMonths: 20 }
  const history = { orders: 10, ageMonths: 20 }
  const rules = { churn: known, horizonMonths: 12, discount: 0.1, margin: 0.4 }

  test('is order value × orders per month × margin × the discounted months kept', () => {
    const monthly = 1.1 ** (1 / 12)
    const months = Array.from({ length: 12 }, (_, i) => (0.95 / monthly) ** (i + 1)).reduce((a, b) => a + b)
    const simple = simpleHorizon(plain, history, rules)
    expect(simple?.value).toBeCloseTo(50 * 0.5 * 0.4 * months, 10)
    expect(simple?.expectedOrders).toBeCloseTo(0.5 * retainedMonths(0.05, 0, 12), 12)
  })

  test('has an interval that contains the value, and narrows with what is known of the customer', () => {
    const short = simpleHorizon(plain, { orders: 1, ageMonths: 2 }, rules)!
    const long = simpleHorizon(plain, { orders: 40, ageMonths: 80 }, rules)!
    for (const { low, value, high } of [short, long]) {
      expect(low).toBeLessThanOrEqual(value!)
      expect(high).toBeGreaterThanOrEqual(value!)
    }
    expect(long.high! - long.low!).toBeLessThan(short.high! - short.low!)
  })

  test('is unknown without churn, and has no value without an amount', () => {
    expect(simpleHorizon(plain, history, { ...rules, churn: { ...known, monthly: null } })).toBeNull()
    expect(simpleHorizon({ ...plain, averageOrderValue: null }, history, rules)).toMatchObject({
      value: null,
    })
  })
})

test('the rate so far, carried on, is unknown for a customer of today', () => {
  expect(carriedOn(3, 6, 12)).toBe(6)
  expect(carriedOn(0, 0, 12)).toBeNaN()
})
