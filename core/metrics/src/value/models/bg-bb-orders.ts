import { betaVariate, type Random } from '@rapport/stats'
import type { BetaBinomialParameters } from './bg-bb-likelihood.ts'
import type { PurchaseTiming } from './timing-model.ts'

/**
 * What is known of a customer who is there at opportunity n + 1: the chance to order p ~ Beta(order, miss) and the
 * chance to leave before each later opportunity θ ~ Beta(leave, stay), independent of each other.
 */
export interface TherePosterior {
  /** α + x. */
  readonly order: number
  /** β + n − x. */
  readonly miss: number
  /** γ. */
  readonly leave: number
  /** δ + n + 1. */
  readonly stay: number
}

/** Σ over i < k of ln((a + i) ÷ (b + i)), k = 0 … size. */
function risingRatios(a: number, b: number, size: number): Float64Array {
  const logs = new Float64Array(size + 1)
  for (let i = 0; i < size; i += 1) logs[i + 1] = (logs[i] ?? 0) + Math.log((a + i) / (b + i))
  return logs
}

/**
 * P(n orders at the next `opportunities`), n = 0, 1, …, of a customer who is there at the first of them: beta-binomial
 * over the opportunities for which the customer stays. Cut where less than `tail` is left, the rest added to the last.
 */
export function orderCountsAt(
  { order, miss, leave, stay }: TherePosterior,
  opportunities: number,
  tail: number,
): Float64Array {
  const h = opportunities
  if (h === 0) return Float64Array.of(1)
  // C(l, m) B(order + m, miss + l − m) ÷ B(order, miss) as rising factorials over those of 1 and of the sum.
  const ordered = risingRatios(order, 1, h)
  const missed = risingRatios(miss, 1, h)
  const chances = risingRatios(order + miss, 1, h)
  const lived = new Float64Array(h + 1)
  let stayed = 1
  for (let l = 1; l <= h; l += 1) {
    const k = l - 1
    lived[l] = l < h ? (stayed * leave) / (leave + stay + k) : stayed
    stayed *= (stay + k) / (leave + stay + k)
  }
  const result: number[] = []
  let cumulated = 0
  for (let m = 0; m <= h; m += 1) {
    let probability = 0
    for (let l = Math.max(m, 1); l <= h; l += 1) {
      const logShare = (ordered[m] ?? 0) + (missed[l - m] ?? 0) - (chances[l] ?? 0)
      probability += (lived[l] ?? 0) * Math.exp(logShare)
    }
    result.push(probability)
    cumulated += probability
    if (1 - cumulated < tail) break
  }
  const last = result.length - 1
  result[last] = (result[last] ?? 0) + Math.max(0, 1 - cumulated)
  return Float64Array.from(result)
}

/** The history of a new customer over so many opportunities. */
export function sampleOpportunities(
  { alpha, beta, gamma, delta }: BetaBinomialParameters,
  opportunities: number,
  random: Random,
): PurchaseTiming {
  const ordering = betaVariate(alpha, beta, random)
  const leaving = betaVariate(gamma, delta, random)
  let frequency = 0
  let recency = 0
  for (let i = 1; i <= opportunities; i += 1) {
    if (random() < leaving) break
    if (random() >= ordering) continue
    frequency += 1
    recency = i
  }
  return { frequency, recency, age: opportunities }
}

/** Orders at the next opportunities of a customer who is there at the first of them. */
export function sampleOrdersAt(
  { order, miss, leave, stay }: TherePosterior,
  opportunities: number,
  random: Random,
): number {
  const ordering = betaVariate(order, miss, random)
  const leaving = betaVariate(leave, stay, random)
  let orders = 0
  for (let i = 0; i < opportunities; i += 1) {
    if (i > 0 && random() < leaving) break
    if (random() < ordering) orders += 1
  }
  return orders
}
