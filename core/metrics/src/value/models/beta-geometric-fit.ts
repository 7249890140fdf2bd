import { type Maximum, maximize, type Objective } from '@rapport/stats'
import { NORMAL_REACH } from '../uncertainty/levels.ts'
import { profileInterval } from '../uncertainty/profile-interval.ts'
import {
  collapseTiming,
  type FirstOrderChances,
  fromLogarithms,
  logLikelihoodObjective,
} from './beta-geometric-likelihood.ts'
import { withWeakPrior } from './beta-geometric-prior.ts'
import { covarianceFromHessian } from './log-covariance.ts'
import { searchNbd } from './nbd-fit.ts'
import { logLikelihoodObjective as nbdObjective } from './nbd-likelihood.ts'
import { describeMaximum, isDetermined, isSteadied, limitAt, NO_DROPOUT, NO_GAIN } from './timing-fit.ts'
import type {
  BetaGeometricParameters,
  PriorChoice,
  TimingColumns,
  TimingFit,
  TimingLimit,
} from './timing-model.ts'
import { logObservedRate, type TimingTotals, timingTotals } from './timing-totals.ts'

/** A dropout of more than four standard errors above 0 needs no test. */
const CLEARLY_DROPPING_OUT = 0.25

/** The box of the search in (ln r, ln α, ln a, ln b). */
const boxAround = (logRate: number) => ({
  lower: [-10, -logRate - 14, -12, -12],
  upper: [10, -logRate + 14, 12, 12],
})

const search = (objective: Objective, logRate: number): Maximum =>
  maximize(objective, { start: [0, -logRate, 0, Math.log(3)], ...boxAround(logRate) })

/** Is there nothing to gain over the model in which nobody leaves (NBD)? */
function explainedWithoutDropout(columns: TimingColumns, found: Maximum, logRate: number): boolean {
  return found.value - searchNbd(nbdObjective(columns), logRate).value < NO_GAIN
}

/** The standard error of ln a at the maximum; Infinity where the data do not hold it. */
function dropoutError(found: Maximum): number {
  const uncertainty = covarianceFromHessian(found.hessian, [1, 1, 1, 1])
  return uncertainty?.standardErrors[2] ?? Number.POSITIVE_INFINITY
}

/** The parameters with which nobody leaves: those of NBD, and a chance to leave of next to nothing. */
function withoutDropout(columns: TimingColumns, logLikelihood: Objective, logRate: number): Maximum {
  const found = searchNbd(nbdObjective(columns), logRate)
  return limitAt(logLikelihood, Float64Array.of(...found.theta, -NO_DROPOUT, NO_DROPOUT), found)
}

function limitOf(columns: TimingColumns, found: Maximum, totals: TimingTotals): TimingLimit | null {
  if (totals.repeats === 0) return 'one-time-buyers-only'
  const settled = isDetermined(found)
  if (settled && dropoutError(found) < CLEARLY_DROPPING_OUT) return null
  if (explainedWithoutDropout(columns, found, logObservedRate(totals))) return 'no-dropout'
  if (settled) return null
  const { r, a, b } = fromLogarithms(found.theta)
  if (a + b > 1000) return 'homogeneous-dropout'
  if (r > 1000) return 'homogeneous-rate'
  if (a + b < 0.002) return 'polarised-dropout'
  if (r < 0.002) return 'polarised-rate'
  return 'weakly-identified'
}

const named = ([r = 0, alpha = 0, a = 0, b = 0]: readonly number[]): BetaGeometricParameters => ({
  r,
  alpha,
  a,
  b,
})

/**
 * Fits BG/NBD (`chances` 0) or MBG/NBD (1). Without a prior, data at a limit of the model give bounded parameters, no
 * standard errors, and the limit's name; with `auto` the weak prior then takes over, as it does for thin data.
 */
export function fitBetaGeometric(
  columns: TimingColumns,
  chances: FirstOrderChances,
  prior: PriorChoice = 'auto',
): TimingFit<BetaGeometricParameters> {
  const totals = timingTotals(columns)
  const logRate = logObservedRate(totals)
  const logLikelihood = logLikelihoodObjective(collapseTiming(columns), chances)
  const found = search(logLikelihood, logRate)
  const limit = limitOf(columns, found, totals)
  // Data that do not need a dropout may hold one all the same, if a small one.
  const determined = limit === null || (limit === 'no-dropout' && isDetermined(found))
  const describe = (maximum: Maximum, prior: 'none' | 'weak') =>
    describeMaximum(maximum, named, logLikelihood, totals, { prior, limit, determined })
  if (!isSteadied(prior, limit, totals)) {
    const isAtLimit = limit === 'no-dropout' && !determined
    return describe(isAtLimit ? withoutDropout(columns, logLikelihood, logRate) : found, 'none')
  }
  return describe(search(withWeakPrior(logLikelihood, logRate), logRate), 'weak')
}

/**
 * Profile-likelihood intervals of r, α, a and b at 95 %, with the prior of the fit if it has one (see
 * `profileInterval`). An end that the data do not set is 0 or Infinity. Null where the fit has no standard errors.
 *
 * @param columns Those that were fitted.
 */
export function betaGeometricIntervals(
  columns: TimingColumns,
  chances: FirstOrderChances,
  fit: TimingFit<BetaGeometricParameters>,
): Readonly<Record<keyof BetaGeometricParameters, { readonly low: number; readonly high: number }>> | null {
  const { parameters, standardErrors } = fit
  if (standardErrors === null) return null
  const logRate = logObservedRate(timingTotals(columns))
  const logLikelihood = logLikelihoodObjective(collapseTiming(columns), chances)
  const objective = fit.prior === 'weak' ? withWeakPrior(logLikelihood, logRate) : logLikelihood
  const theta = (['r', 'alpha', 'a', 'b'] as const).map((name) => Math.log(parameters[name]))
  const maximum = { theta, ...boxAround(logRate) }
  const interval = (name: keyof BetaGeometricParameters, coordinate: number) => {
    const { low, high } = profileInterval(objective, maximum, coordinate, {
      reach: NORMAL_REACH[95],
      standardError: standardErrors[name] / parameters[name],
    })
    return { low: Math.exp(low), high: Math.exp(high) }
  }
  return { r: interval('r', 0), alpha: interval('alpha', 1), a: interval('a', 2), b: interval('b', 3) }
}
