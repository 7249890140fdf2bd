import { betaVariate, gammaVariate, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns } from '../../../test-data/value.ts'
import { fitGammaGamma } from '../models/gamma-gamma.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import { paretoNbd } from '../models/pareto-nbd.ts'
import type { TimingModel, TimingParameters } from '../models/timing-model.ts'
import { orderCounts, SpendQuantiles } from '../predictive.ts'
import { customerIntervals } from './customer-intervals.ts'
import type { CustomerColumns, Future } from './future.ts'
import { INTERVAL_LEVELS } from './levels.ts'
import { drawParameters, drawSpendParameters } from './parameter-spread.ts'

const full = cdnowFullColumns()
const first = (rows: number) => ({
  frequency: full.frequency.slice(0, rows),
  recency: full.recency.slice(0, rows),
  age: full.age.slice(0, rows),
})

/** Few customers, so that parameters are uncertain. */
const few = first(300)

/** A spend model of as few. */
const spend = {
  parameters: { p: 6, q: 3.7, gamma: 15 },
  covariance: [
    [9, -2, -8],
    [-2, 1, 3.5],
    [-8, 3.5, 25],
  ],
}

const customers = {
  frequency: Float64Array.of(0, 1, 3, 8),
  recency: Float64Array.of(0, 20, 30, 36),
  age: Float64Array.of(38, 30, 32, 38),
  priced: Float64Array.of(0, 1, 3, 8),
  meanAmount: Float64Array.of(Number.NaN, 40, 25, 60),
}

const futureOf = <P extends TimingParameters>(model: TimingModel<P>): Future<P> => ({
  model,
  timing: model.fit(few),
  spend,
  horizon: 39,
  delta: 0,
  margin: 1,
})

/** The share of values within the interval; one that is 0 at its lower end holds all zeros. */
function shareWithin(values: ArrayLike<number>, { low, high }: { low: number; high: number }): number {
  let within = 0
  for (let i = 0; i < values.length; i += 1) if (values[i]! >= low && values[i]! <= high) within += 1
  return within / values.length
}

const at = (ends: { readonly low: Float64Array; readonly high: Float64Array }, row: number) => ({
  low: ends.low[row]!,
  high: ends.high[row]!,
})

const DRAWS = 20_000

/** How far a simulated share may be off: 3.5 standard deviations, and a thousandth for the table's interpolation. */
const sampling = (share: number) => 3.5 * Math.sqrt((share * (1 - share)) / DRAWS) + 0.001

/** What a customer of the table brings, with parameters drawn where asked. */
function simulated<P extends TimingParameters>(
  future: Future<P>,
  row: number,
  parameters: 'fitted' | 'drawn',
) {
  const random = seededRandom(100 + row)
  const customer = {
    frequency: customers.frequency[row]!,
    recency: customers.recency[row]!,
    age: customers.age[row]!,
  }
  const priced = customers.priced[row]!
  const known = priced === 0 ? 0 : priced * customers.meanAmount[row]!
  return Float64Array.from({ length: DRAWS }, () => {
    const timing =
      parameters === 'drawn'
        ? drawParameters(future.timing, future.model.parameterNames, random)!
        : future.timing.parameters
    const { p, q, gamma } = parameters === 'drawn' ? drawSpendParameters(spend, random)! : spend.parameters
    const orders = future.model.sampleFutureOrders(timing, customer, future.horizon, random)
    if (orders === 0) return 0
    return gammaVariate(p * orders, gammaVariate(q + p * priced, gamma + known, random), random)
  })
}

