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

/** The same among gaps that are counted, such as those of all customers: prepared once, then asked for each. */
export function gapStandings(
  gaps: readonly { readonly gap: number; readonly count: number }[],
): (currentGap: number) => number | null {
  const sorted = gaps.toSorted((left, right) => left.gap - right.gap)
  const lengths = Float64Array.from(sorted, ({ gap }) => gap)
  // How many gaps are before each place.
  const before = new Float64Array(sorted.length + 1)
  for (const [place, { count }] of sorted.entries()) before[place + 1] = (before[place] ?? 0) + count
  const total = before[sorted.length] ?? 0
  const beforeFirst = (holds: (gap: number) => boolean): number => {
    let low = 0
    let high = lengths.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(lengths[middle] ?? Number.NaN)) high = middle
      else low = middle + 1
    }
    return before[low] ?? 0
  }
  return (currentGap) => {
    if (total === 0 || Number.isNaN(currentGap)) return null
    const shorter = beforeFirst((gap) => gap >= currentGap)
    const upTo = beforeFirst((gap) => gap > currentGap)
    return 1 - (shorter + upTo) / 2 / total
  }
}

/** CLV against a year ago: 0.1 is 10 % more. Null where either is unknown, or there was none to compare with. */
export const clvChange = (clv: number | null, yearAgo: number | null): number | null =>
  clv === null || yearAgo === null || !(yearAgo > 0) ? null : clv / yearAgo - 1

/** Days with activity in the last 90 ÷ the customer's own median; null where either is unknown, or the median is 0. */
export const activityAgainstUsual = (days: number | null, median: number | null): number | null =>
  days === null || median === null || !(median > 0) ? null : days / median
