import { incompleteBeta } from './incomplete-beta.ts'

/** Ranks of two values of a sorted sample, from 1. */
export interface Ranks {
  readonly low: number
  readonly high: number
}

const TAIL = 0.025

/** P(X ≤ k) for X successes in n trials of chance p. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0
  return k >= n ? 1 : incompleteBeta(n - k, k + 1, 1 - p)
}

/**
 * Which two order statistics hold a quantile with at least 95 %, whatever the distribution: at most 2.5 % beyond either end
 * (David & Nagaraja 2003, section 7.1). Null where the sample is too small for it: under 6 values for the median, 13 for the
 * upper quartile, 36 for the 90th and 72 for the 95th percentile.
 */
export function quantileIntervalRanks(n: number, share: number): Ranks | null {
  // The value of rank r lies above the quantile when fewer than r values lie below it.
  const low = highestWhere(n, (rank) => binomialCdf(rank - 1, n, share) <= TAIL)
  const high = n + 1 - highestWhere(n, (rank) => binomialCdf(rank - 1, n, 1 - share) <= TAIL)
  return low < 1 || high > n ? null : { low, high }
}

/** The highest rank of 1 to n for which a condition holds that, once it fails, fails for all higher ones; 0 for none. */
function highestWhere(n: number, holds: (rank: number) => boolean): number {
  let low = 0
  let high = n
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}
