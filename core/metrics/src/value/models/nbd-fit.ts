import { type Maximum, maximize, type Objective } from '@rapport/stats'
import { logLikelihoodObjective, type NbdParameters } from './nbd-likelihood.ts'
import { purchaseRatePriors, withLinearPriors } from './nbd-prior.ts'
import { describeMaximum, isDetermined, isSteadied } from './timing-fit.ts'
import type { PriorChoice, TimingColumns, TimingFit, TimingLimit } from './timing-model.ts'
import { logObservedRate, type TimingTotals, timingTotals } from './timing-totals.ts'

/** A gamma distribution of a shape above this (a spread below 10 %) is as good as one value. */
export const HOMOGENEOUS = 100

/** A gamma distribution of a shape below this is some very large values among zeros. */
export const POLARISED = 0.002

const named = ([r = Number.NaN, alpha = Number.NaN]: readonly number[]): NbdParameters => ({ r, alpha })

/** The maximum of an objective in (ln r, ln α), inside a wide box around the observed rate. */
export const searchNbd = (objective: Objective, logRate: number): Maximum =>
  maximize(objective, {
    start: [0, -logRate],
    lower: [-10, -logRate - 14],
    upper: [10, -logRate + 14],
  })

function limitOf(found: Maximum, totals: TimingTotals): TimingLimit | null {
  if (totals.repeats === 0) return 'one-time-buyers-only'
  const r = Math.exp(found.theta[0] ?? Number.NaN)
  if (r > HOMOGENEOUS) return 'homogeneous-rate'
  if (isDetermined(found)) return null
  return r < POLARISED ? 'polarised-rate' : 'weakly-identified'
}

/**
 * Fits NBD. Without a prior, data at a limit of the model give bounded parameters, no standard errors, and the limit's
 * name; with `auto` the weak prior then takes over, as it does for thin data.
 */
export function fitNbd(columns: TimingColumns, prior: PriorChoice = 'auto'): TimingFit<NbdParameters> {
  const totals = timingTotals(columns)
  const logRate = logObservedRate(totals)
  const logLikelihood = logLikelihoodObjective(columns)
  const found = searchNbd(logLikelihood, logRate)
  const limit = limitOf(found, totals)
  const describe = (maximum: Maximum, taken: 'none' | 'weak') =>
    describeMaximum(maximum, named, logLikelihood, totals, {
      prior: taken,
      limit,
      determined: limit === null,
    })
  if (!isSteadied(prior, limit, totals)) return describe(found, 'none')
  const steadied = withLinearPriors(logLikelihood, purchaseRatePriors(logRate, 2))
  return describe(searchNbd(steadied, logRate), 'weak')
}