describe.each([
  ['MBG/NBD', futureOf(mbgNbd)],
  ['Pareto/NBD', futureOf(paretoNbd)],
] as const)('%s', (_, some) => {
  const future = some as Future<TimingParameters>
  const intervals = customerIntervals(future, customers)

  test.each([0, 1, 2, 3])(
    'with fitted parameters intervals hold their share of simulations: customer %i',
    (row) => {
      const values = simulated(future, row, 'fitted')
      for (const level of INTERVAL_LEVELS) {
        const interval = at(intervals.customerAndPurchases[level], row)
        const above = 1 - shareWithin(values, { low: 0, high: interval.high })
        expect(above).toBeLessThan((100 - level) / 200 + sampling((100 - level) / 200))
        if (interval.high > 0) {
          expect(above).toBeGreaterThan((100 - level) / 200 - sampling((100 - level) / 200))
        }
        if (interval.low > 0) {
          expect(Math.abs(shareWithin(values, interval) - level / 100)).toBeLessThan(sampling(level / 100))
        }
      }
    },
  )

  test.each([0, 1, 2, 3])('with uncertain parameters too, within 3 %: customer %i', (row) => {
    const values = simulated(future, row, 'drawn')
    for (const level of INTERVAL_LEVELS) {
      const { high } = at(intervals.all[level], row)
      const above = 1 - shareWithin(values, { low: 0, high })
      expect(above).toBeLessThan((100 - level) / 200 + 0.03)
      if (high > 0) expect(above).toBeGreaterThan((100 - level) / 200 - 0.03)
    }
  })

  test('intervals of higher levels contain those of lower ones', () => {
    for (const layer of ['parameters', 'customer', 'customerAndPurchases', 'all'] as const) {
      for (let row = 0; row < 4; row += 1) {
        const [half, most, nearly] = INTERVAL_LEVELS.map((level) => at(intervals[layer][level], row))
        expect(nearly!.low).toBeLessThanOrEqual(most!.low)
        expect(most!.low).toBeLessThanOrEqual(half!.low)
        expect(half!.high).toBeLessThanOrEqual(most!.high)
        expect(most!.high).toBeLessThanOrEqual(nearly!.high)
        expect(nearly!.high).toBeLessThan(Infinity)
      }
    }
  })

  test('a customer has the same interval in any company', () => {
    const alone = customerIntervals(future, {
      frequency: Float64Array.of(3),
      recency: Float64Array.of(30),
      age: Float64Array.of(32),
      priced: Float64Array.of(3),
      meanAmount: Float64Array.of(25),
    })
    for (const layer of ['parameters', 'customer', 'customerAndPurchases', 'all'] as const) {
      expect(at(alone[layer][95], 0)).toEqual(at(intervals[layer][95], 2))
    }
  })
})

describe('the layer of customers', () => {
  const future = futureOf(mbgNbd)
  const { r = 0, alpha = 0, a = 0, b = 0 } = future.timing.parameters
  const intervals = customerIntervals(future, customers)

  test.each([1, 2, 3])(
    'is how customers with one history differ in what they are worth: customer %i',
    (row) => {
      const random = seededRandom(row)
      const frequency = customers.frequency[row]!
      const age = customers.age[row]!
      const chance = mbgNbd.probabilityAlive(future.timing.parameters, {
        frequency,
        recency: customers.recency[row]!,
        age,
      })
      const { p, q, gamma } = spend.parameters
      const known = customers.priced[row]! * customers.meanAmount[row]!
      const values = Float64Array.from({ length: DRAWS }, () => {
        if (random() >= chance) return 0
        const rate = gammaVariate(r + frequency, alpha + age, random)
        const leaving = betaVariate(a, b + frequency + 1, random)
        const amount = p / gammaVariate(q + p * customers.priced[row]!, gamma + known, random)
        return (-Math.expm1(-rate * leaving * 39) / leaving) * amount
      })
      for (const level of INTERVAL_LEVELS) {
        const { low, high } = at(intervals.customer[level], row)
        if (high > 0) {
          expect(Math.abs(shareWithin(values, { low: 0, high }) - (100 + level) / 200)).toBeLessThan(0.012)
        }
        if (low > 0) expect(Math.abs(shareWithin(values, { low, high }) - level / 100)).toBeLessThan(0.02)
      }
    },
  )

  test('is narrower than with purchases, which are random besides', () => {
    const width = ({ low, high }: { low: number; high: number }) => high - low
    for (let row = 0; row < 4; row += 1) {
      expect(width(at(intervals.customer[95], row))).toBeLessThan(
        width(at(intervals.customerAndPurchases[95], row)),
      )
    }
  })
})

