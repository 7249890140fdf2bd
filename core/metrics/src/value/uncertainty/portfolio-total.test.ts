import { gammaVariate, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns } from '../../../test-data/value.ts'
import { expectedSpend } from '../models/gamma-gamma.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import type { CustomerColumns, Future } from './future.ts'
import { INTERVAL_LEVELS } from './levels.ts'
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
      expect(width(total.all![level])).toBeGreaterThan(width(total.customersAndPurchases[level]))
    }
  })

  test('has no interval with all uncertainty where a fit has no covariance', () => {
    const unsure = portfolioTotal({ ...future, spend: { ...spend, covariance: null } }, columns, {
      draws: 10,
      random: seededRandom(1),
    })
    expect(unsure).toMatchObject({ draws: null, all: null, parameters: null })
    expect(unsure.customersAndPurchases[95].high).toBeGreaterThan(unsure.expected)
  })
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
    const { low, high } = customersAndPurchases[level]
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
