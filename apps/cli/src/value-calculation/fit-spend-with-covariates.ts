import {
  type CovariateColumns,
  type CovariateFit,
  customerParameters,
  type FittedValueModel,
  fitCovariates,
  type GammaGammaParameters,
  gammaGammaCovariates,
  type PriorChoice,
  type SpendColumns,
  type SpendParameters,
  spendOf,
  tellingCovariates,
  type ValueColumns,
} from '@rapport/metrics'
import { pickCovariates } from './covariate-models.ts'

/** What covariates tell of the amounts. */
export interface SpendCovariates {
  readonly fit: CovariateFit<SpendParameters>
  /** Covariates in which customers with amounts are alike, or which follow from others among them. */
  readonly leftOut: readonly string[]
  /** What was fitted. */
  readonly observed: SpendColumns
  readonly covariates: CovariateColumns
  /** The parameters of a customer with these covariates; null is "not known". */
  readonly own: (values: Readonly<Record<string, number | null>>) => GammaGammaParameters
}

/**
 * Fits Gamma-Gamma with covariates to the amounts that the fit without them rests on. Null where no amount is known, or
 * no covariate tells the customers with amounts apart. Throws a RangeError for covariates that cannot be used.
 */
export function fitSpendWithCovariates(
  spend: FittedValueModel['spend'],
  columns: ValueColumns,
  covariates: CovariateColumns,
  prior: PriorChoice,
): SpendCovariates | null {
  if (spend === null) return null
  const { orders, mean } = spendOf(columns, spend.basis)
  const rows = [...orders.keys()].filter((row) => (orders[row] ?? 0) > 0)
  const told = tellingCovariates(pickCovariates(covariates, rows))
  if (told.names.length === 0) return null
  const observed = {
    orders: Float64Array.from(rows, (row) => orders[row] ?? Number.NaN),
    mean: Float64Array.from(rows, (row) => mean[row] ?? Number.NaN),
  }
  const fit = fitCovariates(gammaGammaCovariates, observed, told, { prior })
  return {
    fit,
    leftOut: covariates.names.filter((name) => !told.names.includes(name)),
    observed,
    covariates: told,
    own: (values) =>
      customerParameters(
        gammaGammaCovariates,
        fit,
        Object.fromEntries(told.names.map((name) => [name, values[name] ?? null])),
      ),
  }
}
