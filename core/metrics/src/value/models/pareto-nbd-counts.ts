import { gaussLegendre } from '@rapport/stats'
import { addOrderCounts, countsNeeded, cutTail } from './nbd-counts.ts'
import type { AliveParetoPosterior } from './pareto-nbd-expectation.ts'

const PANEL_NODES = 12

/**
 * Where to split (0, t]: in steps of 4 standard deviations of the counts (evenly in asinh √(u ÷ rate), which makes
 * their spread constant), and in steps of e in the time of the dropout.
 */
function splits({ shape, rate, s, span }: AliveParetoPosterior, t: number): number[] {
  const places = [0, t]
  const whole = Math.asinh(Math.sqrt(t / rate))
  const steps = Math.ceil(whole / Math.min(2 / Math.sqrt(shape), 1))
  for (let i = 1; i < steps; i += 1) places.push(rate * Math.sinh((whole * i) / steps) ** 2)
  const width = span / (s + 1)
  const reach = Math.log1p(t / width)
  for (let i = 1; i < reach; i += 1) places.push(width * Math.expm1(i))
  return places.sort((left, right) => left - right)
}

/**
 * P(n orders in the time t), n = 0, 1, …, of a customer who is alive: negative binomial up to t if the customer stays,
 * or up to the moment of leaving, by Gauss–Legendre over that moment. Every term is positive, so nothing cancels or
 * overflows, however many orders there are. Cut where less than `tail` is left, the rest added to the last.
 */
export function paretoOrderCounts(posterior: AliveParetoPosterior, t: number, tail: number): Float64Array {
  if (t <= 0) return Float64Array.of(1)
  const { shape, rate, s, span } = posterior
  const stays = Math.exp(-s * Math.log1p(t / span))
  // Leaving only takes counts away, so the counts of those who stay need the most room.
  const counts = new Float64Array(countsNeeded(shape, rate, t, tail))
  addOrderCounts(counts, shape, rate, t, stays)
  const { nodes, weights } = gaussLegendre(PANEL_NODES)
  const places = splits(posterior, t)
  for (let panel = 1; panel < places.length; panel += 1) {
    const from = places[panel - 1] ?? 0
    const half = ((places[panel] ?? t) - from) / 2
    for (let i = 0; i < PANEL_NODES; i += 1) {
      const u = from + half * (1 + (nodes[i] ?? 0))
      const leaves = (half * (weights[i] ?? 0) * s * Math.exp(-(s + 1) * Math.log1p(u / span))) / span
      if (leaves > 1e-25) addOrderCounts(counts, shape, rate, u, leaves)
    }
  }
  return cutTail(counts, tail)
}
