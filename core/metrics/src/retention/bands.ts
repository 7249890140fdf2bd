/**
 * Where bands of equal share begin. A value is in band 1 + the number of cuts it exceeds, which is
 * 1 + floor(bands × share of the population strictly below it), at most `bands`: for whoever the cuts were taken from,
 * and for anyone scored later. Plain numbers, ascending, one fewer than bands; none for an empty population.
 */
export type BandCuts = readonly number[]

/**
 * The cuts of a population; NaN ("unknown") is left out. At least i ÷ bands of n values lie below x exactly when x
 * exceeds the ⌈i·n ÷ bands⌉-th smallest of them, and that one is the cut.
 */
export function bandCuts(values: Float64Array, bands: number): BandCuts {
  const sorted = new Float64Array(values).sort()
  // NaN sorts behind all numbers.
  let known = sorted.length
  while (known > 0 && Number.isNaN(sorted[known - 1])) known -= 1
  if (known === 0) return []
  return Array.from({ length: bands - 1 }, (_, i) => {
    const rank = Math.ceil(((i + 1) * known) / bands)
    return sorted[rank - 1] ?? Number.NaN
  })
}

/** The band of a value; null where it is unknown (null or NaN) or there was no population to compare with. */
export function bandOf(cuts: BandCuts, value: number | null): number | null {
  if (value === null || Number.isNaN(value) || cuts.length === 0) return null
  let band = 1
  for (const cut of cuts) if (value > cut) band += 1
  return band
}
