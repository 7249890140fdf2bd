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
  // Many share a value, and sorting is what takes long.
  const weightOf = new Map<number, number>()
  let total = 0
  for (let i = 0; i < values.length; i += 1) {
    const [value = 0, weight = 0] = [values[i], weights[i]]
    if (!(weight > 0)) continue
    weightOf.set(value, (weightOf.get(value) ?? 0) + weight)
    total += weight
  }
  let reached = 0
  for (const value of Float64Array.from(weightOf.keys()).sort()) {
    reached += weightOf.get(value) ?? 0
    // The slack keeps 0.95 × 20 from missing 19 by rounding.
    if (reached >= share * total * (1 - 1e-12)) return value
  }
  return null
}
