import {
  type CustomerColumns,
  customerIntervals,
  type Ends,
  type FittedValueModel,
  futureOf,
  pickRows,
  predictValue,
  predictWithCovariates,
  rowsWithOrders,
  spendOf,
  type ValueColumns,
  type ValueScores,
} from '@rapport/metrics'
import type { CovariatePrediction } from './fit-with-covariates.ts'

/** The level of `low` and `high`, in percent. */
const LEVEL = 80

/**
 * So many customers settle the parameters to a few thousandths, which no longer shows in the interval of one of them; and
 * their histories are so many that looking at the parameters from all sides takes minutes.
 */
const PARAMETERS_SETTLED = 200_000

/**
 * Predicts all customers. The interval of each allows for the parameters, the customer and its purchases; for the latter
 * two where the fit has no covariance, each customer has parameters of its own by its covariates, or so many customers
 * (`settled`) leave no doubt of the parameters.
 */
export function predictColumns(
  fitted: FittedValueModel,
  columns: ValueColumns,
  joined: CovariatePrediction | null,
  settled = PARAMETERS_SETTLED,
): ValueScores {
  if (joined !== null) return predictWithCovariates(fitted, columns, joined.covariates, joined.own)
  const future = futureOf(fitted)
  if (future === null || fitted.spend === null || columns.ids.length > settled) {
    return predictValue(fitted, columns)
  }
  const scores = predictValue(fitted, columns, { intervals: false })
  const rows = rowsWithOrders(columns)
  const intervals = customerIntervals(future, pricedCustomers(fitted.spend.basis, columns, rows))
  writeEnds(scores, rows, intervals.all[LEVEL], intervals.customerAndPurchases[LEVEL])
  return scores
}

/** The customers in some rows, with the orders and amounts that the spend model rests on. */
export function pricedCustomers(
  basis: NonNullable<FittedValueModel['spend']>['basis'],
  columns: ValueColumns,
  rows: readonly number[],
): CustomerColumns {
  const known = rows.length === columns.ids.length ? columns : pickRows(columns, rows)
  const { orders, mean } = spendOf(known, basis)
  const { frequency, recency, age } = known
  return { frequency, recency, age, priced: orders, meanAmount: mean }
}

function writeEnds(scores: ValueScores, rows: readonly number[], all: Ends, atEstimate: Ends): void {
  for (let place = 0; place < rows.length; place += 1) {
    const isUnknown = Number.isNaN(all.low[place]) || Number.isNaN(all.high[place])
    const ends = isUnknown ? atEstimate : all
    const row = rows[place] ?? 0
    const value = scores.clv[row] ?? Number.NaN
    const low = ends.low[place] ?? Number.NaN
    const high = ends.high[place] ?? Number.NaN
    // A very skewed distribution has its mean outside of its own interval; a range has no value to hold.
    scores.low[row] = Number.isNaN(value) ? low : Math.min(value, low)
    scores.high[row] = Number.isNaN(value) ? high : Math.max(value, high)
  }
}
