import { compensatedSum, incompleteBeta, increasingRoot, logBeta } from '@rapport/stats'

/** A mean with its 95 % interval, both on the scale named beside it. */
export interface MeanInterval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

const quantiles = new Map<number, number>()

/** The 97.5 % quantile of Student's t: P(|T| > t) = I_{ν ÷ (ν + t²)}(ν ÷ 2, 1 ÷ 2) (Abramowitz & Stegun 26.7.1). */
export function student975(degrees: number): number {
  const known = quantiles.get(degrees)
  if (known !== undefined) return known
  const half = degrees / 2
  const density = (t: number): number =>
    Math.exp(-((degrees + 1) / 2) * Math.log1p((t * t) / degrees) - logBeta(half, 0.5)) / Math.sqrt(degrees)
  const t = increasingRoot(
    (x) => [0.05 - incompleteBeta(half, 0.5, degrees / (degrees + x * x)), 2 * density(x)],
    { start: 2 },
  )
  quantiles.set(degrees, t)
  return t
}

/**
 * The mean and its interval by Student's t, cut at the ends of the scale that the values are on. Null under two values. The
 * order of the values does not matter, not even in the last digit.
 */
export function meanInterval(
  values: Iterable<number>,
  ends: { readonly min: number; readonly max: number },
): MeanInterval | null {
  const sorted = Float64Array.from(values).sort()
  const n = sorted.length
  if (n < 2) return null
  const mean = compensatedSum(sorted) / n
  const variance = compensatedSum(sorted.map((value) => (value - mean) ** 2)) / (n - 1)
  const margin = student975(n - 1) * Math.sqrt(variance / n)
  return { mean, low: Math.max(ends.min, mean - margin), high: Math.min(ends.max, mean + margin) }
}
