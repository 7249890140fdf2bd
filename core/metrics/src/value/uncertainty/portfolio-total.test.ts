import { gammaVariate, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns } from '../../../test-data/value.ts'
import { expectedSpend, fitGammaGamma } from '../models/gamma-gamma.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import type { CustomerColumns, Future } from './future.ts'
import { byLevel, INTERVAL_LEVELS } from './levels.ts'
import { intervalsOf, portfolioTotal, summedDraws } from './portfolio-total.ts'

const full = cdnowFullColumns()
const rows = 400
const columns: CustomerColumns = {
  frequency: full.frequency.slice(0, rows),
  recency: full.recency.slice(0, rows),
  age: full.age.slice(0, rows),
  priced: full.spendOccasions.slice(0, rows),
  meanAmount: full.monetary.slice(0, rows),
}
const spend = {
  parameters: { p: 6, q: 3.7, gamma: 15 },
  covariance: [
    [9, -2, -8],
    [-2, 1, 3.5],
    [-8, 3.5, 25],
  ],
}
const future = {
  model: mbgNbd,
  timing: mbgNbd.fit(columns),
  spend,
  horizon: 39,
  delta: 0.002,
  margin: 0.4,
}

describe('the total of a portfolio', () => {
  const total = portfolioTotal(future, columns, { draws: 1000, random: seededRandom(1) })

  test('is expected to be the sum of the customers', () => {
    let sum = 0
    for (let row = 0; row < rows; row += 1) {
      const customer = {
        frequency: columns.frequency[row]!,
        recency: columns.recency[row]!,
        age: columns.age[row]!,
      }
      const orders = mbgNbd.discountedTransactions(future.timing.parameters, customer, 39, 0.002)
      sum += orders * expectedSpend(spend.parameters, columns.priced![row]!, columns.meanAmount![row]!)! * 0.4
    }
    expect(total.expected / sum).toBeCloseTo(1, 10)
  })

  test('is the same for the same seed', () => {
    expect(portfolioTotal(future, columns, { draws: 1000, random: seededRandom(1) })).toEqual(total)
  })

  test('is wider with all uncertainty than with one part of it', () => {
    const width = ({ low, high }: { low: number; high: number }) => high - low
    for (const level of INTERVAL_LEVELS) {
      expect(width(total.all![level])).toBeGreaterThan(width(total.parameters![level]))
      expect(width(total.all![level])).toBeGreaterThan(width(total.customersAndPurchases![level]))
    }
  })

  test('has no interval with all uncertainty where a fit has no covariance', () => {
    const unsure = portfolioTotal({ ...future, spend: { ...spend, covariance: null } }, columns, {
      draws: 10,
      random: seededRandom(1),
    })
    expect(unsure).toMatchObject({ draws: null, all: null, parameters: null })
    expect(unsure.customersAndPurchases![95].high).toBeGreaterThan(unsure.expected)
    expect(unsure.customersAndPurchases).toEqual(intervalsOf(unsure.drawsAtEstimate!))
  })

  test('has one with all uncertainty where there is one price', () => {
    const flat = fitGammaGamma({
      orders: new Float64Array(900).fill(2),
      mean: new Float64Array(900).fill(10),
    })
    const meanAmount = columns.priced!.map((orders) => (orders > 0 ? 10 : Number.NaN))
    const options = { draws: 2000, random: seededRandom(6) }
    const priced = portfolioTotal({ ...future, spend: flat }, { ...columns, meanAmount }, options)
    const orders = portfolioTotal({ ...future, spend: null }, columns, {
      ...options,
      random: seededRandom(6),
    })
    const width = ({ all, expected }: typeof priced) => (all![80].high - all![80].low) / expected
    expect(Math.abs(width(priced) / width(orders) - 1)).toBeLessThan(0.1)
  })
})

const unknownUncertainty = {
  draws: null,
  all: null,
  parameters: null,
  drawsAtEstimate: null,
  customersAndPurchases: null,
}

