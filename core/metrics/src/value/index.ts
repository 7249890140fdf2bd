export * from './baselines.ts'
export * from './choice.ts'
export * from './columns.ts'
export * from './columns-builder.ts'
export * from './combined-value.ts'
export * from './contracts/index.ts'
export * from './covariates/index.ts'
export * from './decimal-sum.ts'
export * from './fit-value.ts'
export * from './holdout.ts'
export * from './local-day.ts'
export { type BetaBinomialParameters, bgBb } from './models/bg-bb.ts'
export { bgNbd } from './models/bg-nbd.ts'
export {
  expectedSpend,
  fitGammaGamma,
  type GammaGammaParameters,
  type SpendColumns,
  type SpendFit,
  type SpendLimit,
  spendLogLikelihood,
} from './models/gamma-gamma.ts'
export { mbgNbd } from './models/mbg-nbd.ts'
export { nbd } from './models/nbd.ts'
export { paretoNbd } from './models/pareto-nbd.ts'
export type { ParetoNbdParameters } from './models/pareto-nbd-likelihood.ts'
export type {
  BetaGeometricParameters,
  PriorChoice,
  PurchaseTiming,
  TimingColumns,
  TimingFit,
  TimingLimit,
  TimingModel,
  TimingModelId,
  TimingParameters,
} from './models/timing-model.ts'
export * from './occasions.ts'
export * from './parameter-estimates.ts'
export * from './predict-value.ts'
export * from './predict-with-covariates.ts'
export * from './predictive.ts'
export * from './score.ts'
export * from './summary.ts'
export * from './time-unit.ts'
export * from './uncertainty/index.ts'
export * from './validation.ts'
export * from './validation-report/index.ts'
export * from './value-change.ts'
export * from './value-scores.ts'
export * from './why.ts'
