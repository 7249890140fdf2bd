import type { ValueColumns } from './columns.ts'
import { type FittedValueModel, fitValueModel, type ValueSettings } from './fit-value.ts'
import type { Holdout } from './holdout.ts'
import { predictValue } from './predict-value.ts'
import type { ValueScores } from './value-scores.ts'

/** One parameter with its uncertainty; the interval is 95 %, exp(ln value ± 1.96 SE of the logarithm). */
export interface ParameterEstimate {
  readonly value: number
  readonly standardError: number | null
  readonly low: number | null
  readonly high: number | null
}

const NORMAL_975 = 1.959_963_984_540_054

/**
 * Estimates by name, for a fit's parameters and standard errors. The interval is symmetric on the log scale, where
 * simulated coverage is near 95 % also at 300 customers; on the natural scale it falls to 78–92 %.
 */
export function parameterEstimates<Name extends string>(
  parameters: Readonly<Record<Name, number>>,
  standardErrors: Readonly<Record<Name, number>> | null,
): Record<string, ParameterEstimate> {
  const estimates: Record<string, ParameterEstimate> = {}
  for (const name in parameters) {
    const value = parameters[name]
    const standardError = standardErrors?.[name] ?? null
    const factor = standardError === null ? null : Math.exp((NORMAL_975 * standardError) / value)
    estimates[name] = {
      value,
      standardError,
      low: factor === null ? null : value / factor,
      high: factor === null ? null : value * factor,
    }
  }
  return estimates
}

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
    parameters: timing === null ? null : parameterEstimates({ ...timing.parameters }, timing.standardErrors),
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
