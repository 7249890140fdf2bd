import { symmetricInverse } from '@rapport/stats'

/** Uncertainty of parameters that were estimated on a transformed scale. */
export interface Uncertainty {
  readonly standardErrors: readonly number[]
  readonly covariance: readonly (readonly number[])[]
  /** The largest standard error on the scale of the search. */
  readonly widest: number
}

/**
 * The covariance of natural parameters from the Hessian at a maximum found in θ: the inverse of −H, carried over by
 * the derivatives d natural ÷ dθ on both sides. (Scaling one side only is a known error in one public package.)
 * Null where the Hessian is not negative definite.
 */
export function covarianceFromHessian(hessian: Float64Array, slopes: readonly number[]): Uncertainty | null {
  const n = slopes.length
  const inverse = symmetricInverse(
    hessian.map((value) => -value),
    n,
  )
  if (inverse === null) return null
  const at = (row: number, column: number) => inverse[row * n + column] ?? Number.NaN
  const covariance = slopes.map((left, i) => slopes.map((right, j) => left * right * at(i, j)))
  const deviations = slopes.map((_, i) => Math.sqrt(at(i, i)))
  return {
    covariance,
    standardErrors: deviations.map((deviation, i) => deviation * (slopes[i] ?? Number.NaN)),
    widest: Math.max(...deviations),
  }
}
