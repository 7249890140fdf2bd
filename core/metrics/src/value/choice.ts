import { observedChurn } from './baselines.ts'
import { checkColumns, type ValueColumns } from './columns.ts'
import type { Holdout } from './holdout.ts'
import type { PriorChoice } from './models/timing-model.ts'
import type { GiniDifference } from './validation.ts'
import { type ChoiceModel, choiceModel } from './validation-report/candidates.ts'
import { leadingModel } from './validation-report/choice-rule.ts'
import {
  compareRolling,
  type PooledResult,
  type RollingComparison,
} from './validation-report/rolling-comparison.ts'

export type { Candidate, CandidateRole, ChoiceModel } from './validation-report/candidates.ts'
export type { OriginResult } from './validation-report/rolling-comparison.ts'

/** Under this many repeat customers no number is chosen, only a range. */
export const REPEAT_CUSTOMERS_NEEDED = 30

/** One line of the table that shows why. */
export interface CandidateResult extends PooledResult {
  /** Normalised Gini of the leading model less that of this candidate, with its standard error. */
  readonly modelAhead: GiniDifference | null
}

/** Why the choice fell as it did. */
export type ChoiceReason =
  | 'beats-baselines'
  | 'does-not-beat-baselines'
  | 'no-simple-estimate'
  | 'few-repeat-customers'
  | 'no-holdout'
  | 'nothing-in-holdout'

/** One held-back time. */
export interface ChoiceOrigin {
  /** In time units. */
  readonly horizon: number
  /** The day before it, `YYYY-MM-DD`. */
  readonly splitAt: string
  readonly customers: number
}

/** The outcome of `auto@1`, with the table behind it; plain data. */
export interface Choice {
  readonly policy: 'auto@1'
  /** `range`: the interval of the model, steadied by the weak prior, and no value. */
  readonly outcome: ChoiceModel | 'simple-horizon' | 'range'
  readonly reason: ChoiceReason
  readonly repeatCustomers: number
  /** Empty where nothing could be compared. Predicted and actual orders in the held-back times, pooled and one by one. */
  readonly candidates: readonly CandidateResult[]
  /** The best of the models, whether it was chosen or not; null where nothing was compared. */
  readonly leader: ChoiceModel | null
  /** The newest held-back time; null where nothing was compared. */
  readonly holdout: ChoiceOrigin | null
  /** All held-back times that were compared, newest first. */
  readonly origins: readonly ChoiceOrigin[]
}

const originOf = ({ horizon, splitAt, orders }: Holdout): ChoiceOrigin => ({
  horizon,
  splitAt,
  customers: orders.length,
})

function concludeFrom(
  comparison: RollingComparison,
): Pick<Choice, 'outcome' | 'reason' | 'candidates' | 'leader' | 'holdout' | 'origins'> {
  const leading = leadingModel(comparison.results, comparison.giniDifference)
  const leader = leading === null ? null : choiceModel(leading.candidate)
  const origins = comparison.origins.map(originOf)
  const better = leader !== null && leading?.beatsBaselines === true
  return {
    outcome: better ? leader : 'simple-horizon',
    reason: better ? 'beats-baselines' : 'does-not-beat-baselines',
    candidates: comparison.results.map((result) => ({
      ...result,
      modelAhead: leader === null ? null : comparison.giniDifference(leader, result.candidate),
    })),
    leader,
    holdout: origins[0] ?? null,
    origins,
  }
}

/**
 * `auto@1`: the model where, in held-back times, it beats every baseline on the totals and holds its own on the
 * normalised Gini (a baseline is ahead there only by more than two standard errors of the paired difference: with 2,000
 * customers that noise is 0.02, several times what separates good rankings); of several such models the nearest to the
 * totals that is not clearly behind another on the Gini; else `simple-horizon@1`; under 30 repeat customers a range.
 * Where nobody was seen to leave there is no simple estimate, and the best model is taken. What was not validated is not
 * chosen. Several holdouts, such as those of `rollingHoldouts`, are pooled: one split may
 * lie before a sale or a slump, and a model that only fits that one is not better.
 */
export function chooseModel(
  columns: ValueColumns,
  holdout: Holdout | null | readonly Holdout[],
  prior: PriorChoice = 'auto',
): Choice {
  checkColumns(columns)
  let repeatCustomers = 0
  for (const frequency of columns.frequency) if (frequency > 0) repeatCustomers += 1
  const uncompared = { candidates: [], leader: null, holdout: null, origins: [] } as const
  const base = { policy: 'auto@1', repeatCustomers, ...uncompared } as const
  if (repeatCustomers < REPEAT_CUSTOMERS_NEEDED) {
    return { ...base, outcome: 'range', reason: 'few-repeat-customers' }
  }
  const holdouts = holdoutList(holdout)
  if (holdouts.length === 0) return { ...base, outcome: 'simple-horizon', reason: 'no-holdout' }
  for (const { calibration } of holdouts) checkColumns(calibration)
  const comparison = compareRolling(holdouts, prior)
  return comparison === null
    ? { ...base, outcome: 'simple-horizon', reason: 'nothing-in-holdout' }
    : orLeader({ ...base, ...concludeFrom(comparison) }, columns)
}

/**
 * Where nobody was seen to leave, the simple estimate has no churn to go by and gives nothing: then the best of the models
 * is taken, though a baseline came nearer.
 */
function orLeader(choice: Choice, columns: ValueColumns): Choice {
  const { outcome, leader } = choice
  if (outcome !== 'simple-horizon' || leader === null || observedChurn(columns).monthly !== null)
    return choice
  return { ...choice, outcome: leader, reason: 'no-simple-estimate' }
}

function holdoutList(holdout: Holdout | null | readonly Holdout[]): readonly Holdout[] {
  if (holdout === null) return []
  return 'calibration' in holdout ? [holdout] : holdout
}
