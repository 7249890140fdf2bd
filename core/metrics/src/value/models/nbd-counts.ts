import { logBeta } from '@rapport/stats'

/** The counts that have weight start this many standard deviations below the mean, at most. */
const FARTHEST = 12
const MOST_COUNTS = 1_000_000

/**
 * Adds `weight` · P(n orders in the time t) to `counts` for all n that fit, where the rate is Gamma(shape, rate):
 * negative binomial. Starts where the counts have weight, as at 0 they may underflow.
 */
export function addOrderCounts(
  counts: Float64Array,
  shape: number,
  rate: number,
  t: number,
  weight: number,
): void {
  const mean = (shape * t) / rate
  const deviation = Math.sqrt(mean * (1 + t / rate))
  const from = Math.max(0, Math.floor(mean - FARTHEST * deviation))
  const z = t / (rate + t)
  let term =
    weight *
    Math.exp(
      -shape * Math.log1p(t / rate) +
        (from === 0 ? 0 : from * Math.log(z) - logBeta(shape, from) - Math.log(from)),
    )
  for (let n = from; n < counts.length; n += 1) {
    counts[n] = (counts[n] ?? 0) + term
    term *= ((shape + n) / (n + 1)) * z
    if (term < 1e-30 && n > mean) break
  }
}

/** How many counts are needed until less than `tail` is left. */
export function countsNeeded(shape: number, rate: number, t: number, tail: number): number {
  const mean = (shape * t) / rate
  const deviation = Math.sqrt(mean * (1 + t / rate))
  let length = Math.ceil(mean + 8 * deviation) + 16
  for (;;) {
    const counts = new Float64Array(Math.min(length, MOST_COUNTS))
    addOrderCounts(counts, shape, rate, t, 1)
    let reached = 0
    for (let n = 0; n < counts.length; n += 1) {
      reached += counts[n] ?? 0
      if (1 - reached < tail) return n + 1
      // Terms below rounding: no more of the sum is to be had.
      if (n > mean && (counts[n] ?? 0) < 1e-17) return n + 1
    }
    if (length >= MOST_COUNTS) return MOST_COUNTS
    length *= 2
  }
}

/** Cuts the counts where less than `tail` is left, and adds the rest to the last. */
export function cutTail(counts: Float64Array, tail: number): Float64Array {
  let reached = 0
  for (let n = 0; n < counts.length; n += 1) {
    reached += counts[n] ?? 0
    if (1 - reached < tail || n === counts.length - 1) {
      const cut = counts.slice(0, n + 1)
      cut[n] = (cut[n] ?? 0) + Math.max(0, 1 - reached)
      return cut
    }
  }
  return counts
}

/** P(n orders in the time t), n = 0, 1, …, where the rate is Gamma(shape, rate). */
export function orderCounts(shape: number, rate: number, t: number, tail: number): Float64Array {
  if (t <= 0) return Float64Array.of(1)
  const counts = new Float64Array(countsNeeded(shape, rate, t, tail))
  addOrderCounts(counts, shape, rate, t, 1)
  return cutTail(counts, tail)
}
