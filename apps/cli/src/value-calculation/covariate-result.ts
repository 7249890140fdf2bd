import type { CovariateFit, TimingParameters } from '@rapport/metrics'
import type { CovariateSummary } from './fit-with-covariates.ts'

/** Coefficients of one model with their covariance, rows and columns named by `covarianceNames`; plain data. */
export function covariateFitResult<P extends TimingParameters>(fit: CovariateFit<P>) {
  const { coefficients, reference, covarianceNames, covariance, test, ridge, prior, limit } = fit
  return {
    coefficients,
    reference,
    covarianceNames,
    covariance,
    likelihoodRatioTest: test,
    ridge,
    prior,
    limit,
  }
}

/** What covariates tell of purchase times and of value; those of amounts stand with the amounts. */
export function covariateResult(summary: CovariateSummary) {
  const { fit, associations, insteadOf, unknownCustomers, customersWithoutRow } = summary
  return {
    ...covariateFitResult(fit),
    associations,
    insteadOf,
    unknownCustomers,
    customersWithoutRow,
  }
}
