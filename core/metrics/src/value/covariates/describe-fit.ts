import type { Maximum } from '@rapport/stats'
import type { TimingParameters } from '../models/timing-model.ts'
import { type CoefficientUncertainty, coefficientUncertainty } from './coefficient-uncertainty.ts'
import type {
  CoefficientLimit,
  CovariateCoefficient,
  CovariateFit,
  Interval,
  LikelihoodRatioTest,
} from './covariate-fit.ts'
import type { CovariateLimit } from './covariate-model.ts'
import type { CovariateProblem } from './covariate-search.ts'
import type { DesignColumn } from './design.ts'
import { covariateObjective } from './objective.ts'

/** The 97.5 % point of the normal distribution. */
export const NORMAL_95 = 1.959963984540054

type Matrix = readonly (readonly number[])[]

const around = (estimate: number, error: number): Interval => [
  estimate - NORMAL_95 * error,
  estimate + NORMAL_95 * error,
]

const exponential = ([low, high]: Interval): Interval => [Math.exp(low), Math.exp(high)]

const referenceOf = ({ lowest, highest, mean }: DesignColumn): number =>
  lowest <= 0 && highest >= 0 ? 0 : mean

/** J V Jᵀ, exactly symmetric. */
function carried(covariance: Matrix, slopes: Matrix): number[][] {
  const half = slopes.map((row) =>
    covariance.map((_, n) => row.reduce((sum, slope, m) => sum + slope * (covariance[m]?.[n] ?? 0), 0)),
  )
  const result = slopes.map(() => new Array<number>(slopes.length).fill(0))
  slopes.forEach((row, i) => {
    for (let j = 0; j <= i; j += 1) {
      const value = row.reduce((sum, slope, n) => sum + slope * (half[j]?.[n] ?? 0), 0)
      const [upper, lower] = [result[j], result[i]]
      if (upper !== undefined) upper[i] = value
      if (lower !== undefined) lower[j] = value
    }
  })
  return result
}

/** Link parameters of the customer with the reference covariates, and their derivatives by the inner parameters. */
function atReference<O, P extends TimingParameters>(problem: CovariateProblem<O, P>, theta: Float64Array) {
  const { model, coefficients, designed } = problem
  const base = model.parameterNames.length
  const link = theta.slice(0, base)
  const slopes = Array.from({ length: base }, (_, k) => Array.from(theta, (_, m) => Number(m === k)))
  coefficients.forEach(({ column, process }, c) => {
    const place = designed.design.columns[column]
    const shifted = model.processes[process]
    if (place === undefined || shifted === undefined) return
    const shift = (shifted.sign * (referenceOf(place) - place.mean)) / place.deviation
    link[shifted.component] = (link[shifted.component] ?? 0) + shift * (theta[base + c] ?? 0)
    const row = slopes[shifted.component]
    if (row !== undefined) row[base + c] = shift
  })
  return { link, slopes }
}

function coefficientOf(
  label: Pick<CovariateCoefficient, 'process' | 'covariate' | 'multiplies'>,
  perDeviation: { readonly estimate: number; readonly standardError: number | null },
  deviation: number,
  limit: CoefficientLimit | null,
): CovariateCoefficient {
  const nothing = { standardError: null, interval: null, factorInterval: null }
  if (limit !== null) {
    return { ...label, ...nothing, estimate: null, perDeviation: null, factor: null, limit }
  }
  const estimate = perDeviation.estimate / deviation
  const known = { ...label, estimate, perDeviation, factor: Math.exp(estimate), limit }
  if (perDeviation.standardError === null) return { ...known, ...nothing }
  const standardError = perDeviation.standardError / deviation
  const interval = around(estimate, standardError)
  return { ...known, standardError, interval, factorInterval: exponential(interval) }
}

