import { choleskyFactor, normalVariate, type Random } from '@rapport/stats'
import type { SpendFit } from '../models/gamma-gamma.ts'
import type { TimingFit, TimingParameters } from '../models/timing-model.ts'

/** Fitted parameters as a multivariate normal on the scale of the search, which is logarithmic. */
export interface ParameterSpread<P> {
  /** How many parameters have a spread: one that is held at a limit of the model has none. */
  readonly dimensions: number
  /** Covariance on the scale of the search, row by row. */
  readonly covariance: Float64Array
  /** The parameters at independent standard normal deviates; at zeros they are the fitted ones. */
  at(deviates: ArrayLike<number>): P
}

/** What is known of parameters by name: their values and the covariance in the order of the names. */
interface Estimate<Name extends string> {
  readonly parameters: Readonly<Record<Name, number>>
  readonly covariance: readonly (readonly number[])[] | null
}

/**
 * N(θ, V) for θ = ln(parameter − floor), with V from the covariance of the natural parameters by the slopes
 * d parameter ÷ dθ = parameter − floor. A parameter without a variance stays as fitted. Null where the covariance is
 * unknown, or singular among the others.
 */
function spreadOf<Name extends string>(
  { parameters, covariance }: Estimate<Name>,
  names: readonly Name[],
  floors: readonly number[],
): ParameterSpread<Record<Name, number>> | null {
  if (covariance === null) return null
  const n = names.length
  const slopes = names.map((name, i) => parameters[name] - (floors[i] ?? 0))
  const onSearchScale = new Float64Array(n * n)
  covariance.forEach((row, i) => {
    row.forEach((value, j) => {
      onSearchScale[i * n + j] = value / ((slopes[i] ?? Number.NaN) * (slopes[j] ?? Number.NaN))
    })
  })
  const free = names
    .keys()
    .filter((i) => onSearchScale[i * n + i] !== 0)
    .toArray()
  const dimensions = free.length
  const among = free.flatMap((i) => free.map((j) => onSearchScale[i * n + j] ?? Number.NaN))
  const factor = choleskyFactor(Float64Array.from(among), dimensions)
  if (factor === null) return null
  const at = (deviates: ArrayLike<number>): Record<Name, number> => {
    const drawn: Record<Name, number> = { ...parameters }
    free.forEach((parameter, i) => {
      const name = names[parameter]
      if (name === undefined) return
      let shift = 0
      for (let j = 0; j <= i; j += 1) shift += (factor[i * dimensions + j] ?? 0) * (deviates[j] ?? 0)
      drawn[name] = (floors[parameter] ?? 0) + (slopes[parameter] ?? Number.NaN) * Math.exp(shift)
    })
    return drawn
  }
  return { dimensions, covariance: onSearchScale, at }
}

/** The spread of a model of purchase times; null where the fit has no covariance (see its `limit`). */
export function timingSpread<P extends TimingParameters>(
  fit: Pick<TimingFit<P>, 'parameters' | 'covariance'>,
  parameterNames: readonly (keyof P & string)[],
): ParameterSpread<P> | null {
  const spread = spreadOf<keyof P & string>(fit, parameterNames, [])
  return spread === null
    ? null
    : { ...spread, at: (deviates) => ({ ...fit.parameters, ...spread.at(deviates) }) }
}

const SPEND_NAMES = ['p', 'q', 'gamma'] as const

/**
 * The spread of a Gamma-Gamma fit, by ln(q − 1): the scale of the search with the weak prior, and without it the one
 * on which every draw still has a finite mean spend. By ln q where the fitted q has none either.
 */
export function spendSpread(
  fit: Pick<SpendFit, 'parameters' | 'covariance'>,
): ParameterSpread<Record<(typeof SPEND_NAMES)[number], number>> | null {
  return spreadOf(fit, SPEND_NAMES, [0, fit.parameters.q > 1 ? 1 : 0, 0])
}

/** As many independent standard normal variates as asked. */
export const normalDeviates = (count: number, random: Random): Float64Array =>
  Float64Array.from({ length: count }, () => normalVariate(random))

/**
 * Parameters drawn from what is known of them: ln θ ~ N(ln θ̂, V). Null where the fit has no covariance, so that
 * nobody takes unknown for certain.
 */
export function drawParameters<P extends TimingParameters>(
  fit: Pick<TimingFit<P>, 'parameters' | 'covariance'>,
  parameterNames: readonly (keyof P & string)[],
  random: Random,
): P | null {
  const spread = timingSpread(fit, parameterNames)
  return spread === null ? null : spread.at(normalDeviates(spread.dimensions, random))
}

/** As `drawParameters`, for a Gamma-Gamma fit. */
export function drawSpendParameters(
  fit: Pick<SpendFit, 'parameters' | 'covariance'>,
  random: Random,
): SpendFit['parameters'] | null {
  const spread = spendSpread(fit)
  return spread === null ? null : spread.at(normalDeviates(spread.dimensions, random))
}

/**
 * Points of equal weight that stand for a standard normal of so many dimensions: ±√n on each axis, the spherical
 * cubature rule of degree 3 (Arasaratnam & Haykin 2009, "Cubature Kalman Filters"). The one point there is without any.
 */
export function cubaturePoints(dimensions: number): readonly Float64Array[] {
  if (dimensions === 0) return [new Float64Array(0)]
  const reach = Math.sqrt(dimensions)
  return Array.from({ length: 2 * dimensions }, (_, index) => {
    const point = new Float64Array(dimensions)
    point[index >> 1] = index % 2 === 0 ? reach : -reach
    return point
  })
}
