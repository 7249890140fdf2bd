import { type Maximum, symmetricInverse } from '@rapport/stats'
import type { CoefficientLimit } from './covariate-fit.ts'

/** A standard error of the logarithm of a base parameter above this: the data do not hold it. */
const WIDEST_LOG_ERROR = 3

/** The same for what a coefficient makes between the customers with the lowest and the highest value. */
const WIDEST_CONTRAST_ERROR = 5

/** A difference between customers by more than e³ that is not held either runs away. */
const RUNNING_CONTRAST = 3

/** What the data say about base parameters and coefficients, coefficients without an estimate held. */
export interface CoefficientUncertainty {
  /** Rows and columns of held coefficients are 0; null where the rest is not determined. */
  readonly covariance: readonly (readonly number[])[] | null
  readonly limits: readonly (CoefficientLimit | null)[]
  /** Are all base parameters determined? */
  readonly settled: boolean
}

/**
 * The inverse of the information of the free parameters. A flat direction makes it singular: then the least addition to
 * the diagonal that can be inverted shows, by their variances, which parameters the direction is made of.
 */
function covarianceOfFree(hessian: Float64Array, count: number, free: readonly number[]) {
  const size = free.length
  const information = new Float64Array(size * size)
  free.forEach((m, i) => {
    free.forEach((n, j) => {
      information[i * size + j] = -(hessian[m * count + n] ?? Number.NaN)
    })
  })
  const exact = symmetricInverse(information, size)
  let inverse = exact
  for (let addition = 1e-12; inverse === null && addition < 1e3; addition *= 10) {
    const lifted = information.map((value, place) =>
      place % (size + 1) === 0 ? value + addition * Math.max(Math.abs(value), 1e-3) : value,
    )
    inverse = symmetricInverse(lifted, size)
  }
  const covariance = Array.from({ length: count }, () => new Array<number>(count).fill(0))
  free.forEach((m, i) => {
    const row = covariance[m]
    free.forEach((n, j) => {
      if (row !== undefined) row[n] = inverse?.[i * size + j] ?? Number.NaN
    })
  })
  return { covariance, singular: exact === null }
}

/**
 * The covariance at a maximum. A coefficient at its bound, or wider than the data can mean, is held where it is and
 * named, one after the other, so that the others keep their standard errors. `reaches` are the ranges of the
 * standardised covariates.
 */
export function coefficientUncertainty(
  found: Maximum,
  base: number,
  reaches: readonly number[],
): CoefficientUncertainty {
  const count = found.theta.length
  const limits: (CoefficientLimit | null)[] = reaches.map(() => null)
  const name = (c: number) => {
    const contrast = (found.theta[base + c] ?? 0) * (reaches[c] ?? 0)
    if (Math.abs(contrast) < RUNNING_CONTRAST) return 'weakly-identified'
    return contrast > 0 ? 'runs-up' : 'runs-down'
  }
  reaches.forEach((_, c) => {
    if (found.atBound[base + c]) limits[c] = name(c)
  })
  for (;;) {
    const free = Array.from({ length: count }, (_, m) => m).filter(
      (m) => m < base || limits[m - base] === null,
    )
    const { covariance, singular } = covarianceOfFree(found.hessian, count, free)
    const widths = reaches.map((reach, c) =>
      limits[c] === null ? Math.sqrt(covariance[base + c]?.[base + c] ?? 0) * reach : 0,
    )
    const widest = widths.indexOf(Math.max(...widths))
    if (widest >= 0 && (widths[widest] ?? 0) > WIDEST_CONTRAST_ERROR) {
      limits[widest] = name(widest)
      continue
    }
    const held = found.atBound.slice(0, base).includes(true)
    const baseWidth = Math.sqrt(Math.max(...covariance.slice(0, base).map((row, k) => row[k] ?? 0)))
    return {
      covariance: singular ? null : covariance,
      limits,
      settled: found.converged && !held && !singular && baseWidth < WIDEST_LOG_ERROR,
    }
  }
}