function coefficientsOf<O, P extends TimingParameters>(
  problem: CovariateProblem<O, P>,
  theta: Float64Array,
  { covariance, limits }: CoefficientUncertainty,
  nobodyLeaves: boolean,
): CovariateCoefficient[] {
  const { model, designed } = problem
  const base = model.parameterNames.length
  return problem.coefficients.flatMap(({ column, process }, c) => {
    const place = designed.design.columns[column]
    const shifted = model.processes[process]
    if (place === undefined || shifted === undefined) return []
    const variance = covariance?.[base + c]?.[base + c]
    const standardError = variance === undefined ? null : Math.sqrt(variance)
    const unseen = nobodyLeaves && shifted.name === 'dropout' ? 'weakly-identified' : null
    return coefficientOf(
      { process: shifted.name, covariate: place.name, multiplies: shifted.multiplies },
      { estimate: theta[base + c] ?? Number.NaN, standardError },
      place.deviation,
      limits[c] ?? unseen,
    )
  })
}

/** One value for each name. */
function named<Name extends string, T>(names: readonly Name[], value: (place: number) => T): Record<Name, T> {
  // `fromEntries` forgets which names it was given.
  return Object.fromEntries(names.map((name, place) => [name, value(place)])) as Record<Name, T>
}

/** Turns a maximum on the inner scale into a fit on the scale of the covariates as given. */
export function describeCovariateFit<O, P extends TimingParameters>(
  problem: CovariateProblem<O, P>,
  found: Maximum,
  outcome: {
    readonly prior: 'none' | 'weak'
    readonly ridge: number | null
    readonly limit: CovariateLimit | null
    /** Do the data alone hold all base parameters? */
    readonly determined: boolean
    readonly test: LikelihoodRatioTest | null
  },
): CovariateFit<P> {
  const { model, designed, coefficients, observations } = problem
  const names = model.parameterNames
  const base = names.length
  const count = base + coefficients.length
  const { determined, ...told } = outcome
  const bare = told.prior === 'none' && told.limit !== null && !determined
  const judged = coefficientUncertainty(found, base, problem.reaches)
  const uncertainty = bare || !judged.settled ? { ...judged, covariance: null } : judged
  const { link, slopes } = atReference(problem, found.theta)
  const parameters = model.natural(link)
  const described = coefficientsOf(problem, found.theta, uncertainty, bare && told.limit === 'no-dropout')

  const natural = model
    .slopes(link)
    .map((row) =>
      Array.from({ length: count }, (_, m) =>
        row.reduce((sum, slope, k) => sum + slope * (slopes[k]?.[m] ?? 0), 0),
      ),
    )
  const scales = coefficients.map(({ column }, c) =>
    Array.from({ length: count }, (_, m) =>
      m === base + c ? 1 / (designed.design.columns[column]?.deviation ?? Number.NaN) : 0,
    ),
  )
  const whole = described.every(({ limit }) => limit === null)
  const covariance =
    uncertainty.covariance === null || !whole
      ? null
      : carried(uncertainty.covariance, [...natural, ...scales])
  const error = (place: number) => Math.sqrt(covariance?.[place]?.[place] ?? Number.NaN)
  const value = (place: number) => parameters[names[place] ?? ''] ?? Number.NaN
  return {
    model: model.id,
    parameters,
    reference: Object.fromEntries(
      designed.design.columns
        .filter(({ kind }) => kind === 'value')
        .map((column) => [column.name, referenceOf(column)]),
    ),
    standardErrors: covariance === null ? null : named(names, error),
    intervals:
      covariance === null
        ? null
        : named(names, (place) => exponential(around(Math.log(value(place)), error(place) / value(place)))),
    coefficients: described,
    covarianceNames: [...names, ...described.map(({ process, covariate }) => `${process}.${covariate}`)],
    covariance,
    logLikelihood: covariateObjective(model, problem.customers, coefficients)(
      found.theta,
      new Float64Array(count),
      new Float64Array(count * count),
    ),
    ...told,
    design: designed.design,
    centred: {
      link: [...found.theta.subarray(0, base)],
      coefficients: coefficients.map((place, c) => ({
        ...place,
        value: found.theta[base + c] ?? Number.NaN,
      })),
      covariance: uncertainty.covariance,
    },
    customers: observations.columns[0]?.length ?? 0,
    informativeCustomers: observations.informative,
    iterations: found.iterations,
    converged: found.converged,
  }
}
