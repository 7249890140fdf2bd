import { type Maximum, maximize, type Objective } from '@rapport/stats'
import { type CollapsedTiming, collapseTiming } from './beta-geometric-likelihood.ts'
import { HOMOGENEOUS, POLARISED, searchNbd } from './nbd-fit.ts'
import { logLikelihoodObjective as nbdObjective } from './nbd-likelihood.ts'
import { type LinearPrior, purchaseRatePriors, withLinearPriors } from './nbd-prior.ts'
import { fromLogarithms, logLikelihoodObjective, type ParetoNbdParameters } from './pareto-nbd-likelihood.ts'
import { describeMaximum, isDetermined, isSteadied, limitAt, NO_DROPOUT, NO_GAIN } from './timing-fit.ts'
import type { PriorChoice, TimingColumns, TimingFit, TimingLimit } from './timing-model.ts'
import { logObservedRate, type TimingTotals, timingTotals } from './timing-totals.ts'

/** So many distinct rows are enough to find where the maximum is about. */
const ROUGH_ROWS = 500

/** Logarithms of parameters that differ by less are the same maximum. */
const SAME_PLACE = 1e-3

/** A time scale of the dropout below this share of the mean age is no time: leaving happens at once or never. */
const AT_ONCE = 1e-3

/** What bounds, starts and priors are relative to, so that they are the same in every time unit. */
interface Scale {
  readonly logRate: number
  /** ln of the mean age. */
  readonly logAge: number
}

const scaleOf = (totals: TimingTotals): Scale => ({
  logRate: logObservedRate(totals),
  logAge: Math.log(totals.age / totals.customers),
})

function search(objective: Objective, { logRate, logAge }: Scale, start: ArrayLike<number>): Maximum {
  return maximize(objective, {
    start,
    lower: [-10, -logRate - 14, -12, logAge - 14],
    upper: [10, -logRate + 14, 12, logAge + 14],
    maxIterations: 100,
  })
}

/** With a gradual and with a polarised dropout: likelihoods of small cohorts can have a maximum of each kind. */
const startsOf = ({ logRate, logAge }: Scale): readonly ArrayLike<number>[] => [
  [0, -logRate, 0, logAge],
  [0, -logRate, -2, logAge - 1],
]

/** The best of the searches from these places; of equally good ones the first. */
function searchFrom(starts: readonly ArrayLike<number>[], objective: Objective, scale: Scale): Maximum {
  return starts
    .map((start) => search(objective, scale, start))
    .reduce((best, other) => (other.value > best.value + 1e-6 ? other : best))
}

/** Every n-th distinct row. */
function thinned(rows: CollapsedTiming): CollapsedTiming {
  const step = Math.floor(rows.weight.length / ROUGH_ROWS)
  const pick = (column: Float64Array) => column.filter((_, row) => row % step === 0)
  const weight = pick(rows.weight)
  const frequencyOf = rows.frequencyOf.filter((_, row) => row % step === 0)
  const frequencyWeight = new Float64Array(rows.frequencies.length)
  frequencyOf.forEach((place, row) => {
    frequencyWeight[place] = (frequencyWeight[place] ?? 0) + (weight[row] ?? 0)
  })
  return { ...rows, recency: pick(rows.recency), age: pick(rows.age), weight, frequencyOf, frequencyWeight }
}

/** Whether two searches have come to the same place. */
const isSamePlace = (one: Maximum, other: Maximum): boolean =>
  one.theta.every((value, i) => Math.abs(value - (other.theta[i] ?? Number.NaN)) < SAME_PLACE)

/**
 * Starts from the maxima of fewer rows, where there are many. From a place at a bound the likelihood of all rows may be too flat to
 * climb: a search that ended there begins anew. `complete` adds a prior, or nothing.
 */
function searchAll(rows: CollapsedTiming, scale: Scale, complete: (logLikelihood: Objective) => Objective) {
  const objective = complete(logLikelihoodObjective(rows))
  const starts = startsOf(scale)
  if (rows.weight.length < 2 * ROUGH_ROWS) return searchFrom(starts, objective, scale)
  const fewer = complete(logLikelihoodObjective(thinned(rows)))
  const rough: Maximum[] = []
  const better: ArrayLike<number>[] = []
  for (const start of starts) {
    const found = search(fewer, scale, start)
    if (!found.converged || found.atBound.includes(true)) better.push(start)
    else if (!rough.some((known) => isSamePlace(known, found))) {
      rough.push(found)
      better.push(found.theta)
    }
  }
  return searchFrom(better, objective, scale)
}

/**
 * The weak prior: on the purchase rate as in NBD, on the spread of the dropout rate (ln s), and on the mean dropout in
 * the mean time observed (ln(s ÷ β · age)).
 */
const weakPriors = ({ logRate, logAge }: Scale): LinearPrior[] => [
  ...purchaseRatePriors(logRate, 4),
  { weights: [0, 0, 1, 0], mean: 0, deviation: 2 },
  { weights: [0, 0, 1, -1], mean: -0.5 - logAge, deviation: 2 },
]

const named = ([r = 0, alpha = 0, s = 0, beta = 0]: readonly number[]): ParetoNbdParameters => ({
  r,
  alpha,
  s,
  beta,
})

function limitOf(found: Maximum, totals: TimingTotals, withoutDropout: number): TimingLimit | null {
  const meanAge = totals.age / totals.customers
  if (totals.repeats === 0) return 'one-time-buyers-only'
  if (found.value - withoutDropout < NO_GAIN) return 'no-dropout'
  const { r, s, beta } = fromLogarithms(found.theta)
  if (s > HOMOGENEOUS) return 'homogeneous-dropout'
  if (r > HOMOGENEOUS) return 'homogeneous-rate'
  if (isDetermined(found)) return null
  if (s < POLARISED || beta < AT_ONCE * meanAge) return 'polarised-dropout'
  return r < POLARISED ? 'polarised-rate' : 'weakly-identified'
}

/**
 * Fits Pareto/NBD. Without a prior, data at a limit of the model give bounded parameters, no standard errors, and the
 * limit's name; with `auto` the weak prior then takes over, as it does for thin data. Data that NBD explains as well
 * are at the limit `no-dropout`.
 */
export function fitParetoNbd(
  columns: TimingColumns,
  prior: PriorChoice = 'auto',
): TimingFit<ParetoNbdParameters> {
  const totals = timingTotals(columns)
  const scale = scaleOf(totals)
  const rows = collapseTiming(columns)
  const logLikelihood = logLikelihoodObjective(rows)
  const found = searchAll(rows, scale, (objective) => objective)
  const withoutDropout = searchNbd(nbdObjective(columns), scale.logRate)
  const limit = limitOf(found, totals, withoutDropout.value)
  const describe = (maximum: Maximum, taken: 'none' | 'weak') =>
    describeMaximum(maximum, named, logLikelihood, totals, {
      prior: taken,
      limit,
      determined: limit === null,
    })
  if (!isSteadied(prior, limit, totals)) {
    if (limit !== 'no-dropout') return describe(found, 'none')
    const noRate = [-NO_DROPOUT, NO_DROPOUT + scale.logAge]
    const theta = Float64Array.of(...withoutDropout.theta, ...noRate)
    return describe(limitAt(logLikelihood, theta, withoutDropout), 'none')
  }
  const priors = weakPriors(scale)
  return describe(
    searchAll(rows, scale, (objective) => withLinearPriors(objective, priors)),
    'weak',
  )
}
