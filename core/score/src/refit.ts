import type { FittedValueModel } from '@rapport/metrics'
import { Temporal } from 'temporal-polyfill'

/** The fitted model in force, and what happened since it was fitted. */
export interface ModelInForce {
  readonly fitted: FittedValueModel
  /** The day, `YYYY-MM-DD`, it was fitted as of. */
  readonly fittedAsOf: string
  /** Customers with an order when it was fitted. */
  readonly customers: number
  /** Customers whose data changed since, a customer counted at every change. */
  readonly changedSince: number
}

/** Data may move by this share of the customers, or time by so many days, before a model is fitted anew. */
export const refitRule = { changedShare: 0.05, days: 7 } as const

/**
 * Whether a model must be fitted anew. Between fits only the customers whose own data changed get other numbers; a fit at
 * every small change would move everybody's a little, and rewrite the whole CRM for nothing.
 */
export function mustRefit(
  model: ModelInForce,
  now: { readonly asOf: string; readonly changed: number },
): boolean {
  const days = Temporal.PlainDate.from(model.fittedAsOf)
    .until(Temporal.PlainDate.from(now.asOf))
    .total('days')
  if (Math.abs(days) >= refitRule.days) return true
  return model.changedSince + now.changed > refitRule.changedShare * Math.max(1, model.customers)
}
