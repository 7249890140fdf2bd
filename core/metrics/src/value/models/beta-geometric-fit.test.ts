import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns, cdnowSampleDeals, referenceFits } from '../../../test-data/value.ts'
import { valueColumns } from '../columns.ts'
import { purchaseHistory } from '../occasions.ts'
import { summarize } from '../summary.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { bgNbd } from './bg-nbd.ts'
import { mbgNbd } from './mbg-nbd.ts'
import { nbd } from './nbd.ts'
import type { TimingColumns } from './timing-model.ts'

const sample = valueColumns(
  cdnowSampleDeals().map(({ id, deals }) => ({
    id,
    summary: summarize(purchaseHistory(deals, { timeZone: 'UTC', asOf: '1997-09-30' }), TIME_UNITS.week),
  })),
  'week',
)
const full = cdnowFullColumns()
const reference = referenceFits()
const names = ['r', 'alpha', 'a', 'b'] as const

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

describe.each([
  ['BG/NBD on the CDNOW sample', bgNbd, sample, reference.cdnow_sample_cal39w.bgnbd],
  ['MBG/NBD on the CDNOW sample', mbgNbd, sample, reference.cdnow_sample_cal39w.mbg],
  ['BG/NBD on all of CDNOW', bgNbd, full, reference.cdnow_full_cal39w.bgnbd],
  ['MBG/NBD on all of CDNOW', mbgNbd, full, reference.cdnow_full_cal39w.mbg],
] as const)('%s', (_, model, columns, expected) => {
  const fit = model.fit(columns)

  test('is fitted without a prior, to a maximum inside the model', () => {
    expect(fit).toMatchObject({ prior: 'none', limit: null, converged: true, customers: columns.ids.length })
  })

  test('has the reference log-likelihood to 1e-6', () => {
    expect(Math.abs(fit.logLikelihood - expected.LL)).toBeLessThan(1e-6)
  })

  test('has the reference parameters to 1e-6 and standard errors to 1e-5', () => {
    for (const name of names) {
      expect(relative(fit.parameters[name], expected.params[name]!)).toBeLessThan(1e-6)
      expect(relative(fit.standardErrors![name], expected.se[name]!)).toBeLessThan(1e-5)
    }
  })

  test('has the reference covariance, and it is symmetric', () => {
    const covariance = fit.covariance!
    for (let i = 0; i < 4; i += 1) {
      for (let j = 0; j < 4; j += 1) {
        expect(covariance[i]![j]).toBe(covariance[j]![i])
        const scale = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!)
        expect(Math.abs(covariance[i]![j]! - expected.cov[i]![j]!) / scale).toBeLessThan(2e-5)
      }
    }
  })

  test('adds up to the reference probabilities alive and orders in 39 weeks', () => {
    let alive = 0
    let orders = 0
    columns.frequency.forEach((frequency, row) => {
      const customer = { frequency, recency: columns.recency[row]!, age: columns.age[row]! }
      alive += model.probabilityAlive(fit.parameters, customer)
      orders += model.expectedTransactions(fit.parameters, customer, 39)
    })
    expect(relative(alive, expected.sum_p_alive!)).toBeLessThan(1e-7)
    expect(relative(orders, expected.sum_cet!)).toBeLessThan(1e-7)
  })
})

test('the papers report the same, to the digits printed', () => {
  const bg = bgNbd.fit(sample)
  expect(names.map((name) => bg.parameters[name].toFixed(3))).toEqual(['0.243', '4.414', '0.793', '2.426'])
  expect(bg.logLikelihood.toFixed(3)).toBe('-9582.429')
  const mbg = mbgNbd.fit(sample)
  expect(names.map((name) => mbg.parameters[name].toFixed(3))).toEqual(['0.525', '6.183', '0.891', '1.614'])
})

const cohort = (rows: readonly (readonly [number, number, number])[]): TimingColumns => ({
  frequency: Float64Array.from(rows, ([x]) => x),
  recency: Float64Array.from(rows, ([, last]) => last),
  age: Float64Array.from(rows, ([, , age]) => age),
})

