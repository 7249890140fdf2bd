import { describe, expect, test } from 'vitest'
import { cdnowFullColumns, cdnowSampleDeals, referenceFits } from '../../../test-data/value.ts'
import { valueColumns } from '../columns.ts'
import { purchaseHistory } from '../occasions.ts'
import { summarize } from '../summary.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { bgNbd } from './bg-nbd.ts'
import { mbgNbd } from './mbg-nbd.ts'
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
