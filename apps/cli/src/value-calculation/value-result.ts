import {
  BILLING_PERIODS,
  type BillingPeriod,
  type FittedValueModel,
  type ParameterEstimate,
  parameterEstimates,
  TIME_UNITS,
  timingEstimates,
  type ValueColumns,
} from '@rapport/metrics'
import type { ContractCalculation, PurchaseCalculation, ValueCalculation } from './calculate-value.ts'
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
    // With covariates the parameters are those of a customer without them: the columns alone do not hold these.
    ...timingResult(fitted, purchases?.covariates == null ? (purchases?.columns ?? null) : null),
    ...(purchases?.covariates == null ? {} : { limit: purchases.covariates.fit.limit }),
    unfitted: fitted?.unfitted ?? null,
    spend: spendResult(fitted),
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

function estimates(
  parameters: Readonly<Record<string, number>>,
  standardErrors: Readonly<Record<string, number>> | null,
): Readonly<Record<string, ParameterEstimate>> {
  return parameterEstimates(parameters, standardErrors)
}

function timingResult(fitted: FittedValueModel | null, columns: ValueColumns | null) {
  const timing = fitted?.timing ?? null
  if (timing === null) return { parameters: {}, logLikelihood: null, prior: null, limit: null }
  const { parameters, standardErrors, logLikelihood, prior, limit, covariance } = timing
  const shown = columns === null ? estimates(parameters, standardErrors) : timingEstimates(columns, timing)
  return { parameters: shown, logLikelihood, prior, limit, covariance }
}

function spendResult(fitted: FittedValueModel | null) {
  const spend = fitted?.spend ?? null
  if (spend === null) return null
  const { p, q, gamma } = spend.parameters
  const { standardErrors, logLikelihood, prior, limit, basis, covariance } = spend
  return {
    parameters: estimates({ p, q, gamma }, standardErrors === null ? null : { ...standardErrors }),
    logLikelihood,
    prior,
    limit,
    basis,
    covariance,
  }
}

function covariateResult({
  fit,
  unknownCustomers,
  customersWithoutRow,
}: NonNullable<PurchaseCalculation['covariates']>) {
  const { coefficients, reference, test, ridge, prior, limit } = fit
  return {
    coefficients,
    reference,
    likelihoodRatioTest: test,
    ridge,
    prior,
    limit,
    unknownCustomers,
    customersWithoutRow,
  }
}

function contractResult({ models, base }: ContractCalculation) {
  const periods = BILLING_PERIODS.flatMap((period) => {
    const model = periodResult(models, period)
    return model === null ? [] : [[period, model] as const]
  })
  const status = (wanted: string) => base.customers.filter((customer) => customer.status === wanted).length
  return {
    policy: 'sbg@1',
    convention: 'first-payment-excluded',
    current: status('current'),
    ended: status('ended'),
    upcoming: status('upcoming'),
    models: Object.fromEntries(periods),
  }
}

function periodResult(models: ContractCalculation['models'], period: BillingPeriod) {
  const model = models[period]
  if (model === null || model.method === 'simple-retention') return model
  const { parameters, standardErrors, logLikelihood, prior, limit } = model.fit
  return {
    method: model.method,
    parameters: estimates(parameters, standardErrors),
    logLikelihood,
    prior,
    limit,
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
    spend: spendResult(fitted),
    // Covariates are as of today, so that a fit to the past with them would know what was still to come.
    withCovariates: false,
    drawnFrom,
    ...report,
  }
}
