/**
 * How far an observed share of so many runs may lie from the true one by chance: 4 standard deviations, which one in
 * 16,000 correct programs would exceed.
 */
export const chanceDeviation = (share: number, runs: number): number =>
  4 * Math.sqrt((share * (1 - share)) / runs)

/**
 * The bounds for a share that is demanded to lie between two others, when only so many runs were made: the bounds
 * themselves where all were (`full`), and otherwise wider by chance alone.
 */
export function boundsFor(
  low: number,
  high: number,
  { runs, full }: { readonly runs: number; readonly full: boolean },
): { readonly low: number; readonly high: number } {
  return full
    ? { low, high }
    : { low: low - chanceDeviation(low, runs), high: high + chanceDeviation(high, runs) }
}