describe('at the edge of what a portfolio can be', () => {
  const options = () => ({ draws: 200, random: seededRandom(9) })
  const nothing = byLevel(() => ({ low: 0, high: 0 }))

  test('nobody is worth nothing, for certain', () => {
    const none = Object.fromEntries(Object.keys(columns).map((name) => [name, new Float64Array(0)]))
    const total = portfolioTotal(future, { ...columns, ...none }, options())
    expect(total).toMatchObject({ expected: 0, all: nothing, customersAndPurchases: nothing })
  })

  test('customers who have left for certain too', () => {
    const gone = { ...mbgNbd, probabilityAlive: () => 0 }
    const total = portfolioTotal({ ...future, model: gone }, columns, options())
    expect(total).toMatchObject({ expected: 0, all: nothing, customersAndPurchases: nothing })
  })

  test('many of them as well, whose totals are taken from their expansion', () => {
    const gone = { ...mbgNbd, probabilityAlive: () => 0 }
    const many = { draws: 40_000, random: seededRandom(9) }
    expect(portfolioTotal({ ...future, model: gone }, columns, many).all).toEqual(nothing)
  })

  test.each([0, 1, 2, 3, 4])('one customer has a finite interval: customer %i', (row) => {
    const one = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, column.slice(row, row + 1)]),
    )
    const { expected, all, customersAndPurchases } = portfolioTotal(future, { ...columns, ...one }, options())
    expect(expected).toBeGreaterThan(0)
    for (const ends of [all![95], customersAndPurchases![95]]) {
      expect(ends.low).toBeGreaterThanOrEqual(0)
      expect(ends.high).toBeGreaterThan(ends.low)
      expect(ends.high).toBeLessThan(Infinity)
    }
  })

  test('a customer of unknown spend makes the total unknown, and no interval is told', () => {
    const priced = columns.priced!.with(3, 2)
    const meanAmount = columns.meanAmount!.with(3, Number.NaN)
    const total = portfolioTotal(future, { ...columns, priced, meanAmount }, options())
    expect(total).toEqual({ expected: Number.NaN, ...unknownUncertainty })
  })

  test('an infinite mean spend of customers without an amount too', () => {
    const heavy = { ...spend, parameters: { p: 2, q: 0.9, gamma: 40 } }
    const total = portfolioTotal({ ...future, spend: heavy }, columns, options())
    expect(total).toEqual({ expected: Number.NaN, ...unknownUncertainty })
  })

  test('where drawn parameters have no mean spend the fitted ones are taken for true', () => {
    const heavy = {
      parameters: { p: 0.3, q: 0.9, gamma: 40 },
      covariance: [
        [0.01, 0, 0],
        [0, 0.2, 0],
        [0, 0, 25],
      ],
    }
    const rowsWithAmounts = Array.from(columns.priced!.keys()).filter((row) => columns.priced![row]! > 0)
    const known = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [
        name,
        Float64Array.from(rowsWithAmounts, (row) => column[row]!),
      ]),
    )
    const total = portfolioTotal({ ...future, spend: heavy }, { ...columns, ...known }, options())
    expect(total).toMatchObject({ draws: null, all: null, parameters: null })
    expect(total.customersAndPurchases![95].high).toBeGreaterThan(total.expected)
  })
})

