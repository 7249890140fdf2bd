import { betaVariate, type Random } from '@rapport/stats'
import type { PriorChoice } from '../models/timing-model.ts'
import { normalDeviates, timingSpread } from '../uncertainty/parameter-spread.ts'
import { BILLING_PERIODS, type BillingPeriod } from './billing-period.ts'
import { type ChurnCounts, type RenewalCounts, renewalCounts } from './churn-counts.ts'
import { retentionRate } from './shifted-beta-geometric.ts'
import {
  type ChurnLimit,
  fitShiftedBetaGeometric,
  type ShiftedBetaGeometricFit,
} from './shifted-beta-geometric-fit.ts'
import { constantRetention } from './simple-retention.ts'
import { type ContractBase, churnByPeriod } from './subscriptions.ts'

/** Under so many tenures that came to a renewal, one constant retention rate is all that is told. */
export const SBG_NEEDS_TENURES = 30

/** sBG tells those prone to leave from the others by what happens from one renewal to the next. */
const SBG_NEEDS_RENEWALS = 2

/** Why a constant retention rate stands in for sBG. */
export type SimpleRetentionReason = 'too-few-tenures' | 'under-two-renewals' | ChurnLimit

/** Retention that rises with tenure, as sBG says. */
export interface SbgRetention {
  readonly method: 'sbg'
  readonly fit: ShiftedBetaGeometricFit
}

/** One retention rate for everybody. */
export interface SimpleRetention {
  readonly method: 'simple-retention'
  readonly reason: SimpleRetentionReason
  /** The chance to make a renewal (see `constantRetention`); null where nobody came to one. */
  readonly retention: number | null
  readonly renewalsMade: number
  readonly renewalsMissed: number
}

export type RetentionModel = SbgRetention | SimpleRetention

/** A model for each billing period; null where nobody has it. */
export type RetentionModels = Readonly<Record<BillingPeriod, RetentionModel | null>>

const sbgSpread = (fit: ShiftedBetaGeometricFit) => timingSpread(fit, ['alpha', 'beta'])

function simpleRetention(renewals: RenewalCounts, reason: SimpleRetentionReason): SimpleRetention {
  return {
    method: 'simple-retention',
    reason,
    retention: constantRetention(renewals),
    renewalsMade: renewals.totalMade,
    renewalsMissed: renewals.totalMissed,
  }
}

/**
 * The retention model of tenures in one billing period: sBG, or one constant rate where fewer than 30 tenures came to a
 * renewal, nobody came to a second one, nobody ever left, or the fit has no covariance (without a prior, at a limit).
 *
 * With the automatic prior sBG is kept also where the data alone are at a limit, such as churn that looks homogeneous. In
 * simulated cohorts of 100 to 300 customers that do differ, 95 % intervals of the total at a constant rate held the truth
 * in 54 % of such cases and mostly ended below it; those of sBG with the weak prior in 98 %, and in 88 % of such cases
 * where customers are alike in truth.
 */
export function fitRetention(counts: ChurnCounts, prior: PriorChoice = 'auto'): RetentionModel {
  const renewals = renewalCounts(counts)
  if (renewals.tenures < SBG_NEEDS_TENURES) return simpleRetention(renewals, 'too-few-tenures')
  if (renewals.depth < SBG_NEEDS_RENEWALS) return simpleRetention(renewals, 'under-two-renewals')
  const fit = fitShiftedBetaGeometric(counts, prior)
  const identified = fit.limit !== 'nobody-ended' && sbgSpread(fit) !== null
  return identified ? { method: 'sbg', fit } : simpleRetention(renewals, fit.limit ?? 'weakly-identified')
}

/** Fits each billing period apart: those who pay by the month are others than those who pay by the year. */
export function fitContracts(base: ContractBase, prior: PriorChoice = 'auto'): RetentionModels {
  const counts = churnByPeriod(base)
  const fit = (period: BillingPeriod) =>
    counts[period] === null ? null : fitRetention(counts[period], prior)
  const [month = null, quarter = null, year = null] = BILLING_PERIODS.map(fit)
  return { month, quarter, year }
}

/** The chance to make renewal n = 1, 2, … for those who made the ones before. */
export type RenewalChance = (renewal: number) => number

/** The renewal chances at the estimates; null where no renewal was ever seen. */
export function estimatedRenewalChance(model: RetentionModel): RenewalChance | null {
  if (model.method === 'sbg') return (renewal) => retentionRate(model.fit.parameters, renewal)
  const { retention } = model
  return retention === null ? null : () => retention
}

/**
 * Renewal chances drawn from what is known of the parameters: ln α, ln β ~ N for sBG, and the constant rate from its
 * posterior Beta(made + ½, missed + ½). Null where no renewal was ever seen. Throws a RangeError for an sBG fit without a
 * covariance, which `fitRetention` never gives.
 */
export function drawnRenewalChances(model: RetentionModel): ((random: Random) => RenewalChance) | null {
  if (model.method === 'sbg') {
    const spread = sbgSpread(model.fit)
    if (spread === null) {
      throw new RangeError(
        'This sBG fit has no covariance to draw parameters from; take the model of fitRetention.',
      )
    }
    return (random) => {
      const parameters = spread.at(normalDeviates(spread.dimensions, random))
      return (renewal) => retentionRate(parameters, renewal)
    }
  }
  const { retention, renewalsMade, renewalsMissed } = model
  if (retention === null) return null
  return (random) => {
    const drawn = betaVariate(renewalsMade + 0.5, renewalsMissed + 0.5, random)
    return () => drawn
  }
}

/** P(at least j more renewals), j = 1 … count, after so many made. */
export function renewalSurvival(chance: RenewalChance, renewalsMade: number, count: number): Float64Array {
  const shares = new Float64Array(count)
  let share = 1
  for (let j = 0; j < count; j += 1) {
    share *= chance(renewalsMade + j + 1)
    shares[j] = share
  }
  return shares
}
