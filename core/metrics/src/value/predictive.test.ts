import { describe, expect, test } from 'vitest'
import { mbgNbd } from './models/mbg-nbd.ts'
import { orderCounts, SpendQuantiles } from './predictive.ts'

const timing = { r: 0.6, alpha: 7, a: 0.8, b: 1.3 }
const spend = { p: 6.25, q: 3.74, gamma: 15.44 }

/** A small generator with a fixed start, so that the simulation is the same every time. */
function generator(seed: number) {
  let state = seed
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296
  }
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())
  // Marsaglia & Tsang (2000).
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape)
    const d = shape - 1 / 3
    for (;;) {
      const x = normal()
      const v = (1 + x / Math.sqrt(9 * d)) ** 3
      if (v > 0 && Math.log(uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
    }
  }
  return { uniform, gamma }
}

/** Spend in the horizon of many customers with one history, simulated from the model's own story. */
function simulate(
  customer: { frequency: number; recency: number; age: number },
  mean: number,
  horizon: number,
) {
  const { uniform, gamma } = generator(20260301)
  const alive = mbgNbd.probabilityAlive(timing, customer)
  const { frequency, age } = customer
  return Float64Array.from({ length: 60_000 }, () => {
    if (uniform() >= alive) return 0
    const rate = gamma(timing.r + frequency) / (timing.alpha + age)
    const stops = gamma(timing.a)
    const dropout = stops / (stops + gamma(timing.b + frequency + 1))
    const scale = gamma(spend.q + spend.p * frequency) / (spend.gamma + frequency * mean)
    let total = 0
    for (let time = gamma(1) / rate; time < horizon; time += gamma(1) / rate) {
      total += gamma(spend.p) / scale
      if (uniform() < dropout) break
    }
    return total
  }).sort()
}

describe.each([
  ['a loyal customer', { frequency: 8, recency: 29, age: 30 }, 40],
  ['a customer who bought twice', { frequency: 1, recency: 12, age: 30 }, 60],
  ['a customer who has gone quiet', { frequency: 3, recency: 10, age: 30 }, 25],
] as const)('%s', (_, customer, mean) => {
  const counts = orderCounts(mbgNbd.futureOrders(timing, customer.frequency, customer.age, 52))
  const alive = mbgNbd.probabilityAlive(timing, customer)
  const standard = new SpendQuantiles(spend).interval(alive, counts, customer.frequency)
  const scale = spend.gamma + customer.frequency * mean
  const simulated = simulate(customer, mean, 52)
  const shareUpTo = (value: number) => simulated.filter((spent) => spent <= value).length / simulated.length

  test('spends less than the upper end nine times in ten', () => {
    // Four standard errors of 60,000 draws are 0.005.
    expect(Math.abs(shareUpTo(standard.high * scale) - 0.9)).toBeLessThan(0.005)
  })

  test('spends no more than the lower end one time in ten, or as often as nothing', () => {
    const atMost = shareUpTo(standard.low * scale)
    if (standard.low > 0) expect(Math.abs(atMost - 0.1)).toBeLessThan(0.005)
    else expect(atMost).toBeGreaterThanOrEqual(0.1)
  })
})

test('a customer who has surely left spends nothing', () => {
  const counts = orderCounts(mbgNbd.futureOrders(timing, 8, 30, 52))
  expect(new SpendQuantiles(spend).interval(0, counts, 8)).toEqual({ low: 0, high: 0 })
})

test('grouped counts keep the total and the mean of thousands of orders', () => {
  const probabilities = mbgNbd.futureOrders(timing, 900, 30, 300, 1e-12)
  const { orders, probability } = orderCounts(probabilities)
  expect(orders.length).toBeLessThan(400)
  const total = probability.reduce((sum, value) => sum + value, 0)
  const mean = probability.reduce((sum, value, i) => sum + value * orders[i]!, 0)
  expect(total).toBeCloseTo(1, 4)
  expect(mean / mbgNbd.expectedWhileAlive(timing, 900, 30, 300)).toBeCloseTo(1, 4)
})
