import { incompleteBetaFromKernel, increasingRoot, logBeta } from '@rapport/stats'
import type { GammaGammaParameters } from './models/gamma-gamma.ts'

/** Both ends of the interval, in units of γ + the sum of the customer's known repeat spend. */
export interface StandardInterval {
  readonly low: number
  readonly high: number
}

/** The shares of the distribution below the two ends: an 80 % interval. */
export const INTERVAL_SHARES = { low: 0.1, high: 0.9 } as const

/** Counts rarer than this do not move a quantile. */
const NEGLIGIBLE = 1e-7
/** Of the logarithm of the quantile. */
const TOLERANCE = 1e-7
/** Counts are told apart one by one up to here, and to one part in so many beyond. */
const EXACT_UP_TO = 32

/** How many orders, and with which probability; ascending, the first is 0 orders. */
export interface OrderCounts {
  readonly orders: Float64Array
  readonly probability: Float64Array
}

/**
 * Order counts from P(n), n = 0, 1, …: one by one while they are few, and beyond that in groups about 3 % wide with
 * their mean, which moves no quantile by a part in a thousand and keeps the work small for customers with thousands of
 * orders.
 */
export function orderCounts(probabilities: Float64Array): OrderCounts {
  const orders: number[] = [0]
  const probability: number[] = [probabilities[0] ?? 1]
  for (let n = 1; n < probabilities.length; ) {
    const end = Math.min(n + Math.max(1, Math.floor(n / EXACT_UP_TO)), probabilities.length)
    let weight = 0
    let sum = 0
    for (let k = n; k < end; k += 1) {
      weight += probabilities[k] ?? 0
      sum += k * (probabilities[k] ?? 0)
    }
    if (weight >= NEGLIGIBLE) {
      orders.push(end === n + 1 ? n : sum / weight)
      probability.push(weight)
    }
    n = end
  }
  return { orders: Float64Array.from(orders), probability: Float64Array.from(probability) }
}

/**
 * Quantiles of the future spend of one customer, in closed form but for one root.
 *
 * Given n future orders, their sum is (γ + n₀ m₀) times a beta-prime(p n, q + p n₀) variable, where n₀ orders with the
 * mean m₀ are known: amounts are Gamma(p, ν) and ν ~ Gamma(q + p n₀, γ + n₀ m₀) given the past. So the quantile is the
 * scale γ + n₀ m₀ times one that depends on the counts and n₀ only. Order counts, the customer's own rate and spend,
 * and the randomness of both are in it; the uncertainty of the fitted parameters is not.
 */
export class SpendQuantiles {
  readonly #parameters: GammaGammaParameters
  /** ln B(p n, q + p n₀) for the counts that recur, by n₀ and n. */
  readonly #logBetas = new Map<number, number[]>()

  constructor(parameters: GammaGammaParameters) {
    this.#parameters = parameters
  }

  /** ln B(p n, q + p n₀) of each count. */
  #logBetasOf(orders: Float64Array, pricedOrders: number): Float64Array {
    const { p, q } = this.#parameters
    let known = this.#logBetas.get(pricedOrders)
    if (known === undefined) {
      known = [0]
      this.#logBetas.set(pricedOrders, known)
    }
    const tail = q + p * pricedOrders
    for (let n = known.length; n <= EXACT_UP_TO; n += 1) known.push(logBeta(p * n, tail))
    const exact = known
    return orders.map((n) => (n <= EXACT_UP_TO ? (exact[n] ?? 0) : logBeta(p * n, tail)))
  }

  #quantile(share: number, alive: number, counts: OrderCounts, tail: number, logBetas: Float64Array) {
    const { orders, probability } = counts
    const nothing = 1 - alive + alive * (probability[0] ?? 0)
    if (share <= nothing || orders.length < 2) return 0
    const target = (share - nothing) / alive
    const { p } = this.#parameters

    // w = e^logW; y = w ÷ (1 + w) is Beta(p n, tail).
    const distribution = (logW: number): readonly [number, number] => {
      const e = Math.exp(-Math.abs(logW))
      const y = logW > 0 ? 1 / (1 + e) : e / (1 + e)
      const z = logW > 0 ? e / (1 + e) : 1 / (1 + e)
      const logY = logW > 0 ? -Math.log1p(e) : logW - Math.log1p(e)
      const logZ = logY - logW
      let value = -target
      let slope = 0
      for (let i = 1; i < orders.length; i += 1) {
        const shape = p * (orders[i] ?? 0)
        const kernel = Math.exp(shape * logY + tail * logZ - (logBetas[i] ?? 0))
        const below = incompleteBetaFromKernel(shape, tail, y, z, kernel)
        // The sum of more orders is below w less often still.
        if (below < NEGLIGIBLE && y * (shape + tail) < shape) break
        value += (probability[i] ?? 0) * below
        slope += (probability[i] ?? 0) * kernel
      }
      return [value, slope]
    }
    const start = Math.log(this.#startingPoint(counts, target, tail))
    return Math.exp(increasingRoot(distribution, { start, tolerance: TOLERANCE, maxIterations: 60 }))
  }

  /** The mean sum of the number of orders at which the counts reach the target. */
  #startingPoint({ orders, probability }: OrderCounts, target: number, tail: number): number {
    let reached = 0
    let i = 0
    while (reached < target && i < orders.length - 1) {
      i += 1
      reached += probability[i] ?? 0
    }
    return (this.#parameters.p * Math.max(orders[i] ?? 1, 1)) / tail
  }

  /**
   * The 80 % interval of a customer who is alive with this chance and, if so, orders as often as `counts` says. An end
   * is 0 where no further order is at least as likely as its share.
   */
  interval(alive: number, counts: OrderCounts, pricedOrders: number): StandardInterval {
    const logBetas = this.#logBetasOf(counts.orders, pricedOrders)
    const tail = this.#parameters.q + this.#parameters.p * pricedOrders
    return {
      low: this.#quantile(INTERVAL_SHARES.low, alive, counts, tail, logBetas),
      high: this.#quantile(INTERVAL_SHARES.high, alive, counts, tail, logBetas),
    }
  }
}
