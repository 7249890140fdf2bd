/** The definition of the health score. */
export const HEALTH_POLICY = 'health@1'

export type HealthPart = 'value' | 'support' | 'sentiment' | 'engagement'

/** What is looked at within a part. */
export type HealthLine =
  | 'probability_alive'
  | 'clv_change'
  | 'answered_in_time'
  | 'fcr'
  | 'overdue_or_reopened'
  | 'nps'
  | 'csat'
  | 'reviews'
  | 'activity'

/** Between which values a line goes from 0 to 1. Either may be the larger one. */
export interface HealthAnchors {
  readonly line: HealthLine
  readonly part: HealthPart
  /** The value that counts as 0. */
  readonly poor: number
  /** The value that counts as 1. */
  readonly healthy: number
}

/** How much each part counts; only the proportions matter. */
export type HealthWeights = Readonly<Record<HealthPart, number>>

/** The lines of `health@1`. */
export const HEALTH_LINES: readonly HealthAnchors[] = [
  // Or 1 − the percentile of the current gap: see `gapStanding`.
  { line: 'probability_alive', part: 'value', poor: 0.2, healthy: 0.9 },
  // Against a year ago: −0.3 is 30 % less.
  { line: 'clv_change', part: 'value', poor: -0.3, healthy: 0.1 },
  // Share answered within the target, 90 days.
  { line: 'answered_in_time', part: 'support', poor: 0.5, healthy: 0.95 },
  // Share resolved at first contact, 180 days.
  { line: 'fcr', part: 'support', poor: 0.5, healthy: 0.8 },
  // Tickets that are overdue or reopened now.
  { line: 'overdue_or_reopened', part: 'support', poor: 3, healthy: 0 },
  // The latest answer, 0–10.
  { line: 'nps', part: 'sentiment', poor: 3, healthy: 9 },
  // Mean on 1–10.
  { line: 'csat', part: 'sentiment', poor: 5, healthy: 9 },
  // The customer's own reviews, as unit: 0 no star to 1 all stars.
  { line: 'reviews', part: 'sentiment', poor: 0.4, healthy: 0.9 },
  // Days with activity in 90 ÷ the customer's own median.
  { line: 'activity', part: 'engagement', poor: 0.25, healthy: 1 },
]

export const HEALTH_WEIGHTS: HealthWeights = { value: 30, support: 25, sentiment: 25, engagement: 20 }

/** Where between its anchors a value lies, 0–1; beyond them it is 0 or 1. Throws a RangeError for anchors that are one. */
export function betweenAnchors(
  value: number,
  { line, poor, healthy }: Pick<HealthAnchors, 'line' | 'poor' | 'healthy'>,
): number {
  if (!Number.isFinite(poor) || !Number.isFinite(healthy) || poor === healthy) {
    throw new RangeError(
      `The anchors of ${line} are ${poor} and ${healthy}; give a poor and a healthy value that differ.`,
    )
  }
  return Math.min(1, Math.max(0, (value - poor) / (healthy - poor)))
}
