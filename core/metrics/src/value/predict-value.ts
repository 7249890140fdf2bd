import { historicValue, plainFigures, simpleHorizon, simpleValue } from './baselines.ts'
import { checkColumns, rowsWithOrders, type ValueColumns } from './columns.ts'
import type { FittedValueModel } from './fit-value.ts'
import { predictByModel } from './predict-by-model.ts'
import { TIME_UNITS } from './time-unit.ts'
import {
  type NumberColumns,
  type PredictionOptions,
  unknownScores,
  type ValueScores,
} from './value-scores.ts'

/** `simple-horizon@1`. */
function predictSimply(fitted: FittedValueModel, columns: ValueColumns, scores: NumberColumns): void {
  const { churn, settings } = fitted
  const unit = TIME_UNITS[fitted.unit]
  for (const row of rowsWithOrders(columns)) {
    const plain = plainFigures(columns, row, churn)
    const history = {
      orders: columns.orders[row] ?? 0,
      ageMonths: unit.toMonths(columns.age[row] ?? Number.NaN),
    }
    const simple = simpleHorizon(plain, history, { churn, ...settings })
    if (simple === null) continue
    scores.clv[row] = simple.value ?? Number.NaN
    scores.low[row] = simple.low ?? Number.NaN
    scores.high[row] = simple.high ?? Number.NaN
    scores.expectedOrders[row] = simple.expectedOrders
    scores.expectedSpend[row] = plain.averageOrderValue ?? Number.NaN
  }
}

/**
 * Predicts the value of any customers, those of the fit or others, with a fitted model. Customers without an order get
 * no prediction. Throws a RangeError where the columns are in another time unit than the model, or a residual value is
 * asked for without a discount.
 */
export function predictValue(
  fitted: FittedValueModel,
  columns: ValueColumns,
  options: PredictionOptions = {},
): ValueScores {
  checkColumns(columns)
  if (columns.unit !== fitted.unit) {
    throw new RangeError(
      `The model was fitted in ${fitted.unit}s and the summaries are in ${columns.unit}s; summarise in ${fitted.unit}s.`,
    )
  }
  const { intervals = true, residual = false } = options
  if (residual && !(fitted.delta > 0)) {
    throw new RangeError(
      'Without a discount the value over all the time to come may have no end: set a discount above 0.',
    )
  }
  const scores = unknownScores(columns.ids.length)
  const { margin } = fitted.settings
  for (let row = 0; row < columns.ids.length; row += 1) {
    scores.historicValue[row] = historicValue(columns.historicValue[row] ?? Number.NaN, margin)
    scores.simpleValue[row] = simpleValue(plainFigures(columns, row, fitted.churn), margin) ?? Number.NaN
  }
  if (fitted.outcome === 'historic') scores.clv.set(scores.historicValue)
  else if (fitted.outcome === 'simple-horizon') predictSimply(fitted, columns, scores)
  else predictByModel(fitted, columns, scores, { intervals, residual })
  return { ids: columns.ids, ...scores }
}