describe('the layer of parameters', () => {
  const widthOf = (rows: number) => {
    const timing = mbgNbd.fit(first(rows))
    const { parameters } = customerIntervals({ ...futureOf(mbgNbd), timing, spend: null }, customers)
    return Math.log(parameters[95].high[2]! / parameters[95].low[2]!)
  }

  test('shrinks as the square root of the number of customers', () => {
    const ratio = widthOf(2_000) / widthOf(20_000)
    expect(ratio).toBeGreaterThan(Math.sqrt(10) / 1.6)
    expect(ratio).toBeLessThan(Math.sqrt(10) * 1.6)
  })

  test('is unknown where the fit has no covariance, and so is the whole', () => {
    const future = futureOf(mbgNbd)
    const intervals = customerIntervals(
      { ...future, timing: { ...future.timing, covariance: null } },
      customers,
    )
    expect(intervals.parameters[95].high[3]).toBeNaN()
    expect(intervals.all[95].high[3]).toBeNaN()
    expect(intervals.customerAndPurchases[95].high[3]).toBeGreaterThan(0)
  })
})

test('the 80 % interval with fitted parameters is that of the closed form, within half a percent', () => {
  const future = futureOf(mbgNbd)
  const { customerAndPurchases } = customerIntervals(future, customers)
  const quantiles = new SpendQuantiles(spend.parameters)
  for (let row = 0; row < 4; row += 1) {
    const frequency = customers.frequency[row]!
    const age = customers.age[row]!
    const counts = orderCounts(mbgNbd.futureOrders(future.timing.parameters, frequency, age, 39, 1e-7))
    const recency = customers.recency[row]!
    const alive = mbgNbd.probabilityAlive(future.timing.parameters, { frequency, recency, age })
    const exact = quantiles.interval(alive, counts, customers.priced[row]!)
    const unit = 15 + (row === 0 ? 0 : customers.priced[row]! * customers.meanAmount[row]!)
    const { low, high } = at(customerAndPurchases[80], row)
    expect(Math.abs(low - exact.low * unit)).toBeLessThanOrEqual(0.005 * exact.low * unit)
    expect(Math.abs(high - exact.high * unit)).toBeLessThanOrEqual(0.005 * exact.high * unit)
  }
})

test('discount and margin scale all intervals', () => {
  const future = futureOf(mbgNbd)
  const plain = customerIntervals(future, customers)
  const worth = customerIntervals({ ...future, margin: 0.3, delta: Math.log(1.1) / 52 }, customers)
  for (const layer of ['parameters', 'customer', 'customerAndPurchases', 'all'] as const) {
    const ratio = worth[layer][95].high[3]! / plain[layer][95].high[3]!
    expect(ratio).toBeLessThan(0.3)
    expect(ratio).toBeGreaterThan(0.3 / 1.1)
  }
})

test('without a spend model the intervals are of whole orders', () => {
  const columns: CustomerColumns = customers
  const orders = customerIntervals({ ...futureOf(mbgNbd), spend: null }, columns)
  for (const level of INTERVAL_LEVELS) {
    for (let row = 0; row < 4; row += 1) {
      const { low, high } = at(orders.all[level], row)
      expect([low, high].every(Number.isInteger)).toBe(true)
    }
  }
  expect(orders.all[95].high[3]).toBeGreaterThan(3)
})

test('a real spend fit carries its uncertainty into the intervals', () => {
  const orders = full.spendOccasions.slice(0, 2000)
  const rows = Array.from(orders.keys()).filter((row) => orders[row]! > 0)
  const fitted = fitGammaGamma({
    orders: Float64Array.from(rows, (row) => orders[row]!),
    mean: Float64Array.from(rows, (row) => full.monetary[row]!),
  })
  const certain = { ...fitted, covariance: fitted.covariance!.map((row) => row.map((value) => value * 1e-8)) }
  const future = futureOf(mbgNbd)
  const wide = customerIntervals({ ...future, spend: fitted }, customers)
  const narrow = customerIntervals({ ...future, spend: certain }, customers)
  expect(wide.all[95].high[0]).toBeGreaterThan(narrow.all[95].high[0]!)
  expect(wide.parameters[95].low[0]).toBeLessThan(narrow.parameters[95].low[0]!)
})
