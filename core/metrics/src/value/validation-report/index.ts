export { correlation, rankCorrelation } from './correlation.ts'
export { type Decile, decilesByPrediction } from './deciles.ts'
export {
  type ConditionalBin,
  conditionalExpectation,
  type FrequencyBin,
  frequencyHistogram,
  LAST_BIN,
} from './frequency-bins.ts'
export { ordersByModel, ordersBySimpleHorizon, ordersCarriedOn } from './holdout-predictions.ts'
export { type IntervalCoverage, intervalCoverage, type LevelIntervals } from './interval-coverage.ts'
export {
  type BaselineMethod,
  type BaselineName,
  baselineMethods,
  type Method,
  type MethodName,
  modelMethod,
} from './methods.ts'
export {
  type CustomerOccasions,
  customerOccasions,
  type HoldoutDays,
  type ObservedHoldout,
  observeHoldout,
} from './observed-holdout.ts'
export { poissonIntervals } from './poisson-intervals.ts'
export { ROLLING_ORIGINS, type RollingSplit, rollingHoldouts, rollingSplits } from './rolling-holdouts.ts'
export { expectedRepeats, type Tracking, type TrackingLine, tracking } from './tracking.ts'
export { type TrackingPeriods, trackingPeriods } from './tracking-periods.ts'
export {
  type MethodCoverage,
  type MethodMeasures,
  type ValidatedModel,
  type ValidationReport,
  validationReport,
} from './validation-report.ts'
