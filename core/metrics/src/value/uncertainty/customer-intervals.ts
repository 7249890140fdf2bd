import { distinctRows } from '../distinct-rows.ts'
import { expectedSpend, type SpendFit } from '../models/gamma-gamma.ts'
import type { TimingParameters } from '../models/timing-model.ts'
import { type CustomerColumns, type Future, knownSpend } from './future.ts'
import { LatentCustomers, type LogBins, latentQuantile } from './latent-customer.ts'
import { type ByLevel, byLevel, endShares, INTERVAL_LEVELS, NORMAL_REACH } from './levels.ts'
import { addToNodes, ORDER_NODES } from './order-nodes.ts'
import { cubaturePoints, timingSpread } from './parameter-spread.ts'
import { orderQuantile, SpendTable } from './spend-table.ts'
import { logSpendVariance } from './spend-variance.ts'

/** Both ends, a row for each customer; NaN is "unknown". */
export interface Ends {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * Intervals of what each customer brings up to the horizon, discounted, at margin (or of the number of orders), by
 * what they allow for:
 *
 * - `parameters`: the expected value, as uncertain as the fitted parameters. NaN where the fit has no covariance.
 * - `customer`: the value expected of a customer whose own rate, dropout and spend were known, as these differ between
 *   customers with the same history. NaN for models without such a customer.
 * - `customerAndPurchases`: what will be seen, with the fitted parameters taken for true.
 * - `all`: what will be seen. NaN where the fit has no covariance.
 */
export interface CustomerIntervals {
  readonly parameters: ByLevel<Ends>
  readonly customer: ByLevel<Ends>
  readonly customerAndPurchases: ByLevel<Ends>
  readonly all: ByLevel<Ends>
}

const unknownEnds = (rows: number): Ends => ({
  low: new Float64Array(rows).fill(Number.NaN),
  high: new Float64Array(rows).fill(Number.NaN),
})

/** What customers with the same frequency and age share. */
interface WhileAlive {
  /** Expected orders at the fitted parameters, and at each point of their spread. */
  readonly expected: number
  readonly expectedAt: readonly number[]
  /** P(n orders) at the fitted parameters, and at each point. */
  readonly counts: Float64Array
  readonly countsAt: readonly Float64Array[]
  /** What discounting leaves of a unit. */
  readonly discount: number
}

const NEGLIGIBLE = 1e-7

/** Everything of the intervals that is the same for equal rows of frequency, age, priced orders and recency. */
class StandardIntervals<P extends TimingParameters> {
  readonly #future: Future<P>
  readonly #points: readonly P[] | null
  readonly #table: SpendTable | null
  readonly #latent: LatentCustomers | null
  readonly #probabilities = new Float64Array(ORDER_NODES.length)
  #shared: { frequency: number; age: number; orders: WhileAlive } | null = null
  #customer: { orders: WhileAlive; priced: number; bins: LogBins } | null = null

  constructor(future: Future<P>) {
    this.#future = future
    const { model, timing, spend } = future
    const spread = timingSpread(timing, model.parameterNames)
    this.#points = spread === null ? null : cubaturePoints(spread.dimensions).map(spread.at)
    this.#table = spend === null ? null : new SpendTable(spend.parameters)
    this.#latent = LatentCustomers.of(model.id, timing.parameters, spend?.parameters ?? null)
  }

  #whileAlive(frequency: number, age: number): WhileAlive {
    const { model, timing, horizon, delta } = this.#future
    if (this.#shared?.frequency === frequency && this.#shared.age === age) return this.#shared.orders
    const points = this.#points ?? []
    const expected = model.expectedWhileAlive(timing.parameters, frequency, age, horizon)
    const orders = {
      expected,
      expectedAt: points.map((point) => model.expectedWhileAlive(point, frequency, age, horizon)),
      counts: model.futureOrders(timing.parameters, frequency, age, horizon, NEGLIGIBLE),
      countsAt: points.map((point) => model.futureOrders(point, frequency, age, horizon, NEGLIGIBLE)),
      discount:
        expected > 0
          ? model.discountedWhileAlive(timing.parameters, frequency, age, horizon, delta) / expected
          : 1,
    }
    this.#shared = { frequency, age, orders }
    return orders
  }

