import type { HealthLine } from './health-policy.ts'

/** What is known of a customer, each in the unit of `HEALTH_LINES`; null, NaN or absent is unknown. */
export type HealthFacts = Readonly<Partial<Record<HealthLine, number | null>>>

/**
 * Where no model is fitted, in place of the probability of being alive: 1 − the share of the gaps between purchases that
 * are shorter than the current one. Gaps as long count half. Null without gaps.
 */
export function gapStanding(currentGap: number, gaps: ArrayLike<number>): number | null {
  if (gaps.length === 0 || Number.isNaN(currentGap)) return null
  let passed = 0
  for (let place = 0; place < gaps.length; place += 1) {
    const gap = gaps[place] ?? Number.NaN
    passed += gap < currentGap ? 1 : gap === currentGap ? 0.5 : 0
  }
  return 1 - passed / gaps.length
}

/** CLV against a year ago: 0.1 is 10 % more. Null where either is unknown, or there was none to compare with. */
export const clvChange = (clv: number | null, yearAgo: number | null): number | null =>
  clv === null || yearAgo === null || !(yearAgo > 0) ? null : clv / yearAgo - 1

/** Days with activity in the last 90 ÷ the customer's own median; null where either is unknown, or the median is 0. */
export const activityAgainstUsual = (days: number | null, median: number | null): number | null =>
  days === null || median === null || !(median > 0) ? null : days / median