test('customers with hundreds of known orders vary together as little as a simulation of them', () => {
  const faithful = {
    frequency: new Float64Array(60).fill(399),
    recency: new Float64Array(60).fill(57),
    age: new Float64Array(60).fill(57),
    priced: new Float64Array(60).fill(399),
    meanAmount: new Float64Array(60).fill(10),
  }
  const regular = {
    ...future,
    timing: { parameters: { r: 3000, alpha: 430, a: 0.01, b: 100 }, covariance: null },
    spend: { parameters: { p: 150, q: 3000, gamma: 200 }, covariance: null },
    horizon: 52,
    delta: 0,
    margin: 1,
  }
  const { drawsAtEstimate } = portfolioTotal(regular, faithful, { draws: 4000, random: seededRandom(8) })
  const random = seededRandom(9)
  const simulated = Float64Array.from({ length: 1000 }, () => {
    let sum = 0
    for (let row = 0; row < 60; row += 1) {
      const customer = { frequency: 399, recency: 57, age: 57 }
      const orders = mbgNbd.sampleFutureOrders(regular.timing.parameters, customer, 52, random)
      if (orders > 0) sum += gammaVariate(150 * orders, gammaVariate(3000 + 150 * 399, 4190, random), random)
    }
    return sum
  })
  const deviation = (values: Float64Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
  }
  expect(Math.abs(deviation(drawsAtEstimate!) / deviation(simulated) - 1)).toBeLessThan(0.1)
})

/** Totals as the model's own story gives them, at the fitted parameters. */
function simulatedTotals(of: Future<typeof future.timing.parameters>, count: number): Float64Array {
  const random = seededRandom(23)
  return Float64Array.from({ length: count }, () => {
    let sum = 0
    for (let row = 0; row < rows; row += 1) {
      const customer = {
        frequency: columns.frequency[row]!,
        recency: columns.recency[row]!,
        age: columns.age[row]!,
      }
      const orders = of.model.sampleFutureOrders(of.timing.parameters, customer, of.horizon, random)
      if (of.spend === null || orders === 0) {
        sum += orders
        continue
      }
      const { p, q, gamma } = of.spend.parameters
      const priced = columns.priced![row]!
      const known = priced === 0 ? 0 : priced * columns.meanAmount![row]!
      sum += gammaVariate(p * orders, gammaVariate(q + p * priced, gamma + known, random), random)
    }
    return sum
  })
}

describe.each([
  ['orders', null],
  ['value', spend],
])('what customers and purchases add to a total of %s', (_, of) => {
  const plain = { ...future, spend: of, delta: 0, margin: 1 }
  const simulated = simulatedTotals(plain, 2000)
  const { customersAndPurchases } = portfolioTotal(plain, columns, { draws: 20_000, random: seededRandom(2) })

  test.each(INTERVAL_LEVELS)('holds %i % of simulated totals', (level) => {
    const { low, high } = customersAndPurchases![level]
    const within = simulated.filter((total) => total >= low && total <= high).length / simulated.length
    const share = level / 100
    expect(Math.abs(within - share)).toBeLessThan(
      3.3 * Math.sqrt((share * (1 - share)) / simulated.length) + 0.005,
    )
  })
})

test('a tail so heavy that spend has no variance still has a finite total', () => {
  const heavy = { parameters: { p: 2, q: 1.6, gamma: 40 }, covariance: spend.covariance }
  const { all } = portfolioTotal({ ...future, spend: heavy }, columns, {
    draws: 200,
    random: seededRandom(3),
  })
  expect(all![95].high).toBeLessThan(Infinity)
  expect(all![95].low).toBeGreaterThanOrEqual(0)
})

describe('totals of a portfolio and of contracts', () => {
  test('have one interval, of the sums of their draws', () => {
    const portfolio = portfolioTotal(future, columns, { draws: 500, random: seededRandom(4) })
    const contracts = Float64Array.from({ length: 500 }, (_, i) => 10_000 + 100 * Math.sin(i))
    const { draws, all } = summedDraws([portfolio.draws!, contracts])
    expect(draws[7]).toBe(portfolio.draws![7]! + contracts[7]!)
    expect(all).toEqual(intervalsOf(draws))
    expect(all[95].low).toBeGreaterThan(portfolio.all![95].low + 9_900)
  })

  test('cannot be added with another number of draws', () => {
    expect(() => summedDraws([new Float64Array(3), new Float64Array(4)])).toThrow(
      'Total 0 has 3 draws and total 1 has 4; draw the same number of each',
    )
  })
})
