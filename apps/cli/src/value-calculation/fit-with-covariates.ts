import path from 'node:path'
import {
  type CovariateColumns,
  type CovariateFit,
  type CovariateRow,
  customerParameters,
  type FittedValueModel,
  fitCovariates,
  fitValueModel,
  joinCovariates,
  type OwnParameters,
  pickRows,
  rowsWithOrders,
  type TimingParameters,
  type ValueAssociation,
  type ValueColumns,
} from '@rapport/metrics'
import { CommandError } from '../command-error.ts'
import { covariateAssociations } from './covariate-associations.ts'
import { pickCovariates, timingCovariateModels } from './covariate-models.ts'
import { computedFrom } from './data-error.ts'
import { fitSpendWithCovariates, type SpendCovariates } from './fit-spend-with-covariates.ts'

/** What the covariates came to. */
export interface CovariateSummary {
  /** Of purchase times. */
  readonly fit: CovariateFit
  /** Of amounts; null where none are known, or the covariates tell nothing of customers with amounts. */
  readonly spend: SpendCovariates | null
  /** How residual value goes with each covariate; null without a discount. */
  readonly associations: readonly ValueAssociation[] | null
  /** `auto` would have taken the simple estimate, which has no place for covariates. */
  readonly insteadOf: 'simple-horizon' | null
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

/**
 * Fits purchase times and amounts with the covariates of a file, in place of the fit without. Where `auto` took the simple
 * estimate, the model that led takes its place: covariates were asked for. Throws a CommandError where a covariate cannot
 * be used.
 */
export function fitWithCovariates(
  chosen: FittedValueModel,
  columns: ValueColumns,
  rows: readonly CovariateRow[],
  file: string,
): CovariatePrediction {
  const plain = withPurchaseModel(chosen, columns)
  const { timing, settings } = plain
  const id = timing?.model
  if (id === undefined || id === 'bg-bb') {
    throw new CommandError('The transactions tell nothing of purchase times that covariates could explain.')
  }
  const model = timingCovariateModels[id]
  const { covariates, unknownIds, customersWithoutRow } = joinCovariates(columns.ids, rows)
  // Who only ever brought something back has no purchase times to fit.
  const ordering = rowsWithOrders(columns)
  const observed = pickRows(columns, ordering)
  const ofOrdering = pickCovariates(covariates, ordering)
  // Of few repeat customers a range is told, which always has the weak prior.
  const prior = plain.outcome === 'range' ? 'weak' : settings.prior
  return computedFrom(path.basename(file), () => {
    const fit = fitCovariates(model, observed, ofOrdering, { prior })
    const spend = fitSpendWithCovariates(plain.spend, columns, covariates, prior)
    const timingCovariates = { model: id, fit, observed, covariates: ofOrdering }
    return {
      fitted: withCovariateFits(plain, fit, spend),
      covariates,
      own: {
        timing: (values) => customerParameters(model, fit, values),
        spend: spend === null ? null : spend.own,
      },
      summary: {
        fit,
        spend,
        associations: covariateAssociations(timingCovariates, spend, columns.unit, settings.discount),
        insteadOf: chosen.outcome === 'simple-horizon' ? 'simple-horizon' : null,
        unknownCustomers: unknownIds.length,
        customersWithoutRow: customersWithoutRow.length,
      },
    }
  })
}

/** The fit as it was chosen; with the leading model where that is the simple estimate. */
function withPurchaseModel(chosen: FittedValueModel, columns: ValueColumns): FittedValueModel {
  if (chosen.outcome !== 'simple-horizon') return chosen
  const { settings, choice } = chosen
  return { ...fitValueModel(columns, { ...settings, model: choice?.leader ?? 'mbg-nbd' }), settings, choice }
}

/** The parameters are those of a customer with the covariates in `reference`. */
function withCovariateFits(
  plain: FittedValueModel,
  ofTiming: CovariateFit,
  ofSpend: SpendCovariates | null,
): FittedValueModel {
  const { timing, spend } = plain
  return {
    ...plain,
    timing: timing === null ? null : { ...timing, ...estimatesOf(ofTiming) },
    spend: spend === null || ofSpend === null ? spend : { ...spend, ...estimatesOf(ofSpend.fit) },
  }
}

/** Without the covariance, which is of the coefficients too. */
const estimatesOf = <P extends TimingParameters>(fit: CovariateFit<P>) => {
  const { parameters, standardErrors, logLikelihood, prior } = fit
  return { parameters, standardErrors, covariance: null, logLikelihood, prior }
}
