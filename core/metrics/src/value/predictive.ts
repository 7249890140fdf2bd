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
  /** ln B(p n, q + p n₀), by n₀ and n. */
  readonly #logBetas = new Map<number, number[]>()

  constructor(parameters: GammaGammaParameters) {
    this.#parameters = parameters
  }

  #logBetasOf(pricedOrders: number, upTo: number): number[] {
    const { p, q } = this.#parameters
    let known = this.#logBetas.get(pricedOrders)
    if (known === undefined) {
      known = [Number.NaN]
      this.#logBetas.set(pricedOrders, known)
    }
    for (let n = known.length; n <= upTo; n += 1) known.push(logBeta(p * n, q + p * pricedOrders))
    return known
  }

  /**
   * The quantile at `share` for a customer who is alive with this chance and, if so, orders n times with
   * `counts[n]`; 0 where no further order is at least as likely as the share. `guess` is where to start.
   */
  quantile(
    alive: number,
    counts: Float64Array,
    pricedOrders: number,
    share: number,
    guess: number | null = null,
  ): number {
    const nothing = 1 - alive + alive * (counts[0] ?? 0)
    if (share <= nothing) return 0
    const target = (share - nothing) / alive
    const { p, q } = this.#parameters
    const tail = q + p * pricedOrders
    const logBetas = this.#logBetasOf(pricedOrders, counts.length - 1)

    let from = 1
    while (from < counts.length - 1 && (counts[from] ?? 0) < NEGLIGIBLE) from += 1
    let to = counts.length - 1
    while (to > from && (counts[to] ?? 0) < NEGLIGIBLE) to -= 1

    // w = e^logW; y = w ÷ (1 + w) is Beta(p n, tail).
    const distribution = (logW: number): readonly [number, number] => {
      const e = Math.exp(-Math.abs(logW))
      const y = logW > 0 ? 1 / (1 + e) : e / (1 + e)
      const z = logW > 0 ? e / (1 + e) : 1 / (1 + e)
      const logY = logW > 0 ? -Math.log1p(e) : logW - Math.log1p(e)
      const logZ = logY - logW
      let value = -target
      let slope = 0
      for (let n = from; n <= to; n += 1) {
        const weight = counts[n] ?? 0
        const shape = p * n
        const kernel = Math.exp(shape * logY + tail * logZ - (logBetas[n] ?? 0))
        const below = incompleteBetaFromKernel(shape, tail, y, z, kernel)
        // The sum of more orders is below w less often still.
        if (below < NEGLIGIBLE && y * (shape + tail) < shape) break
        value += weight * below
        slope += weight * kernel
      }
      return [value, slope]
    }
    const start = guess !== null && guess > 0 ? Math.log(guess) : this.#startingPoint(counts, target, tail)
    return Math.exp(increasingRoot(distribution, { start, tolerance: TOLERANCE, maxIterations: 60 }))
  }

  /** The mean sum of the number of orders at which the counts reach the target. */
  #startingPoint(counts: Float64Array, target: number, tail: number): number {
    let reached = 0
    let n = 0
    while (reached < target && n < counts.length - 1) {
      n += 1
      reached += counts[n] ?? 0
    }
    return Math.log((this.#parameters.p * Math.max(n, 1)) / tail)
  }

  /** The 80 % interval. */
  interval(
    alive: number,
    counts: Float64Array,
    pricedOrders: number,
    guess: StandardInterval | null,
  ): StandardInterval {
    return {
      low: this.quantile(alive, counts, pricedOrders, INTERVAL_SHARES.low, guess?.low ?? null),
      high: this.quantile(alive, counts, pricedOrders, INTERVAL_SHARES.high, guess?.high ?? null),
    }
  }
}
