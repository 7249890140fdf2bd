import type { LevelIntervals } from './interval-coverage.ts'

/** The smallest n with P(N ≤ n) ≥ share for a Poisson N. */
function poissonQuantile(mean: number, share: number): number {
  // From 20 deviations below the mean on, where the sum so far is 0 to the last digit; at 0 the chance may underflow.
  const from = Math.max(0, Math.floor(mean - 20 * Math.sqrt(mean)))
  let logFactorial = 0
  for (let k = 2; k <= from; k += 1) logFactorial += Math.log(k)
  let chance = mean === 0 ? 1 : Math.exp(from * Math.log(mean) - mean - logFactorial)
  let reached = chance
  let n = from
  while (reached < share && n < mean + 20 * Math.sqrt(mean) + 50) {
    n += 1
    chance *= mean / n
    reached += chance
  }
  return n
}

/**
 * The intervals of someone who takes a predicted number of orders for the true mean and orders for independent: equal
 * tails of a Poisson variable. What a baseline without intervals of its own is compared by.
 */
export function poissonIntervals(means: Float64Array, level: number): LevelIntervals {
  const ends = new Map<number, readonly [number, number]>()
  const endsOf = (mean: number): readonly [number, number] => {
    const known = ends.get(mean)
    if (known !== undefined) return known
    const found = [poissonQuantile(mean, (1 - level) / 2), poissonQuantile(mean, (1 + level) / 2)] as const
    ends.set(mean, found)
    return found
  }
  return { level, low: means.map((mean) => endsOf(mean)[0]), high: means.map((mean) => endsOf(mean)[1]) }
}
