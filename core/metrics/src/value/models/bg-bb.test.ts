import { seededRandom } from '@rapport/stats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { donations, numericsGrid } from '../../../test-data/value.ts'
import { bgBb } from './bg-bb.ts'

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

/** Relative, with room for numbers that are too small for a double's full precision. */
const off = (value: number, exact: number): number =>
  Math.abs(value - exact) / Math.max(Math.abs(exact), Number.MIN_VALUE * 2 ** 60)

const history = (frequency: number, recency: number, age: number) => ({ frequency, recency, age })

describe('on the hard grid', () => {
  const rows = numericsGrid('bgbb').map((row) => ({
    row,
    parameters: { alpha: row.alpha!, beta: row.beta!, gamma: row.gamma!, delta: row.delta! },
    customer: history(row.x!, row.t_x!, row.n!),
  }))

  test('there are 100 rows, and none of their values is missing', () => {
    expect(rows).toHaveLength(100)
    for (const { row } of rows) expect(Object.values(row).every(Number.isFinite)).toBe(true)
  })

  test('log-likelihoods are right to 1e-11', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(bgBb.logLikelihood(parameters, customer), row.ll!)).toBeLessThan(1e-11)
    }
  })

  test('probabilities to be alive at the next opportunity are right to 1e-9', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(bgBb.probabilityAlive(parameters, customer), row.p_alive!)).toBeLessThan(1e-9)
    }
  })

  test('expected orders are right to 1e-9', () => {
    for (const { row, parameters, customer } of rows) {
      expect(off(bgBb.expectedTransactions(parameters, customer, row.nstar!), row.cet!)).toBeLessThan(1e-9)
    }
  })

  test('discounted orders for ever are right to 1e-9', () => {
    for (const { row, parameters, customer } of rows) {
      const value = bgBb.discountedTransactions(parameters, customer, Infinity, Math.log1p(row.d!))
      expect(off(value, row.dert!)).toBeLessThan(1e-9)
    }
  })

  test('the probabilities of order counts add up to 1 and their mean is the expected number', () => {
    for (const { row, parameters, customer } of rows) {
      const args = [parameters, customer.frequency, customer.age, row.nstar!] as const
      const counts = bgBb.futureOrders(...args, 0)
      expect(counts.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12)
      const mean = counts.reduce((sum, probability, n) => sum + n * probability, 0)
      expect(relative(mean, bgBb.expectedWhileAlive(...args))).toBeLessThan(1e-11)
    }
  })
})

describe('on 11,104 donors over six years (Fader, Hardie & Shang 2010)', () => {
  const columns = donations()
  const { parameters } = bgBb.fit(columns)
  // The estimates of the BTYD guide, to the digits it prints; they stop a little short of the maximum.
  const guide = { alpha: 1.203528, beta: 0.749726, gamma: 0.6567808, delta: 2.783796 }

  test.each([
    [history(0, 0, 6), 0.1081335, '0.11'],
    [history(2, 4, 6), 0.5896448, '0.59'],
    [history(6, 6, 6), 0.93043, '0.93'],
  ])('alive in 2002 (the paper, Table 6): %j', (donor, exact, printed) => {
    const alive = bgBb.probabilityAlive(guide, donor)
    expect(Math.abs(alive - exact)).toBeLessThan(5e-7)
    expect(alive.toFixed(2)).toBe(printed)
  })

  test('expected gifts in ten years (BTYD guide)', () => {
    expect(relative(bgBb.expectedFromNewCustomer(guide, 10), 3.179805)).toBeLessThan(1e-6)
    expect(relative(bgBb.expectedTransactions(guide, history(0, 0, 6), 10), 0.1302169)).toBeLessThan(1e-6)
    expect(relative(bgBb.expectedTransactions(guide, history(4, 5, 6), 10), 3.627858)).toBeLessThan(1e-6)
  })

  test('expected gifts of all donors in the next five years (spreadsheet: 12,884.2)', () => {
    let total = 0
    columns.frequency.forEach((frequency, row) => {
      const donor = history(frequency, columns.recency[row]!, columns.age[row]!)
      total += bgBb.expectedTransactions(parameters, donor, 5)
    })
    expect(total.toFixed(1)).toBe('12884.2')
  })

  test('donors expected to give 0 and 6 times again in six years (spreadsheet: 3,454.9 and 1,253.1)', () => {
    const there = bgBb.probabilityAlive(parameters, history(0, 0, 0))
    const counts = bgBb.futureOrders(parameters, 0, 0, 6, 0)
    expect((11_104 * (1 - there + there * counts[0]!)).toFixed(1)).toBe('3454.9')
    expect((11_104 * there * counts[6]!).toFixed(1)).toBe('1253.1')
  })

  test.each([
    [history(0, 0, 6), 0.1147508],
    [history(2, 4, 6), 1.6655525],
    [history(6, 6, 6), 5.9097386],
    [history(4, 5, 6), 3.1969709],
  ])('discounted gifts for ever at 10 %% a year: %j', (donor, exact) => {
    const value = bgBb.discountedTransactions(guide, donor, Infinity, Math.log(1.1))
    expect(Math.abs(value - exact)).toBeLessThan(5e-7)
  })
})

