import type { LocalDay } from '../value/local-day.ts'
import { bandCuts, bandOf } from './bands.ts'
import type { RfmSegment } from './rfm.ts'

const DECILES = 10
const NEW_FOR_DAYS = 90
const HEALTH_AT_RISK_UNDER = 4

/**
 * What predicted lifetime value has to exceed to be in the top decile of all; null where none is known. Plain data, to
 * be kept and used on customers one by one.
 */
export const highValueThreshold = (predicted: Float64Array): number | null =>
  bandCuts(predicted, DECILES).at(-1) ?? null

/**
 * `is_high_value`: at least nine tenths of all predicted values lie strictly below this one. Ties share the answer, so
 * never more than a tenth is of high value: none where all are equal, and none of fewer than ten. Null where the
 * value is unknown.
 */
export function isHighValue(threshold: number | null, predicted: number | null): boolean | null {
  const band = bandOf(threshold === null ? [] : [threshold], predicted)
  return band === null ? null : band > 1
}

/**
 * `is_at_risk`: the segment is `at_risk` or `cant_lose`, or the health score (1–10) is known and under 4. Null where
 * there is no segment and the health score does not say so.
 */
export function isAtRisk(segment: RfmSegment | null, health: number | null): boolean | null {
  if (health !== null && health < HEALTH_AT_RISK_UNDER) return true
  return segment === null ? null : segment === 'at_risk' || segment === 'cant_lose'
}

/** `is_new`: the first purchase was less than 90 days before the evaluation. Null without a purchase by then. */
export function isNewCustomer(firstDay: LocalDay | null, asOf: LocalDay): boolean | null {
  if (firstDay === null || Number.isNaN(firstDay) || firstDay > asOf) return null
  return asOf - firstDay < NEW_FOR_DAYS
}
