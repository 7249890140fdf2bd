/** A function with its derivative, both at x. */
export type ValueAndSlope = (x: number) => readonly [value: number, slope: number]

export interface RootOptions {
  readonly start: number
  readonly tolerance?: number
  readonly maxIterations?: number
}

/**
 * The root of an increasing function: Newton's method, kept inside a bracket that is found by doubling, with bisection
 * whenever Newton leaves it. Returns the best point after `maxIterations`.
 */
export function increasingRoot(f: ValueAndSlope, options: RootOptions): number {
  const { start, tolerance = 1e-12, maxIterations = 200 } = options
  let low = Number.NEGATIVE_INFINITY
  let high = Number.POSITIVE_INFINITY
  let x = start
  let reach = 1
  for (let round = 0; round < maxIterations; round += 1) {
    const [value, slope] = f(x)
    if (value === 0) return x
    if (value < 0) low = x
    else high = x
    let next = slope > 0 ? x - value / slope : Number.NaN
    if (!(next > low && next < high) || Math.abs(next - x) > reach) {
      if (low === Number.NEGATIVE_INFINITY) next = x - reach
      else if (high === Number.POSITIVE_INFINITY) next = x + reach
      else if (!(next > low && next < high)) next = (low + high) / 2
      reach *= 2
    }
    if (Math.abs(next - x) <= tolerance * (1 + Math.abs(x))) return next
    x = next
  }
  return x
}
