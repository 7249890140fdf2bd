import { incompleteBetaFromKernel, logBeta } from '@rapport/stats'
import type { GammaGammaParameters } from '../models/gamma-gamma.ts'
import { ORDER_NODES } from './order-nodes.ts'

/** Steps of the logarithm of the spend; linear between them, a quantile is off by a fraction of a percent. */
const STEP = 0.04
/** From the mean of one order down, and up to thousands of orders at a heavy tail. */
const BELOW = 225
const POINTS = 625

/** No quantile is told apart by less. */
const NEGLIGIBLE = 1e-9

/** Of customers with the same number of priced orders. */
interface Table {
  /** The logarithm of the first point. */
  readonly start: number
  /** For each number of orders, the distribution function at the points that were asked for; NaN at the others. */
  readonly distributions: (Float64Array | undefined)[]
}

/**
 * The distribution of the sum of n future orders, in units of γ + the sum of the known ones: beta-prime(p n, q + p n₀)
 * (see `SpendQuantiles`). It depends on n and n₀ alone, so one table serves all customers, with any distribution of n.
 */
export class SpendTable {
  readonly #parameters: GammaGammaParameters
  readonly #tables = new Map<number, Table>()

  constructor(parameters: GammaGammaParameters) {
    this.#parameters = parameters
  }

  #tableOf(priced: number): Table {
    let table = this.#tables.get(priced)
    if (table === undefined) {
      const { p, q } = this.#parameters
      table = { start: Math.log(p / (q + p * priced)) - BELOW * STEP, distributions: [] }
      this.#tables.set(priced, table)
    }
    return table
  }

  /** The distribution function of the sum of so many orders at a point. */
  #below(table: Table, node: number, point: number, priced: number): number {
    let values = table.distributions[node]
    if (values === undefined) {
      values = new Float64Array(POINTS).fill(Number.NaN)
      table.distributions[node] = values
    }
    let value = values[point] ?? Number.NaN
    if (Number.isNaN(value)) {
      value = this.#computed(ORDER_NODES[node] ?? Number.NaN, table.start + point * STEP, priced)
      values[point] = value
    }
    return value
  }

  #computed(orders: number, logW: number, priced: number): number {
    const { p, q } = this.#parameters
    const shape = p * orders
    const tail = q + p * priced
    // w = e^logW; y = w ÷ (1 + w) is Beta(p n, tail).
    const e = Math.exp(-Math.abs(logW))
    const y = logW > 0 ? 1 / (1 + e) : e / (1 + e)
    const z = logW > 0 ? e / (1 + e) : 1 / (1 + e)
    const logZ = logW > 0 ? -logW - Math.log1p(e) : -Math.log1p(e)
    const kernel = Math.exp(shape * (logW + logZ) + tail * logZ - logBeta(shape, tail))
    if (kernel < NEGLIGIBLE) return y * (shape + tail) < shape ? 0 : 1
    return incompleteBetaFromKernel(shape, tail, y, z, kernel)
  }

  /**
   * The quantile at `share` of a customer with `priced` known orders, who orders as often as `probabilities` at the
   * first `nodes` of `ORDER_NODES` say; 0 where no order is at least as likely.
   */
  quantile(share: number, probabilities: Float64Array, nodes: number, priced: number): number {
    const nothing = probabilities[0] ?? 1
    if (share <= nothing) return 0
    const table = this.#tableOf(priced)
    const below = (point: number): number => {
      let sum = nothing
      for (let node = 1; node < nodes; node += 1) {
        const probability = probabilities[node] ?? 0
        if (probability > NEGLIGIBLE) {
          sum += probability * this.#below(table, node, point, priced)
        }
      }
      return sum
    }
    let low = 0
    let high = POINTS - 1
    let belowLow = below(low)
    let belowHigh = below(high)
    if (belowLow >= share) return Math.exp(table.start)
    if (belowHigh <= share) return Math.exp(table.start + high * STEP)
    while (high - low > 1) {
      const middle = (low + high) >> 1
      const belowMiddle = below(middle)
      if (belowMiddle < share) {
        low = middle
        belowLow = belowMiddle
      } else {
        high = middle
        belowHigh = belowMiddle
      }
    }
    return Math.exp(table.start + (low + (share - belowLow) / (belowHigh - belowLow)) * STEP)
  }
}

/** The quantile at `share` of a number of orders: the smallest node that it is reached at. */
export function orderQuantile(share: number, probabilities: Float64Array, nodes: number): number {
  let reached = 0
  for (let node = 0; node < nodes; node += 1) {
    reached += probabilities[node] ?? 0
    // The slack is for what rounding loses of a sum that reaches the share.
    if (reached >= share - 1e-9) return ORDER_NODES[node] ?? Number.NaN
  }
  return ORDER_NODES[nodes - 1] ?? Number.NaN
}