  #latentBins(orders: WhileAlive, frequency: number, age: number, priced: number): LogBins | null {
    if (this.#latent === null) return null
    if (this.#customer?.orders === orders && this.#customer.priced === priced) return this.#customer.bins
    const bins = this.#latent.whileAlive(frequency, age, this.#future.horizon, priced)
    this.#customer = { orders, priced, bins }
    return bins
  }

  /** Writes the quantiles of order counts that are a mixture of equal weight, each with its chance of being alive. */
  #predictive(
    ends: ByLevel<Ends>,
    place: number,
    counts: readonly Float64Array[],
    alive: readonly number[],
    priced: number,
  ) {
    const probabilities = this.#probabilities
    probabilities.fill(0)
    let nodes = 1
    counts.forEach((one, k) => {
      nodes = Math.max(nodes, addToNodes(one, (alive[k] ?? 0) / counts.length, probabilities))
    })
    const meanAlive = alive.reduce((sum, one) => sum + one, 0) / alive.length
    probabilities[0] = (probabilities[0] ?? 0) + 1 - meanAlive
    const table = this.#table
    for (const level of INTERVAL_LEVELS) {
      const { low, high } = endShares(level)
      const at = (share: number) =>
        table === null
          ? orderQuantile(share, probabilities, nodes)
          : table.quantile(share, probabilities, nodes, priced)
      ends[level].low[place] = at(low)
      ends[level].high[place] = at(high)
    }
  }

