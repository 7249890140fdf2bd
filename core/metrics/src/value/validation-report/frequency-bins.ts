import { distinctRows } from '../distinct-rows.ts'
import type { TimingColumns, TimingModel, TimingParameters } from '../models/timing-model.ts'
import type { Method, MethodName } from './methods.ts'

/** Repeat orders are told apart up to here; so many and more are one bin. */
export const LAST_BIN = 7

const BINS = LAST_BIN + 1
const binOf = (frequency: number): number => Math.min(frequency, LAST_BIN)

/** How many customers have so many repeat orders in the calibration. */
export interface FrequencyBin {
  /** 0, 1, …; the last stands for itself and more. */
  readonly repeatOrders: number
  readonly actual: number
  readonly expected: number
}

/** P(X(T) = n) of a new customer for n = 0 … 6, and of more. */
function newCustomerChances<P extends TimingParameters>(
  model: TimingModel<P>,
  parameters: P,
  age: number,
): Float64Array {
  const alive = model.probabilityAlive(parameters, { frequency: 0, recency: 0, age: 0 })
  const orders = model.futureOrders(parameters, 0, 0, age)
  const chances = new Float64Array(BINS)
  let rest = 1
  for (let n = 0; n < LAST_BIN; n += 1) {
    const chance = alive * (orders[n] ?? 0) + (n === 0 ? 1 - alive : 0)
    chances[n] = chance
    rest -= chance
  }
  chances[LAST_BIN] = Math.max(0, rest)
  return chances
}

/** Customers by their repeat orders in the calibration, actual and as the model expects them at their ages. */
export function frequencyHistogram<P extends TimingParameters>(
  { frequency, age }: TimingColumns,
  model: TimingModel<P>,
  parameters: P,
): FrequencyBin[] {
  const actual = new Float64Array(BINS)
  for (const x of frequency) actual[binOf(x)] = (actual[binOf(x)] ?? 0) + 1
  const expected = new Float64Array(BINS)
  const ages = distinctRows([age])
  ages.first.forEach((row, place) => {
    newCustomerChances(model, parameters, age[row] ?? Number.NaN).forEach((chance, bin) => {
      expected[bin] = (expected[bin] ?? 0) + (ages.size[place] ?? 0) * chance
    })
  })
  return Array.from(actual, (count, bin) => ({
    repeatOrders: bin,
    actual: count,
    expected: expected[bin] ?? Number.NaN,
  }))
}

/** What customers with so many repeat orders in the calibration ordered in the held-back time, on average. */
export interface ConditionalBin {
  /** 0, 1, …; the last stands for itself and more. */
  readonly repeatOrders: number
  readonly customers: number
  /** Null where nobody is in the bin, as are the predictions. */
  readonly actual: number | null
  readonly predicted: readonly { readonly method: MethodName; readonly orders: number | null }[]
}

/** Actual and predicted mean orders in the held-back time, by the repeat orders before it. */
export function conditionalExpectation(
  frequency: Float64Array,
  actual: Float64Array,
  methods: readonly Method[],
): ConditionalBin[] {
  const customers = new Float64Array(BINS)
  for (const x of frequency) customers[binOf(x)] = (customers[binOf(x)] ?? 0) + 1
  const means = (values: Float64Array): (number | null)[] => {
    const sums = new Float64Array(BINS)
    values.forEach((value, row) => {
      const bin = binOf(frequency[row] ?? 0)
      sums[bin] = (sums[bin] ?? 0) + value
    })
    return Array.from(sums, (sum, bin) => ((customers[bin] ?? 0) > 0 ? sum / (customers[bin] ?? 0) : null))
  }
  const actualMeans = means(actual)
  const predicted = methods.map(({ name, orders }) => ({ method: name, means: means(orders) }))
  return Array.from(customers, (count, bin) => ({
    repeatOrders: bin,
    customers: count,
    actual: actualMeans[bin] ?? null,
    predicted: predicted.map(({ method, means: of }) => ({ method, orders: of[bin] ?? null })),
  }))
}
