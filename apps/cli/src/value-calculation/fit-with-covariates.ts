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
  type TimingColumns,
  type TimingParameters,
  type ValueColumns,
} from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
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
 * Fits purchase times with covariates, in place of the fit without. Throws a CommandError where a covariate cannot be
 * used.
 */
export function fitWithCovariates(
  plain: FittedValueModel,
  columns: ValueColumns,
  rows: readonly CovariateRow[],
): CovariatePrediction {
  const { timing } = plain
  if (timing === null || timing.model === 'bg-bb') {
    throw new CommandError('There is no model of purchase times for the covariates to go into.')
  }
  const model = models[timing.model]
  try {
    const { covariates, unknownIds, customersWithoutRow } = joinCovariates(columns.ids, rows)
    const fit = fitCovariates(model, columns, covariates, { prior: plain.settings.prior })
    const { parameters, standardErrors, logLikelihood } = fit
    return {
      fitted: {
        ...plain,
        timing: { ...timing, parameters, standardErrors, covariance: null, logLikelihood },
      },
      covariates,
      own: { timing: (values) => customerParameters(model, fit, values), spend: null },
      summary: {
        fit,
        unknownCustomers: unknownIds.length,
        customersWithoutRow: customersWithoutRow.length,
      },
    }
  } catch (cause) {
    if (cause instanceof RangeError) throw new CommandError(cause.message)
    throw cause
  }
}
