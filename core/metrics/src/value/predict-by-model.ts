import type { ValueColumns } from './columns.ts'
import { type DistinctRows, distinctRows } from './distinct-rows.ts'
import { type FittedValueModel, spendOf, TIMING_MODELS } from './fit-value.ts'
import { expectedSpend, type SpendFit } from './models/gamma-gamma.ts'
import type { TimingModel, TimingParameters } from './models/timing-model.ts'
import { orderCounts, SpendQuantiles } from './predictive.ts'
import { TIME_UNITS } from './time-unit.ts'
import type { NumberColumns, PredictionOptions } from './value-scores.ts'

/** The customers with an order, their timing, and which of them are alike. */
interface Alike {
  /** For each customer with an order, its row of the columns. */
  readonly rows: Int32Array
  readonly frequency: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
  /** Orders with a known amount, of the spend model's basis. */
  readonly priced: Float64Array
  /** Customers with the same timing (and priced orders, where an interval depends on them). */
  readonly distinct: DistinctRows
  /** Among those, the ones with the same frequency and age: they share what they do while alive. */
  readonly shared: DistinctRows
}

/** What each distinct timing leads to. */
interface Expectations {
  readonly alive: Float64Array
  readonly orders: Float64Array
  readonly discounted: Float64Array
  /** Discounted orders over all the time to come; null where not asked for. */
  readonly residual: Float64Array | null
  /** 80 % interval in units of γ + the sum of known spend; null where not asked for, or no amount is known. */
  readonly interval: { readonly low: Float64Array; readonly high: Float64Array } | null
}

function orderingRows(orders: Float64Array): Int32Array {
  const rows = new Int32Array(orders.length)
  let count = 0
  for (let row = 0; row < orders.length; row += 1) {
    if ((orders[row] ?? 0) > 0) {
      rows[count] = row
      count += 1
    }
  }
  return rows.subarray(0, count)
}

/** The values at some rows; not copied where that is all of them. */
function gather(column: Float64Array, rows: Int32Array): Float64Array {
  if (rows.length === column.length) return column
  const gathered = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i += 1) gathered[i] = column[rows[i] ?? 0] ?? Number.NaN
  return gathered
}

function findAlike(columns: ValueColumns, pricedOrders: Float64Array | null, intervals: boolean): Alike {
  const rows = orderingRows(columns.orders)
  const frequency = gather(columns.frequency, rows)
  const recency = gather(columns.recency, rows)
  const age = gather(columns.age, rows)
  const priced = pricedOrders === null ? new Float64Array(rows.length) : gather(pricedOrders, rows)
  const distinct = distinctRows(intervals ? [frequency, age, priced, recency] : [frequency, age, recency])
  const shared = distinctRows([gather(frequency, distinct.first), gather(age, distinct.first)])
  return { rows, frequency, recency, age, priced, distinct, shared }
}

/** The distinct timings, those with the same frequency and age next to each other. */
function byShared({ of, size, count }: DistinctRows): Int32Array {
  const next = new Int32Array(count)
  for (let place = 1; place < count; place += 1) next[place] = (next[place - 1] ?? 0) + (size[place - 1] ?? 0)
  const order = new Int32Array(of.length)
  for (let row = 0; row < of.length; row += 1) {
    const place = of[row] ?? 0
    order[next[place] ?? 0] = row
    next[place] = (next[place] ?? 0) + 1
  }
  return order
}

interface Horizon {
  readonly time: number
  readonly delta: number
}

