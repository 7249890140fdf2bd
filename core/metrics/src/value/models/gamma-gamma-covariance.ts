import type { Maximum } from '@rapport/stats'
import { covarianceFromHessian, type Uncertainty } from './log-covariance.ts'

/**
 * The uncertainty of p, q and γ where some are held at a limit of the model: that of the others, as at a fit with these
 * given. The held ones have no variance. Null where the Hessian of the others is not negative definite.
 *
 * @param slopes d parameter ÷ dθ.
 */
export function spendUncertainty(
  { hessian }: Pick<Maximum, 'hessian'>,
  slopes: readonly number[],
  held: readonly boolean[],
): Uncertainty | null {
  const size = slopes.length
  const free = slopes
    .keys()
    .filter((i) => held[i] !== true)
    .toArray()
  const among = covarianceFromHessian(
    Float64Array.from(free.flatMap((i) => free.map((j) => hessian[i * size + j] ?? Number.NaN))),
    free.map((i) => slopes[i] ?? Number.NaN),
  )
  if (among === null) return null
  // −1 for a held one, which is no place.
  const place = (i: number) => free.indexOf(i)
  return {
    ...among,
    standardErrors: slopes.map((_, i) => among.standardErrors[place(i)] ?? 0),
    covariance: slopes.map((_, i) => slopes.map((_, j) => among.covariance[place(i)]?.[place(j)] ?? 0)),
  }
}
