import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { nbd } from './nbd.ts'
import type { PurchaseTiming, TimingColumns } from './timing-model.ts'

const columnsOf = (rows: readonly PurchaseTiming[]): TimingColumns => ({
  frequency: Float64Array.from(rows, ({ frequency }) => frequency),
  recency: Float64Array.from(rows, ({ recency }) => recency),
  age: Float64Array.from(rows, ({ age }) => age),
})

const parameters = { r: 1.5, alpha: 8 }
const customer = { frequency: 5, recency: 3, age: 24 }

describe('a customer who cannot leave', () => {
  test('is alive, however long ago the last order was', () => {
    expect(nbd.probabilityAlive(parameters, { frequency: 9, recency: 1, age: 900 })).toBe(1)
  })

  test('is expected to order at the posterior rate for ever', () => {
    expect(nbd.expectedTransactions(parameters, customer, 12)).toBeCloseTo((6.5 / 32) * 12, 14)
    expect(nbd.expectedFromNewCustomer(parameters, 12)).toBeCloseTo((1.5 / 8) * 12, 14)
    expect(nbd.discountedTransactions(parameters, customer, Infinity, 0.01)).toBeCloseTo(6.5 / 32 / 0.01, 12)
    expect(nbd.discountedTransactions(parameters, customer, 12, 0)).toBe(
      nbd.expectedTransactions(parameters, customer, 12),
    )
  })

  test('has negative binomial orders: with r = 1 they are geometric', () => {
    const counts = nbd.futureOrders({ r: 1, alpha: 3 }, 0, 0, 1)
    for (let n = 0; n < 12; n += 1) expect(counts[n]).toBeCloseTo(0.75 * 0.25 ** n, 14)
    expect(counts.reduce((sum, probability) => sum + probability)).toBeCloseTo(1, 14)
  })

  test('has probabilities also of a hundred thousand orders', () => {
    let mean = 0
    let total = 0
    nbd.futureOrders(parameters, 100_000, 50, 50, 1e-14).forEach((probability, n) => {
      mean += n * probability
      total += probability
    })
    expect(total).toBeCloseTo(1, 10)
    expect(mean / nbd.expectedWhileAlive(parameters, 100_000, 50, 50)).toBeCloseTo(1, 8)
  })
})

test('the likelihood of the last purchase time, integrated out and summed over all counts, is 1', () => {
  // n purchase times within T fill a volume of Tⁿ ÷ n!.
  const age = 10
  let total = 0
  let volume = 1
  for (let n = 0; n < 150; n += 1) {
    total += Math.exp(nbd.logLikelihood(parameters, { frequency: n, recency: 0, age })) * volume
    volume *= age / (n + 1)
  }
  expect(total).toBeCloseTo(1, 12)
})

describe('a fit', () => {
  const random = seededRandom(59)
  const rows = Array.from({ length: 5000 }, () => nbd.sampleHistory(parameters, 12 + 48 * random(), random))

  test('recovers the parameters that the data were drawn with, within three standard errors', () => {
    const fit = nbd.fit(columnsOf(rows))
    expect(fit).toMatchObject({ limit: null, prior: 'none', converged: true, customers: 5000 })
    for (const name of ['r', 'alpha'] as const) {
      const apart = Math.abs(fit.parameters[name] - parameters[name])
      expect(apart).toBeLessThan(3 * fit.standardErrors![name])
    }
  })

  test('is a maximum', () => {
    const fit = nbd.fit(columnsOf(rows))
    const at = (r: number, alpha: number) =>
      rows.reduce((sum, row) => sum + nbd.logLikelihood({ r, alpha }, row), 0)
    const { r, alpha } = fit.parameters
    expect(Math.abs(at(r, alpha) - fit.logLikelihood)).toBeLessThan(1e-7)
    for (const [dr, dalpha] of [
      [1.001, 1],
      [0.999, 1],
      [1, 1.001],
      [1, 0.999],
      [1.001, 1.001],
    ] as const) {
      expect(at(r * dr, alpha * dalpha)).toBeLessThan(fit.logLikelihood)
    }
  })

  test('names customers who all buy at one rate, and those who never did again', () => {
    const even = columnsOf(Array.from({ length: 300 }, () => ({ frequency: 4, recency: 20, age: 24 })))
    expect(nbd.fit(even, 'none')).toMatchObject({ limit: 'homogeneous-rate', standardErrors: null })
    expect(nbd.fit(even)).toMatchObject({ limit: 'homogeneous-rate', prior: 'weak', converged: true })
    const once = columnsOf(Array.from({ length: 30 }, () => ({ frequency: 0, recency: 0, age: 24 })))
    expect(nbd.fit(once)).toMatchObject({ limit: 'one-time-buyers-only', prior: 'weak', converged: true })
  })

  test('refuses a row that cannot be, and a cohort without history', () => {
    expect(() => nbd.fit(columnsOf([{ frequency: 2, recency: 9, age: 8 }]))).toThrow(/^Row 0 cannot be/)
    expect(() => nbd.fit(columnsOf([{ frequency: 0, recency: 0, age: 0 }]))).toThrow(/no history/)
  })
})

test('futures are drawn as they are expected', () => {
  const random = seededRandom(7)
  let orders = 0
  for (let i = 0; i < 20_000; i += 1) orders += nbd.sampleFutureOrders(parameters, customer, 24, random)
  const expected = nbd.expectedTransactions(parameters, customer, 24)
  expect(Math.abs(orders / 20_000 / expected - 1)).toBeLessThan(0.03)
})
