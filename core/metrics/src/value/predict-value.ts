import { historicValue, plainFigures, simpleHorizon, simpleValue } from './baselines.ts'
import { checkColumns, rowsWithOrders, type ValueColumns } from './columns.ts'
import { distinctRows } from './distinct-rows.ts'
import { type FittedValueModel, spendOf, TIMING_MODELS } from './fit-value.ts'
import { expectedSpend } from './models/gamma-gamma.ts'
import { type OrderCounts, orderCounts, SpendQuantiles } from './predictive.ts'
import { TIME_UNITS } from './time-unit.ts'

/** Predictions as columns, one row for each customer in the order asked; NaN is "unknown", never 0. */
export interface ValueScores {
  readonly ids: readonly string[]
  /** Expected value from the evaluation to the horizon, discounted, at margin. */
  readonly clv: Float64Array
  /** 80 % interval of that value, widened to contain `clv` where the distribution is so skewed that its mean lies outside. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** Orders expected up to the horizon, not discounted. */
  readonly expectedOrders: Float64Array
  readonly probabilityAlive: Float64Array
  /** Expected amount of one order, before margin. */
  readonly expectedSpend: Float64Array
  /** Won to date, net of refunds, at margin. */
  readonly historicValue: Float64Array
  /** `simple@1`, the textbook figure: to be shown, never taken for `clv`. */
  readonly simpleValue: Float64Array
}

type NumberColumns = Omit<ValueScores, 'ids'>

function unknownScores(rows: number): NumberColumns {
  const unknown = () => new Float64Array(rows).fill(Number.NaN)
  return {
    clv: unknown(),
    low: unknown(),
    high: unknown(),
    expectedOrders: unknown(),
    probabilityAlive: unknown(),
    expectedSpend: unknown(),
    historicValue: unknown(),
    simpleValue: unknown(),
  }
}

/** What customers with the same frequency and age share: orders up to the horizon, if they are alive. */
interface WhileAlive {
  readonly orders: number
  readonly discounted: number
  /** Null where no amount is known. */
  readonly counts: OrderCounts | null
}

/**
 * `btyd@1`. Everything but the scale of the amounts depends on (x, t_x, T) and the number of priced orders, so it is
 * computed once for each distinct row; the expectation and the counts once for each (x, T).
 */
function predictByModel(fitted: FittedValueModel, columns: ValueColumns, scores: NumberColumns): void {
  const { timing, spend, settings, delta } = fitted
  if (timing === null) return
  const model = TIMING_MODELS[timing.model]
  const horizon = TIME_UNITS[fitted.unit].fromMonths(settings.horizonMonths)
  const rows = rowsWithOrders(columns)
  const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN)
  const frequency = pick(columns.frequency)
  const recency = pick(columns.recency)
  const age = pick(columns.age)
  const amounts = spend === null ? null : spendOf(columns, spend.basis)
  const priced = amounts === null ? new Float64Array(rows.length) : pick(amounts.orders)

  const distinct = distinctRows([frequency, age, priced, recency])
  const at = (column: Float64Array, place: number) => column[distinct.first[place] ?? 0] ?? Number.NaN
  // Neighbours in this order share expectations and counts, so that those of one (x, T) are held at a time.
  const order = Uint32Array.from(distinct.first, (_, place) => place).sort(
    (left, right) =>
      at(frequency, left) - at(frequency, right) ||
      at(age, left) - at(age, right) ||
      at(priced, left) - at(priced, right) ||
      at(recency, right) - at(recency, left),
  )
  const alive = new Float64Array(distinct.count)
  const orders = new Float64Array(distinct.count)
  const discounted = new Float64Array(distinct.count)
  const low = new Float64Array(distinct.count)
  const high = new Float64Array(distinct.count)
  const quantiles = spend === null ? null : new SpendQuantiles(spend.parameters)

  let shared: WhileAlive | null = null
  let sharedFrequency = Number.NaN
  let sharedAge = Number.NaN
  for (const place of order) {
    const customer = { frequency: at(frequency, place), recency: at(recency, place), age: at(age, place) }
    if (shared === null || customer.frequency !== sharedFrequency || customer.age !== sharedAge) {
      sharedFrequency = customer.frequency
      sharedAge = customer.age
      const key = [timing.parameters, customer.frequency, customer.age, horizon] as const
      shared = {
        orders: model.expectedWhileAlive(...key),
        discounted: model.discountedWhileAlive(...key, delta),
        counts: quantiles === null ? null : orderCounts(model.futureOrders(...key, 1e-7)),
      }
    }
    const chance = model.probabilityAlive(timing.parameters, customer)
    alive[place] = chance
    orders[place] = chance * shared.orders
    discounted[place] = chance * shared.discounted
    if (quantiles !== null && shared.counts !== null) {
      const interval = quantiles.interval(chance, shared.counts, at(priced, place))
      low[place] = interval.low
      high[place] = interval.high
    }
  }

  rows.forEach((row, index) => {
    const place = distinct.of[index] ?? 0
    // Under 30 repeat customers only the interval is told.
    const told = fitted.outcome !== 'range'
    const expected = orders[place] ?? Number.NaN
    if (told) {
      scores.expectedOrders[row] = expected
      scores.probabilityAlive[row] = alive[place] ?? Number.NaN
    }
    if (spend === null || amounts === null) return
    const count = priced[index] ?? 0
    const mean = amounts.mean[row] ?? Number.NaN
    const perOrder = expectedSpend(spend.parameters, count, mean)
    const worth = discounted[place] ?? Number.NaN
    const clv = perOrder === null ? Number.NaN : worth * perOrder * settings.margin
    if (told) {
      scores.expectedSpend[row] = perOrder ?? Number.NaN
      scores.clv[row] = clv
    }
    const scale = spend.parameters.gamma + (count === 0 ? 0 : count * mean)
    const factor = scale * settings.margin * (expected > 0 ? worth / expected : 1)
    const lowEnd = (low[place] ?? Number.NaN) * factor
    const highEnd = (high[place] ?? Number.NaN) * factor
    // A very skewed distribution has its mean outside of its own interval.
    scores.low[row] = perOrder === null ? lowEnd : Math.min(clv, lowEnd)
    scores.high[row] = perOrder === null ? highEnd : Math.max(clv, highEnd)
  })
}

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
 * no prediction. Throws a RangeError where the columns are in another time unit than the model.
 */
export function predictValue(fitted: FittedValueModel, columns: ValueColumns): ValueScores {
  checkColumns(columns)
  if (columns.unit !== fitted.unit) {
    throw new RangeError(
      `The model was fitted in ${fitted.unit}s and the summaries are in ${columns.unit}s; summarise in ${fitted.unit}s.`,
    )
  }
  const scores = unknownScores(columns.ids.length)
  const { margin } = fitted.settings
  columns.historicValue.forEach((won, row) => {
    scores.historicValue[row] = historicValue(won, margin)
    scores.simpleValue[row] = simpleValue(plainFigures(columns, row, fitted.churn), margin) ?? Number.NaN
  })
  if (fitted.outcome === 'historic') scores.clv.set(scores.historicValue)
  else if (fitted.outcome === 'simple-horizon') predictSimply(fitted, columns, scores)
  else predictByModel(fitted, columns, scores)
  return { ids: columns.ids, ...scores }
}
