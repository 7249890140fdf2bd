import type { ValueColumns } from './columns.ts'
import { type FittedValueModel, fitValueModel, type ValueSettings } from './fit-value.ts'
import type { Holdout } from './holdout.ts'
import { type ParameterEstimate, parameterEstimates, timingEstimates } from './parameter-estimates.ts'
import { predictValue } from './predict-value.ts'
import type { ValueScores } from './value-scores.ts'

/** A fitted model and what it says of the customers it was fitted on. */
export interface ValueResult {
  readonly fitted: FittedValueModel
  /** Of the model of purchase times; null without one. */
  readonly parameters: Record<string, ParameterEstimate> | null
  readonly logLikelihood: number | null
  /** Of the spend model; null without one. */
  readonly spend: {
    readonly parameters: Record<string, ParameterEstimate>
    readonly logLikelihood: number
  } | null
  readonly scores: ValueScores
}

/**
 * Fits and predicts in one go.
 *
 * @example
 * const { fitted, scores } = scoreValue(columns, { model: 'mbg-nbd', horizonMonths: 12, discount: 0.1, margin: 1 })
 * // later, for the customers that changed: predictValue(fitted, changedColumns)
 */
export function scoreValue(
  columns: ValueColumns,
  settings: ValueSettings,
  holdout: Holdout | null = null,
): ValueResult {
  const fitted = fitValueModel(columns, settings, holdout)
  const { timing, spend } = fitted
  return {
    fitted,
    parameters: timing === null ? null : timingEstimates(columns, timing),
    logLikelihood: timing?.logLikelihood ?? null,
    spend:
      spend === null
        ? null
        : {
            parameters: parameterEstimates({ ...spend.parameters }, spend.standardErrors),
            logLikelihood: spend.logLikelihood,
          },
    scores: predictValue(fitted, columns),
  }
}
