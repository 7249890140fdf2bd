import { exponentialVariate, gammaVariate, poissonVariate, type Random } from '@rapport/stats'
import type { AliveParetoPosterior } from './pareto-nbd-expectation.ts'
import type { ParetoNbdParameters } from './pareto-nbd-likelihood.ts'
import type { PurchaseTiming } from './timing-model.ts'

/** The latest of so many orders that are spread evenly over the time t; 0 of none. */
export const lastOf = (orders: number, t: number, random: Random): number =>
  orders === 0 ? 0 : t * random() ** (1 / orders)

/** The history of a new customer over the time `age`: orders at a constant rate until an exponential lifetime ends. */
export function sampleHistory(
  { r, alpha, s, beta }: ParetoNbdParameters,
  age: number,
  random: Random,
): PurchaseTiming {
  const active = Math.min(age, exponentialVariate(random) / gammaVariate(s, beta, random))
  const frequency = poissonVariate(gammaVariate(r, alpha, random) * active, random)
  return { frequency, recency: lastOf(frequency, active, random), age }
}

/** Orders in the time t of a customer who is alive. */
export function sampleOrders(
  { shape, rate, s, span }: AliveParetoPosterior,
  t: number,
  random: Random,
): number {
  const active = Math.min(t, exponentialVariate(random) / gammaVariate(s, span, random))
  return poissonVariate(gammaVariate(shape, rate, random) * active, random)
}
