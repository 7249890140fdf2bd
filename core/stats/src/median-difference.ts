import { normalQuantile } from './normal-quantile.ts'
import { binomialCdf, type Ranks } from './order-statistics.ts'
import type { DifferenceInterval } from './share-difference.ts'

/** What the variance of a median is estimated from. */
export interface MedianSpread {
  readonly median: number
  /** How many values. */
  readonly n: number
  /** The values of the ranks that `medianSpreadRanks(n)` names. */
  readonly low: number
  readonly high: number
}

/**
 * Ranks of the two values that tell how far a median of n values may be off: c = (n + 1) ÷ 2 − √n, rounded, at least 1, and
 * n + 1 − c (Price & Bonett 2002, Computational Statistics & Data Analysis 37:409–414). Null for fewer than 5 values.
 */
export function medianSpreadRanks(n: number): Ranks | null {
  if (n < 5) return null
  const low = Math.max(1, Math.round((n + 1) / 2 - Math.sqrt(n)))
  return { low, high: n + 1 - low }
}

/**
 * The difference of two medians of independent samples, first less second, with its distribution-free 95 % interval (Price &
 * Bonett 2002). Null where either sample has fewer than 5 values.
 */
export function medianDifference(first: MedianSpread, second: MedianSpread): DifferenceInterval | null {
  const variance = medianVariance(first) + medianVariance(second)
  if (Number.isNaN(variance)) return null
  const difference = first.median - second.median
  const half = normalQuantile(0.975) * Math.sqrt(variance)
  return { difference, low: difference - half, high: difference + half }
}

function medianVariance({ n, low, high }: MedianSpread): number {
  const ranks = medianSpreadRanks(n)
  if (ranks === null) return Number.NaN
  // Twice the chance that fewer than c values lie below the median.
  const beyond = 2 * binomialCdf(ranks.low - 1, n, 0.5)
  return ((high - low) / (2 * normalQuantile(1 - beyond / 2))) ** 2
}