describe('for any parameters and customer', () => {
  const shape = fc.double({ min: 0.02, max: 100, noNaN: true })
  const any = fc.record({ alpha: shape, beta: shape, gamma: shape, delta: shape })
  const someone = fc
    .tuple(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([age, late, often]) => {
      const recency = Math.round(age * late)
      return history(recency === 0 ? 0 : 1 + Math.floor((recency - 1) * often), recency, age)
    })

  test('the chances of all histories of a length add up to 1', () => {
    fc.assert(
      fc.property(any, fc.nat(9), (parameters, age) => {
        let total = Math.exp(bgBb.logLikelihood(parameters, history(0, 0, age)))
        for (let last = 1; last <= age; last += 1) {
          let choices = 1
          for (let x = 1; x <= last; x += 1) {
            // C(last − 1, x − 1) orders of the same counts.
            total += choices * Math.exp(bgBb.logLikelihood(parameters, history(x, last, age)))
            choices = (choices * (last - x)) / x
          }
        }
        expect(total).toBeCloseTo(1, 11)
      }),
    )
  })

  test('expected orders are the chance to be alive times those while alive, at any discount', () => {
    fc.assert(
      fc.property(any, someone, fc.nat(40), (parameters, customer, t) => {
        const alive = bgBb.probabilityAlive(parameters, customer)
        expect(alive).toBeGreaterThanOrEqual(0)
        expect(alive).toBeLessThanOrEqual(1)
        const { frequency, age } = customer
        const there = bgBb.expectedWhileAlive(parameters, frequency, age, t)
        expect(bgBb.expectedTransactions(parameters, customer, t)).toBe(alive * there)
        const worth = bgBb.discountedWhileAlive(parameters, frequency, age, t, 0.05)
        expect(worth).toBeLessThanOrEqual(there)
        expect(worth).toBeGreaterThanOrEqual(there * Math.exp(-0.05 * t) * (1 - 1e-12))
        expect(bgBb.discountedTransactions(parameters, customer, t, 0.05)).toBe(alive * worth)
        expect(bgBb.discountedWhileAlive(parameters, frequency, age, t, 0)).toBe(there)
      }),
    )
  })

  test('the expectation of one opportunity is the ratio of two likelihoods', () => {
    fc.assert(
      fc.property(any, someone, (parameters, { frequency, recency, age }) => {
        const before = bgBb.logLikelihood(parameters, history(frequency, recency, age))
        const after = bgBb.logLikelihood(parameters, history(frequency + 1, age + 1, age + 1))
        const expected = bgBb.expectedTransactions(parameters, history(frequency, recency, age), 1)
        expect(relative(Math.exp(after - before), expected)).toBeLessThan(1e-9)
      }),
    )
  })

  test('a part of an opportunity is none', () => {
    const parameters = { alpha: 1, beta: 1, gamma: 1, delta: 4 }
    expect(bgBb.expectedWhileAlive(parameters, 1, 3, 0.9)).toBe(0)
    expect(bgBb.expectedWhileAlive(parameters, 1, 3, 2.9)).toBe(bgBb.expectedWhileAlive(parameters, 1, 3, 2))
  })
})

describe('sampled customers', () => {
  const parameters = { alpha: 1.2, beta: 0.75, gamma: 0.66, delta: 2.8 }

  test('behave as the model says: what they do next is what is expected of their histories', () => {
    const random = seededRandom(5)
    const count = 20_000
    let expected = 0
    let happened = 0
    let variance = 0
    for (let i = 0; i < count; i += 1) {
      const customer = bgBb.sampleHistory(parameters, 6, random)
      expected += bgBb.expectedTransactions(parameters, customer, 4)
      const orders = bgBb.sampleFutureOrders(parameters, customer, 4, random)
      happened += orders
      variance += orders * orders
    }
    expect(Math.abs(happened - expected)).toBeLessThan(4 * Math.sqrt(variance))
  })

  test('their next orders are as often 0, 1, 2, … as predicted', () => {
    const random = seededRandom(8)
    const customer = history(3, 4, 4)
    const alive = bgBb.probabilityAlive(parameters, customer)
    const counts = bgBb.futureOrders(parameters, 3, 4, 5, 0)
    const seen = new Float64Array(6)
    const draws = 40_000
    for (let i = 0; i < draws; i += 1) seen[bgBb.sampleFutureOrders(parameters, customer, 5, random)]! += 1
    seen.forEach((times, n) => {
      const chance = alive * counts[n]! + (n === 0 ? 1 - alive : 0)
      expect(Math.abs(times / draws - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / draws))
    })
  })
})
