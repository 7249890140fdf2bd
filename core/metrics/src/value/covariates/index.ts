export { bgNbdCovariates, mbgNbdCovariates } from './beta-geometric-covariates.ts'
export {
  type CovariateColumns,
  type CovariateRow,
  type JoinedCovariates,
  joinCovariates,
} from './covariate-columns.ts'
export type {
  CoefficientLimit,
  CovariateCoefficient,
  CovariateFit,
  LikelihoodRatioTest,
} from './covariate-fit.ts'
export type {
  CovariateLimit,
  CovariateModel,
  CovariateProcess,
  CovariateProcessName,
} from './covariate-model.ts'
export { customerParameters } from './customer-parameters.ts'
export { tellingCovariates } from './design.ts'
export { type CovariateOptions, fitCovariates, testCovariate } from './fit-covariates.ts'
export { gammaGammaCovariates, type SpendParameters } from './gamma-gamma-covariates.ts'
export { paretoNbdCovariates } from './pareto-nbd-covariates.ts'
export {
  type AssociationQuestion,
  type SpendAssociation,
  type TimingAssociation,
  type ValueAssociation,
  valueAssociation,
} from './value-association.ts'
