/** A quantile of values sorted ascending, by linear interpolation (as SQL's percentile_cont); null for no values. */
export function sortedQuantile(sorted: ArrayLike<number>, share: number): number | null {
  if (sorted.length === 0) return null
  const position = (sorted.length - 1) * Math.min(Math.max(share, 0), 1)
  const below = Math.floor(position)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return position === below ? low : low + (high - low) * (position - below)
}

/** A quantile of values in any order, by linear interpolation; null for no values. */
export function quantile(values: ArrayLike<number>, share: number): number | null {
  return sortedQuantile(Float64Array.from(values).sort(), share)
}

/**
 * The smallest value at which the weight of all values up to it reaches the share of the total; null without weight.
 * The result does not depend on the order of the values.
 */
export function weightedQuantile(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  share: number,
): number | null {
  const order = Array.from({ length: values.length }, (_, i) => i)
    .filter((i) => (weights[i] ?? 0) > 0)
    .sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0))
  let total = 0
  for (const i of order) total += weights[i] ?? 0
  let reached = 0
  for (const i of order) {
    reached += weights[i] ?? 0
    // The slack keeps 0.95 × 20 from missing 19 by rounding.
    if (reached >= share * total * (1 - 1e-12)) return values[i] ?? null
  }
  return null
}
