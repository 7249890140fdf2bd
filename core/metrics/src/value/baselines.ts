import { incompleteBeta, weightedQuantile } from '@rapport/stats'
import type { ValueColumns } from './columns.ts'
import { INTERVAL_SHARES } from './predictive.ts'
import { monthlyDiscount, TIME_UNITS } from './time-unit.ts'

/** Under this many customers no churn is given. */
export const CHURN_NEEDS = 30

/** The share of a customer group's own gaps between purchases after which a customer counts as lost. */
const LOST_AFTER_SHARE = 0.95

/** How a group of customers without contracts loses customers. */
export interface Churn {
  /** The chance to be lost within a month; null under 30 customers, and where nobody was lost. */
  readonly monthly: number | null
  readonly customers: number
  readonly lost: number
  /** Months without an order after which a customer counts as lost; null where nobody bought twice. */
  readonly lostAfterMonths: number | null
}

/**
 * Churn without contracts, seen from the gaps between purchases: a customer counts as lost when the time since the
 * last order exceeds the 95th percentile of the group's gaps (each repeat customer's gaps taken as their mean, one
 * weight per gap). The monthly churn is 1 − e^(−lost ÷ customer-months until lost or until the evaluation).
 */
export function observedChurn(columns: ValueColumns): Churn {
  const unit = TIME_UNITS[columns.unit]
  const { frequency, recency, age, orders } = columns
  const gaps = frequency.map((x, row) => (x > 0 ? (recency[row] ?? 0) / x : 0))
  const threshold = weightedQuantile(gaps, frequency, LOST_AFTER_SHARE)
  let customers = 0
  let lost = 0
  let months = 0
  orders.forEach((count, row) => {
    if (!(count > 0)) return
    customers += 1
    const last = recency[row] ?? 0
    const end = age[row] ?? 0
    const gone = threshold !== null && end - last > threshold
    if (gone) lost += 1
    months += unit.toMonths(gone ? last + threshold : end)
  })
  const known = customers >= CHURN_NEEDS && lost > 0 && months > 0
  return {
    monthly: known ? -Math.expm1(-lost / months) : null,
    customers,
    lost,
    lostAfterMonths: threshold === null ? null : unit.toMonths(threshold),
  }
}

/** `plain@1`: the field's plain figures; null where they cannot be known. */
export interface PlainFigures {
  readonly averageOrderValue: number | null
  /** Orders per month, the first included; a customer seen for less than a month counts as one month. */
  readonly ordersPerMonth: number | null
  /** Expected lifespan in months, 1 ÷ churn. */
  readonly lifespanMonths: number | null
}

/** Orders per month over the months observed, at least one. */
const perMonth = (orders: number, ageMonths: number): number => orders / Math.max(1, ageMonths)

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value

/** `plain@1` of the customer in a row. */
export function plainFigures(columns: ValueColumns, row: number, churn: Churn): PlainFigures {
  const orders = columns.orders[row] ?? 0
  const age = TIME_UNITS[columns.unit].toMonths(columns.age[row] ?? Number.NaN)
  return {
    averageOrderValue: known(columns.averageOrderValue[row]),
    ordersPerMonth: orders > 0 ? perMonth(orders, age) : null,
    lifespanMonths: churn.monthly === null ? null : 1 / churn.monthly,
  }
}

/** `historic@1`: won amounts to date, net of refunds, times margin. */
export const historicValue = (won: number, margin: number): number => won * margin

/**
 * `simple@1`: average order value × orders per year × lifespan in years × margin. The field's textbook figure, without
 * horizon or discount; null where a part of it is unknown.
 */
export function simpleValue(plain: PlainFigures, margin: number): number | null {
  const { averageOrderValue, ordersPerMonth, lifespanMonths } = plain
  if (averageOrderValue === null || ordersPerMonth === null || lifespanMonths === null) return null
  return averageOrderValue * (ordersPerMonth * 12) * (lifespanMonths / 12) * margin
}

/** Σ over t = 1 … months of ((1 − churn) ÷ (1 + discount))^t, all per month; a part of a month counts in proportion. */
export function retainedMonths(churn: number, discount: number, months: number): number {
  const ratio = (1 - churn) / (1 + discount)
  const whole = Math.floor(months)
  const sum = Math.abs(1 - ratio) < 1e-12 ? whole : (ratio * (1 - ratio ** whole)) / (1 - ratio)
  return sum + (months - whole) * ratio ** (whole + 1)
}

/** What the fallback expects of one customer. */
export interface SimpleHorizon {
  readonly expectedOrders: number
  /** Null where the customer has no known amount. */
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

/** The smallest n with P(N ≤ n) ≥ share, for N negative binomial: Poisson with a Gamma(shape, rate) mean per exposure. */
function orderQuantile(shape: number, rate: number, exposure: number, share: number): number {
  const stop = rate / (rate + exposure)
  const reached = (n: number) => incompleteBeta(shape, n + 1, stop) >= share
  let high = 1
  if (reached(0)) return 0
  while (!reached(high) && high < 1e9) high *= 2
  let low = Math.floor(high / 2)
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (reached(middle)) high = middle
    else low = middle
  }
  return high
}

/**
 * `simple-horizon@1`: average order value × orders per month × margin × Σ_{t=1..H} ((1 − churn) ÷ (1 + d))^t, H in
 * months, d = (1 + annual)^(1/12) − 1, churn that of all customers. Always by the month, whatever the time unit.
 * The 80 % interval is that of the number of orders alone: Poisson, with the customer's rate known as well as so many
 * orders in so many months tell it (Jeffreys' prior); widened to contain the value. Null without churn or an order.
 */
export function simpleHorizon(
  plain: PlainFigures,
  history: { readonly orders: number; readonly ageMonths: number },
  rules: {
    readonly churn: Churn
    readonly horizonMonths: number
    readonly discount: number
    readonly margin: number
  },
): SimpleHorizon | null {
  const { averageOrderValue, ordersPerMonth } = plain
  const churn = rules.churn.monthly
  if (churn === null || ordersPerMonth === null) return null
  const undiscounted = retainedMonths(churn, 0, rules.horizonMonths)
  const discounted = retainedMonths(churn, monthlyDiscount(rules.discount), rules.horizonMonths)
  const expectedOrders = ordersPerMonth * undiscounted
  if (averageOrderValue === null) return { expectedOrders, value: null, low: null, high: null }
  const perOrder = averageOrderValue * rules.margin
  const value = perOrder * ordersPerMonth * discounted
  const end = (share: number) =>
    perOrder *
    (discounted / undiscounted) *
    orderQuantile(history.orders + 0.5, Math.max(1, history.ageMonths), undiscounted, share)
  return {
    expectedOrders,
    value,
    low: Math.min(value, end(INTERVAL_SHARES.low)),
    high: Math.max(value, end(INTERVAL_SHARES.high)),
  }
}

/** Repeat orders per unit of time so far, carried on: x ÷ T × horizon; NaN for a customer first seen today. */
export const carriedOn = (frequency: number, age: number, horizon: number): number =>
  age > 0 ? (frequency / age) * horizon : Number.NaN
