import { betaVariate, exponentialVariate, gammaVariate, type Random } from '@rapport/stats'
import type { AlivePosterior } from './beta-geometric-expectation.ts'
import type { FirstOrderChances } from './beta-geometric-likelihood.ts'
import type { BetaGeometricParameters, PurchaseTiming } from './timing-model.ts'

/** The history of a new customer over the time `age`: orders at exponential gaps, a chance to leave after each. */
export function sampleHistory(
  { r, alpha, a, b }: BetaGeometricParameters,
  chances: FirstOrderChances,
  age: number,
  random: Random,
): PurchaseTiming {
  const rate = gammaVariate(r, alpha, random)
  const leaving = betaVariate(a, b, random)
  let frequency = 0
  let recency = 0
  let alive = chances === 0 || random() >= leaving
  while (alive) {
    const next = recency + exponentialVariate(random) / rate
    if (!(next <= age)) break
    recency = next
    frequency += 1
    alive = random() >= leaving
  }
  return { frequency, recency, age }
}

/** Orders in the time t of a customer who is alive. */
export function sampleOrders({ shape, rate, a, stay }: AlivePosterior, t: number, random: Random): number {
  const perTime = gammaVariate(shape, rate, random)
  const leaving = betaVariate(a, stay, random)
  let orders = 0
  for (let elapsed = exponentialVariate(random) / perTime; elapsed <= t; ) {
    orders += 1
    if (random() < leaving) break
    elapsed += exponentialVariate(random) / perTime
  }
  return orders
}
