import { type Churn, observedChurn } from '../value/baselines.ts'
import type { ValueColumns } from '../value/columns.ts'
import { TIME_UNITS } from '../value/time-unit.ts'

/** The definition of the field's plain figures. */
export const PLAIN_POLICY = 'plain@1'

/** `plain@1` of a group of customers. */
export interface GroupFigures {
  /** Customers with an order. */
  readonly customers: number
  readonly orders: number
  /** Sum of the known historic values; null where none is known. */
  readonly revenue: number | null
  /** Mean of the orders with a known amount above 0; null where there is none. */
  readonly averageOrderValue: number | null
  /** Orders ÷ months the customers were observed, at least one for each; null without customers. */
  readonly ordersPerMonth: number | null
  /** 1 ÷ churn. */
  readonly lifespanMonths: number | null
  /** The chance to be lost within a month, of `observedChurn`; null under 30 customers and where nobody was lost. */
  readonly churn: number | null
}

/**
 * `plain@1`: average order value, purchase frequency and average lifespan of a group. Order by order and month by
 * month, so that a group's figures are what its customers' are weighted by how much was seen of each.
 */
export function groupFigures(columns: ValueColumns, churn: Churn = observedChurn(columns)): GroupFigures {
  const unit = TIME_UNITS[columns.unit]
  let customers = 0
  let orders = 0
  let months = 0
  let revenue = 0
  let knownRevenues = 0
  let spend = 0
  let priced = 0
  columns.orders.forEach((count, row) => {
    if (!(count > 0)) return
    customers += 1
    orders += count
    months += Math.max(1, unit.toMonths(columns.age[row] ?? 0))
    const historic = columns.historicValue[row] ?? Number.NaN
    if (!Number.isNaN(historic)) {
      revenue += historic
      knownRevenues += 1
    }
    const pricedOrders = columns.pricedOrders[row] ?? 0
    if (pricedOrders > 0) {
      spend += (columns.averageOrderValue[row] ?? 0) * pricedOrders
      priced += pricedOrders
    }
  })
  return {
    customers,
    orders,
    revenue: knownRevenues > 0 ? revenue : null,
    averageOrderValue: priced > 0 ? spend / priced : null,
    ordersPerMonth: customers > 0 ? orders / months : null,
    lifespanMonths: churn.monthly === null ? null : 1 / churn.monthly,
    churn: churn.monthly,
  }
}
