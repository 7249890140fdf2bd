import {
  type FittedValueModel,
  predictValue,
  predictWithCovariates,
  type ValueColumns,
  type ValueScores,
} from '@rapport/metrics'
import type { CovariatePrediction } from './fit-with-covariates.ts'

/** Predicts all customers, each with its own parameters where there are covariates. */
export function predictColumns(
  fitted: FittedValueModel,
  columns: ValueColumns,
  joined: CovariatePrediction | null,
): ValueScores {
  return joined === null
    ? predictValue(fitted, columns)
    : predictWithCovariates(fitted, columns, joined.covariates, joined.own)
}
