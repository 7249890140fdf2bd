import type { Columns } from '../http/export.ts'
import type { ListedCustomer } from './list-customers.ts'

/** The columns of exported customers. */
export const customerColumns: Columns<ListedCustomer> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  record: ({ record }) => record,
  segment: ({ segment }) => segment,
  churn_risk: ({ churnRisk }) => churnRisk,
  clv: ({ clv }) => clv?.value ?? null,
  clv_low: ({ clv }) => clv?.low ?? null,
  clv_high: ({ clv }) => clv?.high ?? null,
  probability_alive: ({ probabilityAlive }) => probabilityAlive,
  expected_orders: ({ expectedOrders }) => expectedOrders,
  orders: ({ orders }) => orders,
  last_order_at: ({ lastOrderAt }) => lastOrderAt,
  health: ({ health }) => health,
  why: ({ why }) => why,
}
