import {
  type FittedValueModel,
  type ParameterEstimate,
  parameterEstimates,
  TIME_UNITS,
  timingEstimates,
  type ValueColumns,
} from '@rapport/metrics'
import type { ContractCalculation, PurchaseCalculation, ValueCalculation } from './calculate-value.ts'
import { contractModelResult, contractResult } from './contract-result.ts'
import { covariateFitResult, covariateResult } from './covariate-result.ts'
import type { SpendCovariates } from './fit-spend-with-covariates.ts'
import type { ValueRequest } from './value-request.ts'

/** Everything of the result but the customers; plain data. */
export function valueResult(request: ValueRequest, calculation: ValueCalculation) {
  const { purchases, contracts, total, asOf, horizon } = calculation
  const fitted = purchases?.fitted ?? null
  return {
    policy: fitted?.choice?.policy ?? fitted?.policy ?? 'sbg@1',
    model: fitted?.outcome ?? 'sbg',
    unit: request.unit,
    asOf,
    horizon,
    discount: { annual: request.discount, perUnit: TIME_UNITS[request.unit].discountRate(request.discount) },
    margin: request.margin,
    currency: purchases?.currency ?? null,
    n: countsOf(purchases, contracts),
    ...modelResult(purchases, contracts),
    unfitted: fitted?.unfitted ?? null,
    spend: spendResult(fitted, purchases?.covariates?.spend ?? null),
    ...(purchases?.covariates == null ? {} : { covariates: covariateResult(purchases.covariates) }),
    ...(contracts === null ? {} : { contracts: contractResult(contracts) }),
    choice: fitted?.choice ?? null,
    total,
  }
}

function countsOf(purchases: PurchaseCalculation | null, contracts: ContractCalculation | null) {
  const counts = purchases?.counts
  return {
    customers: counts?.customers ?? contracts?.base.customers.length ?? 0,
    transactions: counts?.transactions ?? 0,
    ...(counts === undefined
      ? {}
      : {
          rows: counts.rows,
          skipped: counts.skipped,
          setAside: counts.setAside,
          duplicates: counts.duplicates,
          afterAsOf: counts.afterAsOf,
        }),
    ...(contracts === null ? {} : { contractCustomers: contracts.base.customers.length }),
  }
}

/** What was estimated: of purchase times; of contracts where there are no purchases. */
function modelResult(purchases: PurchaseCalculation | null, contracts: ContractCalculation | null) {
  if (purchases === null && contracts !== null) return contractModelResult(contracts)
  const covariates = purchases?.covariates ?? null
  // With covariates the parameters are those of a customer without them: the columns alone do not hold these.
  const columns = covariates === null ? (purchases?.columns ?? null) : null
  const timing = timingResult(purchases?.fitted ?? null, columns)
  return covariates === null ? timing : { ...timing, limit: covariates.fit.limit }
}

const nothingEstimated: Readonly<Record<string, ParameterEstimate>> = {}

function timingResult(fitted: FittedValueModel | null, columns: ValueColumns | null) {
  const timing = fitted?.timing ?? null
  if (timing === null) return { parameters: nothingEstimated, logLikelihood: null, prior: null, limit: null }
  const { parameters, standardErrors, logLikelihood, prior, limit, covariance } = timing
  const shown =
    columns === null ? parameterEstimates(parameters, standardErrors) : timingEstimates(columns, timing)
  return { parameters: shown, logLikelihood, prior, limit, covariance }
}

function spendResult(fitted: FittedValueModel | null, covariates: SpendCovariates | null) {
  const spend = fitted?.spend ?? null
  if (spend === null) return null
  const { p, q, gamma } = spend.parameters
  const { standardErrors, logLikelihood, prior, limit, basis, covariance } = spend
  return {
    parameters: parameterEstimates({ p, q, gamma }, standardErrors === null ? null : { ...standardErrors }),
    logLikelihood,
    prior,
    limit: covariates === null ? limit : covariates.fit.limit,
    basis,
    covariance,
    ...(covariates === null
      ? {}
      : { covariates: { ...covariateFitResult(covariates.fit), leftOut: covariates.leftOut } }),
  }
}

/** What the holdout showed, with the fit to the time before it; plain data. */
export function validationResult({ purchases }: ValueCalculation) {
  const validation = purchases?.validation ?? null
  if (validation === null) return null
  const { fitted, report, drawnFrom } = validation
  const { parameters, logLikelihood } = timingResult(fitted, null)
  return {
    parameters,
    logLikelihood,
    spend: spendResult(fitted, null),
    // Covariates are as of today, so that a fit to the past with them would know what was still to come.
    withCovariates: false,
    drawnFrom,
    ...report,
  }
}