/** Everybody ordered again just now: nobody can have left. */
const nobodyLeaves = cohort(
  Array.from({ length: 400 }, (_, i) => [1 + ((i * 7) % 23), 50 - ((i * 3) % 10) / 10, 50] as const),
)
const oneTimeBuyers = cohort(Array.from({ length: 60 }, (_, i) => [0, 0, 1 + (i % 40)] as const))

describe('data at a limit of the model', () => {
  test('customers who never leave are named, and without a prior have no standard errors', () => {
    const bare = mbgNbd.fit(nobodyLeaves, 'none')
    expect(bare).toMatchObject({ limit: 'no-dropout', prior: 'none', standardErrors: null, covariance: null })
    for (const name of names) expect(Math.abs(Math.log(bare.parameters[name]))).toBeLessThan(25)
  })

  test('with `auto` the weak prior then makes every number finite', () => {
    const steady = mbgNbd.fit(nobodyLeaves)
    expect(steady).toMatchObject({ limit: 'no-dropout', prior: 'weak', converged: true })
    for (const name of names) expect(steady.standardErrors![name]).toBeGreaterThan(0)
    const { a, b } = steady.parameters
    expect(a / (a + b)).toBeLessThan(0.05)
  })

  test('one-time buyers only', () => {
    for (const model of [bgNbd, mbgNbd]) {
      const steady = model.fit(oneTimeBuyers)
      expect(steady).toMatchObject({ limit: 'one-time-buyers-only', prior: 'weak', converged: true })
      expect(model.expectedFromNewCustomer(steady.parameters, 52)).toBeLessThan(1)
      expect(model.fit(oneTimeBuyers, 'none')).toMatchObject({
        limit: 'one-time-buyers-only',
        standardErrors: null,
      })
    }
  })

  test('customers who are all alike in leaving', () => {
    const alike = cohort(
      Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? ([4, 20, 50] as const) : ([10, 50, 50] as const))),
    )
    expect(mbgNbd.fit(alike).limit).toBe('homogeneous-dropout')
  })

  test('customers who all buy at one rate', () => {
    const regular = cohort(
      Array.from({ length: 300 }, (_, i) =>
        i % 2 === 0 ? ([50, 50, 50] as const) : ([i % 3, i % 3, 50] as const),
      ),
    )
    expect(mbgNbd.fit(regular).limit).toBe('homogeneous-rate')
  })
})

describe('where nobody leaves and no prior is wanted', () => {
  const two = cohort([
    [1, 3, 4.8],
    [0, 0, 26.3],
  ])

  test.each([
    ['two customers', two],
    ['many', nobodyLeaves],
  ] as const)('%s: the predictions are those of NBD', (_, columns) => {
    const limit = nbd.fit(columns, 'none').parameters
    for (const model of [bgNbd, mbgNbd]) {
      const bare = model.fit(columns, 'none')
      expect(bare).toMatchObject({ limit: 'no-dropout', standardErrors: null, converged: true })
      expect(bare.parameters).toMatchObject(limit)
      for (const customer of [
        { frequency: 1, recency: 3, age: 4.8 },
        { frequency: 0, recency: 0, age: 26.3 },
        { frequency: 12, recency: 40, age: 50 },
      ]) {
        expect(model.probabilityAlive(bare.parameters, customer)).toBe(1)
        const orders = model.expectedTransactions(bare.parameters, customer, 52)
        expect(relative(orders, nbd.expectedTransactions(limit, customer, 52))).toBeLessThan(1e-12)
        const discounted = model.discountedTransactions(bare.parameters, customer, Infinity, 0.002)
        expect(
          relative(discounted, nbd.discountedTransactions(limit, customer, Infinity, 0.002)),
        ).toBeLessThan(1e-12)
      }
    }
  })
})

