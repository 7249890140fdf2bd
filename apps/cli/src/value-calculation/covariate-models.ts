import {
  bgNbdCovariates,
  type CovariateColumns,
  type CovariateModel,
  mbgNbdCovariates,
  paretoNbdCovariates,
  type TimingColumns,
  type TimingParameters,
} from '@rapport/metrics'
import type { COVARIATE_MODELS } from './value-request.ts'

/** A model of purchase times that covariates go into. */
export type CovariateModelId = (typeof COVARIATE_MODELS)[number]

/** The same with its equations. */
export type TimingCovariateModel = CovariateModel<TimingColumns, TimingParameters>

/** The models of purchase times by their names. */
export const timingCovariateModels: Readonly<Record<CovariateModelId, TimingCovariateModel>> = {
  'bg-nbd': bgNbdCovariates,
  'mbg-nbd': mbgNbdCovariates,
  'pareto-nbd': paretoNbdCovariates,
}

/** The covariates of the customers in some rows. */
export const pickCovariates = (
  { names, columns }: CovariateColumns,
  rows: readonly number[],
): CovariateColumns => ({
  names,
  columns: columns.map((values) => Float64Array.from(rows, (row) => values[row] ?? Number.NaN)),
})
