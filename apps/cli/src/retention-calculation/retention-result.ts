import { type CustomerStanding, type CustomerStandings, formatLocalDay } from '@rapport/metrics'
import type { ContractRetention, FileRetention, Retention } from './calculate-retention.ts'

/** Everything of a retention but the customers; plain data. */
export function retentionResult({ report, contracts, acquisition }: Retention, currency: string | null) {
  const { policies, asOf, period, ...figures } = report
  return { policies, asOf, period, currency, ...figures, contracts, acquisition }
}

/** The same of a file, with what was read of it. */
export function calculationResult(calculation: FileRetention) {
  const { counts, currency } = calculation.transactions
  const { policies, asOf, period, ...figures } = retentionResult(calculation, currency)
  return { policies, asOf, period, n: counts, ...figures }
}

/** The same of subscriptions alone: what purchases would tell is left out. */
export function contractRetentionResult({ asOf, period, customers, contracts }: ContractRetention) {
  return { asOf, period, n: { customers }, contracts }
}

/** One customer of the result; null is unknown. */
export interface RetentionRow extends Omit<CustomerStanding, 'id' | 'row' | 'firstDay' | 'lastDay'> {
  readonly customerId: string
  /** `YYYY-MM-DD`. */
  readonly firstOrder: string
  readonly lastOrder: string
}

/** The columns of the CSV file, in order. */
export const RETENTION_COLUMNS = [
  ['customer_id', 'customerId'],
  ['first_order', 'firstOrder'],
  ['last_order', 'lastOrder'],
  ['orders', 'orders'],
  ['revenue', 'revenue'],
  ['recency_band', 'recencyBand'],
  ['frequency_band', 'frequencyBand'],
  ['money_band', 'moneyBand'],
  ['segment', 'segment'],
  ['churn_risk', 'churnRisk'],
  ['is_at_risk', 'isAtRisk'],
  ['is_new', 'isNew'],
] as const satisfies readonly (readonly [string, keyof RetentionRow])[]

/** The customers one by one, in order of their ids. Written out, since copying the rest of an object takes far longer. */
export function* retentionRows(customers: CustomerStandings): Generator<RetentionRow> {
  for (const one of customers) {
    yield {
      customerId: one.id,
      firstOrder: formatLocalDay(one.firstDay),
      lastOrder: formatLocalDay(one.lastDay),
      orders: one.orders,
      revenue: one.revenue,
      recencyBand: one.recencyBand,
      frequencyBand: one.frequencyBand,
      moneyBand: one.moneyBand,
      segment: one.segment,
      churnRisk: one.churnRisk,
      isAtRisk: one.isAtRisk,
      isNew: one.isNew,
    }
  }
}
