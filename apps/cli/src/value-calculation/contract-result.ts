import {
  BILLING_PERIODS,
  type BillingPeriod,
  type ParameterEstimate,
  parameterEstimates,
} from '@rapport/metrics'
import type { ContractCalculation } from './calculate-value.ts'

/** The retention models by billing period, and how many customers have contracts; plain data. */
export function contractResult({ models, base }: ContractCalculation) {
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
  const { parameters, standardErrors, covariance, logLikelihood, prior, limit } = model.fit
  return {
    method: model.method,
    parameters: parameterEstimates(parameters, standardErrors),
    logLikelihood,
    prior,
    limit,
    covariance,
  }
}

/**
 * What stands in the place of the purchase model where there are contracts only: sBG of the one billing period, or of that
 * with the most customers. Without parameters where one rate for all stands in for sBG.
 */
export function contractModelResult({ models, base }: ContractCalculation) {
  const customers = (period: BillingPeriod) =>
    base.customers.filter(({ tenure }) => tenure?.period === period).length
  const [billingPeriod = null] = BILLING_PERIODS.filter((period) => models[period] !== null).toSorted(
    (left, right) => customers(right) - customers(left),
  )
  const result = billingPeriod === null ? null : periodResult(models, billingPeriod)
  if (result?.method === 'sbg') {
    const { method: _, ...fitted } = result
    return { billingPeriod, ...fitted }
  }
  const parameters: Readonly<Record<string, ParameterEstimate>> = {}
  return { billingPeriod, parameters, logLikelihood: null, prior: null, limit: null, covariance: null }
}
