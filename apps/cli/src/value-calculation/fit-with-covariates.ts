import path from 'node:path'
import {
  bgNbdCovariates,
  type CovariateColumns,
  type CovariateFit,
  type CovariateModel,
  type CovariateRow,
  customerParameters,
  type FittedValueModel,
  fitCovariates,
  joinCovariates,
  mbgNbdCovariates,
  type OwnParameters,
  paretoNbdCovariates,
  pickRows,
  rowsWithOrders,
  type TimingColumns,
  type TimingParameters,
  type ValueColumns,
} from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { computedFrom } from './data-error.ts'
import type { COVARIATE_MODELS } from './value-request.ts'

/** What the covariates came to. */
export interface CovariateSummary {
  readonly fit: CovariateFit
  /** Rows of customers without transactions, and customers without a row. */
  readonly unknownCustomers: number
  readonly customersWithoutRow: number
}

/** A fit with covariates, ready to predict. */
export interface CovariatePrediction {
  readonly fitted: FittedValueModel
  readonly covariates: CovariateColumns
  readonly own: OwnParameters
  readonly summary: CovariateSummary
}

const models: Readonly<
  Record<(typeof COVARIATE_MODELS)[number], CovariateModel<TimingColumns, TimingParameters>>
> = {
  'bg-nbd': bgNbdCovariates,
  'mbg-nbd': mbgNbdCovariates,
  'pareto-nbd': paretoNbdCovariates,
}

/**
 * Fits purchase times with the covariates of a file, in place of the fit without. Throws a CommandError where a covariate
 * cannot be used.
 */
export function fitWithCovariates(
  plain: FittedValueModel,
  columns: ValueColumns,
  rows: readonly CovariateRow[],
  file: string,
): CovariatePrediction {
  const { timing } = plain
  if (timing === null || timing.model === 'bg-bb') {
    throw new CommandError('The transactions tell nothing of purchase times that covariates could explain.')
  }
  const model = models[timing.model]
  const { covariates, unknownIds, customersWithoutRow } = joinCovariates(columns.ids, rows)
  // Who only ever brought something back has no purchase times to fit.
  const ordering = rowsWithOrders(columns)
  const ofOrdering = {
    ...covariates,
    columns: covariates.columns.map((values) =>
      Float64Array.from(ordering, (row) => values[row] ?? Number.NaN),
    ),
  }
  const fit = computedFrom(path.basename(file), () =>
    fitCovariates(model, pickRows(columns, ordering), ofOrdering, { prior: plain.settings.prior }),
  )
  const { parameters, standardErrors, logLikelihood, prior } = fit
  return {
    fitted: {
      ...plain,
      timing: { ...timing, parameters, standardErrors, covariance: null, logLikelihood, prior },
    },
    covariates,
    own: { timing: (values) => customerParameters(model, fit, values), spend: null },
    summary: { fit, unknownCustomers: unknownIds.length, customersWithoutRow: customersWithoutRow.length },
  }
}
