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
  /** How many customers those in the report were drawn from; null where they are all. */
  readonly drawnFrom: number | null
}

export interface ValidationRequest {
  readonly model: ValueModelId
  readonly settings: ValueSettings
  readonly unit: 'day' | 'week' | 'month'
  readonly asOf: LocalDay
  /** In time units. */
  readonly holdout: number
  /** All customers, of whom those given may be a sample. */
  readonly customers: number
}

/**
 * Fits the model to the time before the last `holdout` units and compares its predictions with what happened in them.
 * Throws a CommandError where the holdout is as long as the data, or nobody could be fitted.
 */
export function validateHoldout(
  occasions: readonly CustomerOccasions[],
  request: ValidationRequest,
): HoldoutValidation {
  const { model, settings, unit: unitName, asOf, holdout, customers } = request
  const unit = TIME_UNITS[unitName]
  const split = splitOf(occasions, request)
  const observed = observeHoldout(occasions, { split, end: asOf, unit })
  const { calibration } = observed
  const fitted = fitValueModel(calibration, { ...settings, model })
  const future = futureOf(fitted)
  if (fitted.timing === null || future === null) {
    throw new CommandError(
      `No customer was observed for a day before ${formatLocalDay(split)}, so there is nothing to validate: hold back less than ${holdout} ${unitName}s.`,
    )
  }
  const { expectedSpend } = predictValue(fitted, calibration, { intervals: false })
  const orders = customerIntervals(
    { ...future, spend: null, horizon: observed.horizon, delta: 0, margin: 1 },
    calibration,
  )
  // A fit without a covariance has no intervals that allow for its parameters.
  const layer = Number.isNaN(orders.all[80].low[0] ?? Number.NaN) ? orders.customerAndPurchases : orders.all
  const report = validationReport(observed, {
    model: TIMING_MODELS[model],
    parameters: fitted.timing.parameters,
    expectedSpend: fitted.spend === null ? null : expectedSpend,
    intervals: INTERVAL_LEVELS.map((level) => ({ level: level / 100, ...layer[level] })),
  })
  return { fitted, report, drawnFrom: occasions.length < customers ? customers : null }
}

/** The last day before the held-back time. */
function splitOf(
  occasions: readonly CustomerOccasions[],
  { unit: unitName, asOf, holdout }: ValidationRequest,
): LocalDay {
  const unit = TIME_UNITS[unitName]
  const heldBack = Math.round(unit.toDays(holdout))
  if (heldBack < 1) {
    throw new CommandError(`The holdout of ${holdout} ${unitName}s is less than a day: hold back more.`)
  }
  let firstDay = asOf
  for (const { days } of occasions) firstDay = Math.min(firstDay, days[0] ?? asOf)
  const split = asOf - heldBack
  if (split > firstDay) return split
  const known = unit.fromDays(asOf - firstDay)
  throw new CommandError(
    `The holdout of ${holdout} ${unitName}s leaves nothing to learn from: the data span ${known.toFixed(1)} ${unitName}s, from ${formatLocalDay(firstDay)} to ${formatLocalDay(asOf)}. Hold back fewer.`,
  )
}
