import {
  type CustomerOccasions,
  customerIntervals,
  type FittedValueModel,
  fitValueModel,
  formatLocalDay,
  futureOf,
  INTERVAL_LEVELS,
  type LocalDay,
  observeHoldout,
  predictValue,
  TIME_UNITS,
  TIMING_MODELS,
  type ValidationReport,
  type ValueModelId,
  type ValueSettings,
  validationReport,
} from '@rapport/metrics'
import { CommandError } from '../command-error.ts'

/** A model fitted to what was known before the split, and how it did after it. */
export interface HoldoutValidation {
  readonly fitted: FittedValueModel
  readonly report: ValidationReport
}

export interface ValidationRequest {
  readonly model: ValueModelId
  readonly settings: ValueSettings
  readonly unit: 'day' | 'week' | 'month'
  readonly asOf: LocalDay
  /** In time units. */
  readonly holdout: number
}

/**
 * Fits the model to the time before the last `holdout` units and compares its predictions with what happened in them.
 * Throws a CommandError where the holdout is as long as the data, or nobody could be fitted.
 */
export function validateHoldout(
  customers: readonly CustomerOccasions[],
  { model, settings, unit: unitName, asOf, holdout }: ValidationRequest,
): HoldoutValidation {
  const unit = TIME_UNITS[unitName]
  const split = asOf - Math.round(unit.toDays(holdout))
  let firstDay = asOf
  for (const { days } of customers) firstDay = Math.min(firstDay, days[0] ?? asOf)
  if (split <= firstDay || split >= asOf) {
    const known = unit.fromDays(asOf - firstDay)
    throw new CommandError(
      `The holdout of ${holdout} ${unitName}s leaves nothing to learn from: the data span ${known.toFixed(1)} ${unitName}s, from ${formatLocalDay(firstDay)} to ${formatLocalDay(asOf)}. Hold back fewer.`,
    )
  }
  const observed = observeHoldout(customers, { split, end: asOf, unit })
  const { calibration } = observed
  const fitted = fitValueModel(calibration, { ...settings, model })
  const future = futureOf(fitted)
  if (fitted.timing === null || future === null) {
    throw new CommandError(
      `No customer was observed for a day before ${formatLocalDay(split)}, so there is nothing to validate: hold back fewer ${unitName}s.`,
    )
  }
  const { expectedSpend } = predictValue(fitted, calibration, { intervals: false })
  const orders = customerIntervals(
    { ...future, spend: null, horizon: observed.horizon, delta: 0, margin: 1 },
    calibration,
  )
  // A fit without a covariance has no intervals that allow for its parameters.
  const layer = fitted.timing.covariance === null ? orders.customerAndPurchases : orders.all
  const report = validationReport(observed, {
    model: TIMING_MODELS[model],
    parameters: fitted.timing.parameters,
    expectedSpend: fitted.spend === null ? null : expectedSpend,
    intervals: INTERVAL_LEVELS.map((level) => ({ level: level / 100, ...layer[level] })),
  })
  return { fitted, report }
}
