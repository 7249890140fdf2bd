import { weightedQuantile } from '@rapport/stats'
import type { ValueColumns } from '../value/columns.ts'
import { TIME_UNITS } from '../value/time-unit.ts'

const AT_RISK_AFTER_SHARE = 0.75
const LOST_AFTER_SHARE = 0.95

/** How long customers who come back stay away, in days. */
export interface GapPercentiles {
  /** 75 % of the gaps between purchases are no longer: past it a customer is at risk. */
  readonly p75Days: number
  /** 95 % of them are no longer: past it a customer counts as lost. */
  readonly p95Days: number
  /** Gaps they are of. */
  readonly gaps: number
}

/**
 * The 75th and 95th percentile of a group's own gaps between purchases, each repeat customer's gaps taken as their
 * mean, one weight per gap: the same gaps, and the same 95th percentile, as in `observedChurn`. Null where nobody
 * bought twice.
 */
export function gapPercentiles(
  columns: Pick<ValueColumns, 'unit' | 'frequency' | 'recency'>,
): GapPercentiles | null {
  const { frequency, recency } = columns
  const means = frequency.map((count, row) => (count > 0 ? (recency[row] ?? 0) / count : 0))
  const gaps = frequency.reduce((sum, count) => (count > 0 ? sum + count : sum), 0)
  const p75 = weightedQuantile(means, frequency, AT_RISK_AFTER_SHARE)
  const p95 = weightedQuantile(means, frequency, LOST_AFTER_SHARE)
  if (p75 === null || p95 === null) return null
  const unit = TIME_UNITS[columns.unit]
  return { p75Days: unit.toDays(p75), p95Days: unit.toDays(p95), gaps }
}
