/** A share seen in a sample, with its 95 % interval. All three are 0–1. */
export interface ShareInterval {
  readonly share: number
  readonly low: number
  readonly high: number
}

const NORMAL_975 = 1.959_963_984_540_054

/**
 * The share of successes and its Wilson score interval at 95 % (Wilson 1927; method 3 of Newcombe 1998):
 * (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n). Unlike p ± z·√(p(1 − p)/n) it holds its 95 % in small samples
 * and near 0 and 1, and never leaves them. Null for no trials. Throws a RangeError unless 0 ≤ successes ≤ trials.
 */
export function wilsonInterval(successes: number, trials: number): ShareInterval | null {
  if (!(successes >= 0 && successes <= trials && trials < Infinity)) {
    throw new RangeError(
      `${successes} of ${trials} is no share; successes must be from 0 to the number of trials.`,
    )
  }
  if (trials === 0) return null
  const square = NORMAL_975 ** 2
  const half = NORMAL_975 * Math.sqrt((successes * (trials - successes)) / trials + square / 4)
  const middle = successes + square / 2
  return {
    share: successes / trials,
    // Exact at the ends, where the subtraction would leave a trace of rounding.
    low: successes === 0 ? 0 : (middle - half) / (trials + square),
    high: successes === trials ? 1 : (middle + half) / (trials + square),
  }
}