test('at a limit of the model, too, the unit of time changes nothing but the unit', () => {
  const random = seededRandom(5)
  const kinds = [
    { r: 1e6, alpha: 7e7, a: 0.3, b: 1 },
    { r: 0.5, alpha: 35, a: 1000, b: 6000 },
    { r: 50, alpha: 3500, a: 1, b: 3 },
  ]
  const limits = new Set<string | null>()
  for (let round = 0; round < 60; round += 1) {
    const days = Array.from({ length: 40 }, () => {
      const age = 7 + Math.ceil(210 * random())
      const { frequency, recency } = mbgNbd.sampleHistory(kinds[round % 3]!, age, random)
      return [frequency, Math.round(recency), age] as const
    })
    const fitIn = (unit: number) =>
      mbgNbd.fit(cohort(days.map(([x, last, age]) => [x, last / unit, age / unit] as const)), 'none')
    const [week, month] = [fitIn(7), fitIn(30.4375)]
    expect([week.converged, month.converged]).toEqual([true, true])
    expect(month.limit).toBe(week.limit)
    limits.add(week.limit)
    const orders = mbgNbd.expectedFromNewCustomer(week.parameters, 365.25 / 7)
    expect(relative(mbgNbd.expectedFromNewCustomer(month.parameters, 12), orders)).toBeLessThan(1e-9)
  }
  expect(limits).toContain('homogeneous-rate')
})

describe('repeat orders without any time since the first', () => {
  test.each([1, 4, 30])('%d of them, with the weak prior: every number is finite', (count) => {
    for (const [x, age] of [
      [1, 10],
      [3, 10],
      [2, 0],
    ] as const) {
      const usual = Array.from(
        { length: 60 },
        (_, i) => [i % 4, i % 4 && 5 + (i % 7), 20 + (i % 13)] as const,
      )
      const columns = cohort([...usual, ...Array.from({ length: count }, () => [x, 0, age] as const)])
      for (const model of [bgNbd, mbgNbd]) {
        const fit = model.fit(columns, 'weak')
        expect(fit.converged).toBe(true)
        for (const name of names) expect(fit.parameters[name]).toBeGreaterThan(0)
        const customer = { frequency: x, recency: 0, age }
        expect(model.discountedTransactions(fit.parameters, customer, 52, 0.002)).toBeGreaterThanOrEqual(0)
        // Few of them the prior outweighs; of many, the data are said to be at a limit.
        if (count === 1) expect(fit.standardErrors).not.toBeNull()
        if (fit.standardErrors === null) expect(fit.limit).not.toBeNull()
        else for (const name of names) expect(fit.standardErrors[name]).toBeGreaterThan(0)
      }
    }
  })
})

describe('the weak prior', () => {
  const every = (step: number) => {
    const rows = Array.from(full.frequency.keys()).filter((row) => row % step === 0)
    const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!)
    return { frequency: pick(full.frequency), recency: pick(full.recency), age: pick(full.age) }
  }

  test('moves estimates from 1,000 customers by less than a fifth of a standard error', () => {
    const thousand = every(23)
    const free = mbgNbd.fit(thousand, 'none')
    const steady = mbgNbd.fit(thousand, 'weak')
    for (const name of names) {
      const moved = Math.abs(Math.log(steady.parameters[name] / free.parameters[name]))
      expect(moved / (free.standardErrors![name] / free.parameters[name])).toBeLessThan(0.2)
    }
  })

  test('is taken by itself where fewer than 200 customers bought again', () => {
    expect(mbgNbd.fit(every(120))).toMatchObject({ prior: 'weak' })
    expect(mbgNbd.fit(every(120), 'none')).toMatchObject({ prior: 'none' })
  })
})

describe('rows that cannot be', () => {
  test.each([
    ['a recency without a repeat', [0, 3, 10]],
    ['a recency after the age', [2, 12, 10]],
    ['half an order', [1.5, 3, 10]],
    ['an unknown age', [1, 3, Number.NaN]],
  ] as const)('%s is refused, with the row', (_, row) => {
    expect(() => mbgNbd.fit(cohort([[0, 0, 5], row]))).toThrow(/^Row 1 cannot be/)
  })

  test('a cohort without any history is refused', () => {
    expect(() => mbgNbd.fit(cohort([[0, 0, 0]]))).toThrow(/no history/)
  })
})
