/** A customer with the numbers in force that lists show, sort and filter by; derived from `customer` and `score`. */
export interface CustomerListTable {
  customer_id: number
  name: string | null
  segment: string | null
  churn_risk: string | null
  clv: number | null
  clv_low: number | null
  clv_high: number | null
  probability_alive: number | null
  expected_orders: number | null
  orders: number | null
  /** A local day, `YYYY-MM-DD`. */
  last_order_at: string | null
  health: number | null
  why: string | null
}