  /**
   * Intervals in orders, or in units of γ + the known spend; not discounted. Returns the variance of the logarithm of
   * the expected orders by the parameters (NaN where unknown), their expectation, and the discount.
   */
  write(into: CustomerIntervals, place: number, customer: DistinctCustomer) {
    const { model, timing } = this.#future
    const { frequency, age, priced } = customer
    const orders = this.#whileAlive(frequency, age)
    const alive = model.probabilityAlive(timing.parameters, customer)
    this.#predictive(into.customerAndPurchases, place, [orders.counts], [alive], priced)

    const bins = this.#latentBins(orders, frequency, age, priced)
    if (bins !== null) {
      for (const level of INTERVAL_LEVELS) {
        const { low, high } = endShares(level)
        into.customer[level].low[place] = latentQuantile(bins, low, alive)
        into.customer[level].high[place] = latentQuantile(bins, high, alive)
      }
    }

    let logVariance = Number.NaN
    const expected = alive * orders.expected
    if (this.#points !== null) {
      const aliveAt = this.#points.map((point) => model.probabilityAlive(point, customer))
      this.#predictive(into.all, place, orders.countsAt, aliveAt, priced)
      logVariance = 0
      aliveAt.forEach((chance, k) => {
        const ratio = (chance * (orders.expectedAt[k] ?? 0)) / expected
        if (ratio > 0) logVariance += Math.log(ratio) ** 2 / aliveAt.length
      })
    }
    return { expected, logVariance, discount: orders.discount }
  }
}

interface DistinctCustomer {
  readonly frequency: number
  readonly recency: number
  readonly age: number
  readonly priced: number
}

const emptyIntervals = (rows: number): CustomerIntervals => ({
  parameters: byLevel(() => unknownEnds(rows)),
  customer: byLevel(() => unknownEnds(rows)),
  customerAndPurchases: byLevel(() => unknownEnds(rows)),
  all: byLevel(() => unknownEnds(rows)),
})

/**
 * Both ends moved away from the centre by a further, independent uncertainty of the logarithm. An end at 0 stays there;
 * neither is known where that uncertainty is not.
 */
function widened({ low, high }: Readonly<Record<keyof Ends, number>>, expected: number, reach: number) {
  if (reach === 0) return { low, high }
  if (Number.isNaN(reach)) return { low: Number.NaN, high: Number.NaN }
  const centre = Math.min(Math.max(expected, low), high)
  const moved = (end: number, direction: 1 | -1) =>
    end > 0 && centre > 0 ? centre * Math.exp(direction * Math.hypot(Math.log(end / centre), reach)) : end
  return { low: moved(low, -1), high: moved(high, 1) }
}

/** What one order is expected to bring, and the unit of the standard intervals, before margin. */
function moneyOf({ parameters }: Pick<SpendFit, 'parameters'>, priced: number, known: number) {
  return {
    perOrder: expectedSpend(parameters, priced, known / Math.max(priced, 1)) ?? Number.NaN,
    unit: parameters.gamma + known,
  }
}

/**
 * Intervals of each customer at 50, 80 and 95 %, with the layers of uncertainty apart (see `CustomerIntervals`).
 *
 * The uncertainty of the timing parameters is mixed in over the cubature points of their distribution, so that the
 * chance of no order at all moves too. That of the spend parameters widens the ends on the log scale by the delta
 * method: it multiplies every amount, and a mixture would need a distribution for each customer instead of one for
 * each distinct history. Deterministic; the cost is that of the distinct histories.
 */
export function customerIntervals<P extends TimingParameters>(
  future: Future<P>,
  columns: CustomerColumns,
): CustomerIntervals {
  const { frequency, recency, age } = columns
  const { spend, margin } = future
  const rows = frequency.length
  const priced = columns.priced ?? new Float64Array(rows)
  const distinct = distinctRows(
    spend === null ? [frequency, age, recency] : [frequency, age, recency, priced],
  )
  const customers = Array.from(distinct.first, (row, place) => ({
    place,
    frequency: frequency[row] ?? Number.NaN,
    recency: recency[row] ?? Number.NaN,
    age: age[row] ?? Number.NaN,
    priced: spend === null ? 0 : (priced[row] ?? 0),
  }))
  // Neighbours in this order share what depends on frequency and age, and on the priced orders besides.
  customers.sort((a, b) => a.frequency - b.frequency || a.age - b.age || a.priced - b.priced)

  const standard = emptyIntervals(distinct.count)
  const expected = new Float64Array(distinct.count)
  const logVariance = new Float64Array(distinct.count)
  const discount = new Float64Array(distinct.count)
  const intervals = new StandardIntervals(future)
  for (const customer of customers) {
    const written = intervals.write(standard, customer.place, customer)
    expected[customer.place] = written.expected
    logVariance[customer.place] = written.logVariance
    discount[customer.place] = written.discount
  }

  const result = emptyIntervals(rows)
  const spendVariance = spend === null ? null : logSpendVariance(spend)
  for (let row = 0; row < rows; row += 1) {
    const place = distinct.of[row] ?? 0
    const known = spend === null ? 0 : knownSpend(columns, row)
    const money = spend === null ? null : moneyOf(spend, priced[row] ?? 0, known)
    const worth = spend === null ? 1 : margin * (discount[place] ?? Number.NaN)
    const factor = worth * (money?.unit ?? 1)
    const centre = (expected[place] ?? Number.NaN) * worth * (money?.perOrder ?? 1)
    const ofSpend = spendVariance === null ? 0 : spendVariance(priced[row] ?? 0, known)
    const deviation = Math.sqrt((logVariance[place] ?? Number.NaN) + ofSpend)
    for (const level of INTERVAL_LEVELS) {
      const reach = NORMAL_REACH[level]
      const at = (ends: ByLevel<Ends>, end: keyof Ends) => (ends[level][end][place] ?? Number.NaN) * factor
      result.parameters[level].low[row] = centre * Math.exp(-reach * deviation)
      result.parameters[level].high[row] = centre * Math.exp(reach * deviation)
      for (const end of ['low', 'high'] as const) {
        result.customer[level][end][row] = at(standard.customer, end)
        result.customerAndPurchases[level][end][row] = at(standard.customerAndPurchases, end)
      }
      const ends = { low: at(standard.all, 'low'), high: at(standard.all, 'high') }
      const { low, high } = widened(ends, centre, reach * Math.sqrt(ofSpend))
      result.all[level].low[row] = low
      result.all[level].high[row] = high
    }
  }
  return result
}