function expectAll(
  model: TimingModel,
  parameters: TimingParameters,
  alike: Alike,
  horizon: Horizon,
  wanted: { readonly quantiles: SpendQuantiles | null; readonly residual: boolean },
): Expectations {
  const { distinct, shared } = alike
  const column = () => new Float64Array(distinct.count)
  const result = { alive: column(), orders: column(), discounted: column() }
  const residual = wanted.residual ? column() : null
  const interval = wanted.quantiles === null ? null : { low: column(), high: column() }
  let held = -1
  let orders = 0
  let discounted = 0
  let forever = 0
  let counts = orderCounts(Float64Array.of(1))
  for (const place of byShared(shared)) {
    const row = distinct.first[place] ?? 0
    const frequency = alike.frequency[row] ?? Number.NaN
    const age = alike.age[row] ?? Number.NaN
    if (shared.of[place] !== held) {
      held = shared.of[place] ?? -1
      const { time, delta } = horizon
      orders = model.expectedWhileAlive(parameters, frequency, age, time)
      discounted = model.discountedWhileAlive(parameters, frequency, age, time, delta)
      if (residual !== null) {
        forever = model.discountedWhileAlive(parameters, frequency, age, Number.POSITIVE_INFINITY, delta)
      }
      if (interval !== null) counts = orderCounts(model.futureOrders(parameters, frequency, age, time, 1e-7))
    }
    const customer = { frequency, recency: alike.recency[row] ?? Number.NaN, age }
    const chance = model.probabilityAlive(parameters, customer)
    result.alive[place] = chance
    result.orders[place] = chance * orders
    result.discounted[place] = chance * discounted
    if (residual !== null) residual[place] = chance * forever
    if (interval !== null && wanted.quantiles !== null) {
      const ends = wanted.quantiles.interval(chance, counts, alike.priced[row] ?? Number.NaN)
      interval.low[place] = ends.low
      interval.high[place] = ends.high
    }
  }
  return { ...result, residual, interval }
}

/**
 * `btyd@1`. Everything but the scale of the amounts depends on (x, t_x, T) and the number of priced orders, so it is
 * computed once for each distinct row; the expectations and the counts once for each (x, T).
 */
export function predictByModel(
  fitted: FittedValueModel,
  columns: ValueColumns,
  scores: NumberColumns,
  options: Required<PredictionOptions>,
): void {
  const { timing, spend, settings, delta } = fitted
  if (timing === null) return
  const amounts = spend === null ? null : spendOf(columns, spend.basis)
  const intervals = options.intervals && spend !== null
  const alike = findAlike(columns, amounts?.orders ?? null, intervals)
  const horizon = { time: TIME_UNITS[fitted.unit].fromMonths(settings.horizonMonths), delta }
  const expected = expectAll(TIMING_MODELS[timing.model], timing.parameters, alike, horizon, {
    quantiles: intervals ? new SpendQuantiles(spend.parameters) : null,
    residual: options.residual,
  })
  // Under 30 repeat customers only the interval is told.
  const told = fitted.outcome !== 'range'
  for (let i = 0; i < alike.rows.length; i += 1) {
    const row = alike.rows[i] ?? 0
    const place = alike.distinct.of[i] ?? 0
    if (told) {
      scores.expectedOrders[row] = expected.orders[place] ?? Number.NaN
      scores.probabilityAlive[row] = expected.alive[place] ?? Number.NaN
    }
    if (spend === null || amounts === null) continue
    const customer = { row, place, priced: alike.priced[i] ?? 0, mean: amounts.mean[row] ?? Number.NaN }
    price(customer, spend, expected, scores, { margin: settings.margin, told })
  }
}

/** Turns one customer's orders into money. */
function price(
  customer: { readonly row: number; readonly place: number; readonly priced: number; readonly mean: number },
  spend: SpendFit,
  expected: Expectations,
  scores: NumberColumns,
  rules: { readonly margin: number; readonly told: boolean },
): void {
  const { row, place, priced, mean } = customer
  const perOrder = expectedSpend(spend.parameters, priced, mean)
  const worth = expected.discounted[place] ?? Number.NaN
  const clv = perOrder === null ? Number.NaN : worth * perOrder * rules.margin
  if (rules.told) {
    scores.expectedSpend[row] = perOrder ?? Number.NaN
    scores.clv[row] = clv
    if (expected.residual !== null && perOrder !== null) {
      scores.residualValue[row] = (expected.residual[place] ?? Number.NaN) * perOrder * rules.margin
    }
  }
  if (expected.interval === null) return
  const orders = expected.orders[place] ?? 0
  const scale = spend.parameters.gamma + (priced === 0 ? 0 : priced * mean)
  const factor = scale * rules.margin * (orders > 0 ? worth / orders : 1)
  const low = (expected.interval.low[place] ?? Number.NaN) * factor
  const high = (expected.interval.high[place] ?? Number.NaN) * factor
  // A very skewed distribution has its mean outside of its own interval.
  scores.low[row] = perOrder === null ? low : Math.min(clv, low)
  scores.high[row] = perOrder === null ? high : Math.max(clv, high)
}
