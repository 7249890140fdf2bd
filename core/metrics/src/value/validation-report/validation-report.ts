import type { TimingModel, TimingModelId, TimingParameters } from '../models/timing-model.ts'
import type { TimeUnitName } from '../time-unit.ts'
import { type PredictionQuality, predictionQuality } from '../validation.ts'
import { correlation } from './correlation.ts'
import { type Decile, decilesByPrediction, meansByTenth } from './deciles.ts'
import {
  type ConditionalBin,
  conditionalExpectation,
  type FrequencyBin,
  frequencyHistogram,
} from './frequency-bins.ts'
import { type IntervalCoverage, intervalCoverage, type LevelIntervals } from './interval-coverage.ts'
import { baselineMethods, type Method, type MethodName, modelMethod } from './methods.ts'
import type { ObservedHoldout } from './observed-holdout.ts'
import { poissonIntervals } from './poisson-intervals.ts'
import { type Tracking, tracking } from './tracking.ts'

/** How well one method met what happened. */
export interface MethodMeasures extends PredictionQuality {
  readonly method: MethodName
  readonly role: 'model' | 'baseline'
  /** Pearson's, customer by customer; null where one side does not vary. */
  readonly correlation: number | null
  /** From the highest predictions to the lowest. */
  readonly deciles: readonly Decile[]
  /** Its mean prediction for the customers in each tenth of the model's ranking: all methods on the same customers. */
  readonly modelTenths: readonly number[]
}

/** How often the orders of a customer lay in the interval of a method. */
export interface MethodCoverage {
  readonly method: MethodName
  readonly role: 'model' | 'baseline'
  readonly levels: readonly IntervalCoverage[]
}

/** Everything that is known of how a model did on held-back time, beside the baselines. Plain data. */
export interface ValidationReport {
  readonly model: TimingModelId
  readonly unit: TimeUnitName
  readonly customers: number
  /** The held-back time, in time units. */
  readonly horizon: number
  /** The last day of the calibration, `YYYY-MM-DD`. */
  readonly splitAt: string
  readonly tracking: Tracking
  readonly frequency: readonly FrequencyBin[]
  readonly conditional: readonly ConditionalBin[]
  /** Of the number of orders; the model first. */
  readonly orders: readonly MethodMeasures[]
  /** Of the amounts, over the customers whose amounts are known; null where there are none. */
  readonly revenue: { readonly customers: number; readonly methods: readonly MethodMeasures[] } | null
  /** Of the number of orders; empty where no intervals were given. */
  readonly coverage: readonly MethodCoverage[]
}

/** A model fitted to the calibration of a holdout, and what it says of its customers. */
export interface ValidatedModel<P extends TimingParameters> {
  readonly model: TimingModel<P>
  readonly parameters: P
  /** For each customer, the expected amount of one order; null where no amounts are known. */
  readonly expectedSpend: Float64Array | null
  /** Predicted intervals of the number of orders, one for each level. */
  readonly intervals: readonly LevelIntervals[]
}

function measures(
  { name, role }: Method,
  predicted: Float64Array,
  actual: Float64Array,
  byModel: Float64Array,
): MethodMeasures {
  return {
    method: name,
    role,
    ...predictionQuality(predicted, actual),
    correlation: correlation(predicted, actual),
    deciles: decilesByPrediction(predicted, actual),
    modelTenths: meansByTenth(byModel, predicted),
  }
}

/** The methods on the customers for whom all of them, and what happened, are known in money. */
function revenueMeasures(holdout: ObservedHoldout, methods: readonly Method[]): ValidationReport['revenue'] {
  const priced = methods.flatMap((method) =>
    method.revenue === null ? [] : [{ method, predicted: method.revenue }],
  )
  const known: number[] = []
  holdout.revenue.forEach((actual, row) => {
    const all = priced.every(({ predicted }) => !Number.isNaN(predicted[row] ?? Number.NaN))
    if (all && !Number.isNaN(actual)) known.push(row)
  })
  const pick = (values: Float64Array) => Float64Array.from(known, (row) => values[row] ?? Number.NaN)
  const actual = pick(holdout.revenue)
  const [leading] = priced
  if (leading?.method.role !== 'model' || !actual.some((amount) => amount > 0)) return null
  const byModel = pick(leading.predicted)
  return {
    customers: known.length,
    methods: priced.map(({ method, predicted }) => measures(method, pick(predicted), actual, byModel)),
  }
}

function coverageOf(
  { name, role }: Method,
  intervals: readonly LevelIntervals[],
  actual: Float64Array,
): MethodCoverage {
  const levels = intervals.map((level) => intervalCoverage(level, actual))
  return { method: name, role, levels: levels.filter((level) => level !== null) }
}

/**
 * Validates a model that was fitted to the calibration of a holdout, beside the baselines, which get Poisson intervals
 * as they have none of their own. Throws a RangeError where the holdout has no customers or a column is of other
 * length.
 */
export function validationReport<P extends TimingParameters>(
  holdout: ObservedHoldout,
  { model, parameters, expectedSpend, intervals }: ValidatedModel<P>,
): ValidationReport {
  const { calibration, orders } = holdout
  const fitted = modelMethod(holdout, model, parameters, expectedSpend)
  const baselines = baselineMethods(holdout)
  const methods = [fitted, ...baselines]
  return {
    model: model.id,
    unit: calibration.unit,
    customers: orders.length,
    horizon: holdout.horizon,
    splitAt: holdout.splitAt,
    tracking: tracking(holdout, model, parameters, baselines),
    frequency: frequencyHistogram(calibration, model, parameters),
    conditional: conditionalExpectation(calibration.frequency, orders, methods),
    orders: methods.map((method) => measures(method, method.orders, orders, fitted.orders)),
    revenue: revenueMeasures(holdout, methods),
    coverage:
      intervals.length === 0
        ? []
        : [
            coverageOf(fitted, intervals, orders),
            ...baselines.map((method) => {
              const levels = intervals.map(({ level }) => poissonIntervals(method.orders, level))
              return coverageOf(method, levels, orders)
            }),
          ],
  }
}
