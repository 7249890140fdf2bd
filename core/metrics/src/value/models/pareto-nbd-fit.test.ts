import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns, cdnowSampleDeals, referenceFits } from '../../../test-data/value.ts'
import { valueColumns } from '../columns.ts'
import { purchaseHistory } from '../occasions.ts'
import { summarize } from '../summary.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { nbd } from './nbd.ts'
import { paretoNbd } from './pareto-nbd.ts'
import { sampleHistory } from './pareto-nbd-sample.ts'
import type { PurchaseTiming, TimingColumns } from './timing-model.ts'

const sample = valueColumns(
  cdnowSampleDeals().map(({ id, deals }) => ({
    id,
    summary: summarize(purchaseHistory(deals, { timeZone: 'UTC', asOf: '1997-09-30' }), TIME_UNITS.week),
  })),
  'week',
)
const full = cdnowFullColumns()
const reference = referenceFits()
const names = ['r', 'alpha', 's', 'beta'] as const

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

// The sample's reference errors are themselves off by 2e-5, as 40-digit arithmetic shows: see below.
describe.each([
  ['the CDNOW sample', sample, reference.cdnow_sample_cal39w, 2e-5],
  ['all of CDNOW', full, reference.cdnow_full_cal39w, 1e-5],
] as const)('Pareto/NBD on %s', (_, columns, { pnbd: expected, t, delta }, errorTolerance) => {
  const fit = paretoNbd.fit(columns)

  test('is fitted without a prior, to a maximum inside the model', () => {
    expect(fit).toMatchObject({ prior: 'none', limit: null, converged: true, customers: columns.ids.length })
  })

  test('has the reference log-likelihood to 1e-6', () => {
    expect(Math.abs(fit.logLikelihood - expected.LL)).toBeLessThan(1e-6)
  })

  test('has the reference parameters to 1e-6 and standard errors as near as those are right', () => {
    for (const name of names) {
      expect(relative(fit.parameters[name], expected.params[name]!)).toBeLessThan(1e-6)
      expect(relative(fit.standardErrors![name], expected.se[name]!)).toBeLessThan(errorTolerance)
    }
  })

  test('has the reference covariance, and it is symmetric', () => {
    const covariance = fit.covariance!
    for (let i = 0; i < 4; i += 1) {
      for (let j = 0; j < 4; j += 1) {
        expect(covariance[i]![j]).toBe(covariance[j]![i])
        const scale = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!)
        expect(Math.abs(covariance[i]![j]! - expected.cov[i]![j]!) / scale).toBeLessThan(2 * errorTolerance)
      }
    }
  })

  test('adds up to the reference probabilities alive, orders in 39 weeks, and discounted orders', () => {
    let alive = 0
    let orders = 0
    let discounted = 0
    columns.frequency.forEach((frequency, row) => {
      const customer = { frequency, recency: columns.recency[row]!, age: columns.age[row]! }
      alive += paretoNbd.probabilityAlive(fit.parameters, customer)
      orders += paretoNbd.expectedTransactions(fit.parameters, customer, t)
      discounted += paretoNbd.discountedTransactions(fit.parameters, customer, Infinity, delta)
    })
    expect(relative(alive, expected.sum_p_alive!)).toBeLessThan(1e-7)
    expect(relative(orders, expected.sum_cet!)).toBeLessThan(1e-7)
    expect(relative(discounted, expected.sum_dert!)).toBeLessThan(1e-6)
  })
})

test('the papers report the same, to the digits printed', () => {
  const fit = paretoNbd.fit(sample)
  expect(names.map((name) => fit.parameters[name].toFixed(3))).toEqual(['0.553', '10.578', '0.606', '11.669'])
  expect(fit.logLikelihood.toFixed(3)).toBe('-9594.976')
})

test('the sample has the standard errors of 40-digit arithmetic, to 1e-6', () => {
  // Second differences, with a step of 1e-8, of the published hypergeometric form (mpmath).
  const exact = { r: 0.0476279260964, alpha: 0.842722535514, s: 0.187281345624, beta: 6.2111136974 }
  const { standardErrors } = paretoNbd.fit(sample)
  for (const name of names) expect(relative(standardErrors![name], exact[name])).toBeLessThan(1e-6)
})

test('weeks in place of days change nothing but the unit', () => {
  const days = { ...sample, recency: sample.recency.map((t) => t * 7), age: sample.age.map((t) => t * 7) }
  const weeks = paretoNbd.fit(sample).parameters
  const { r, alpha, s, beta } = paretoNbd.fit(days).parameters
  for (const [value, exact] of [
    [r, weeks.r],
    [alpha / 7, weeks.alpha],
    [s, weeks.s],
    [beta / 7, weeks.beta],
  ] as const) {
    expect(relative(value, exact)).toBeLessThan(1e-7)
  }
})

const columnsOf = (rows: readonly PurchaseTiming[]): TimingColumns => ({
  frequency: Float64Array.from(rows, ({ frequency }) => frequency),
  recency: Float64Array.from(rows, ({ recency }) => recency),
  age: Float64Array.from(rows, ({ age }) => age),
})

const cohort = (rows: readonly (readonly [number, number, number])[]): TimingColumns =>
  columnsOf(rows.map(([frequency, recency, age]) => ({ frequency, recency, age })))

const allFinite = (values: object | null): boolean => Object.values(values ?? {}).every(Number.isFinite)

describe('2,000 business customers who never leave', () => {
  // Public packages run off to s = 165, or return NA.
  const random = seededRandom(9)
  const rows = Array.from({ length: 2000 }, () =>
    nbd.sampleHistory({ r: 1.5, alpha: 8 }, 12 + 48 * random(), random),
  )
  const withoutDropout = nbd.fit(columnsOf(rows))

  test('no dropout is detectable, which is said in place of standard errors', () => {
    const bare = paretoNbd.fit(columnsOf(rows), 'none')
    expect(bare).toMatchObject({ limit: 'no-dropout', prior: 'none', standardErrors: null, covariance: null })
    expect(bare.logLikelihood - withoutDropout.logLikelihood).toBeLessThan(1.92)
    expect(bare.logLikelihood - withoutDropout.logLikelihood).toBeGreaterThan(-1e-3)
    expect(bare.parameters).toMatchObject(withoutDropout.parameters)
    const customer = { frequency: 3, recency: 5, age: 60 }
    expect(paretoNbd.probabilityAlive(bare.parameters, customer)).toBe(1)
    const orders = nbd.discountedTransactions(withoutDropout.parameters, customer, 52, 0.002)
    const found = paretoNbd.discountedTransactions(bare.parameters, customer, 52, 0.002)
    expect(relative(found, orders)).toBeLessThan(1e-12)
  })

  test('with `auto` the weak prior gives the rates of NBD, next to no dropout, and finite numbers', () => {
    const steady = paretoNbd.fit(columnsOf(rows))
    expect(steady).toMatchObject({ limit: 'no-dropout', prior: 'weak', converged: true })
    const { r, alpha, s, beta } = steady.parameters
    expect(relative(r, withoutDropout.parameters.r)).toBeLessThan(0.02)
    expect(relative(alpha, withoutDropout.parameters.alpha)).toBeLessThan(0.02)
    expect(s).toBeLessThan(2)
    expect(s / beta).toBeLessThan(0.001)
    expect(allFinite(steady.standardErrors)).toBe(true)
  })
})

describe('data at a limit of the model', () => {
  const drawn = (seed: number, count: number, draw: (age: number) => PurchaseTiming): TimingColumns => {
    const ages = seededRandom(seed)
    return columnsOf(Array.from({ length: count }, () => draw(20 + 40 * ages())))
  }

  test('one-time buyers only', () => {
    const buyers = cohort(Array.from({ length: 60 }, (_, i) => [0, 0, 1 + (i % 40)] as const))
    const steady = paretoNbd.fit(buyers)
    expect(steady).toMatchObject({ limit: 'one-time-buyers-only', prior: 'weak', converged: true })
    expect(paretoNbd.expectedFromNewCustomer(steady.parameters, 52)).toBeLessThan(1)
    expect(paretoNbd.fit(buyers, 'none')).toMatchObject({
      limit: 'one-time-buyers-only',
      standardErrors: null,
    })
  })

  test('customers who are all alike in leaving', () => {
    const random = seededRandom(21)
    const alike = drawn(1, 400, (age) =>
      paretoNbd.sampleHistory({ r: 2, alpha: 2, s: 1e6, beta: 2e7 }, age, random),
    )
    expect(paretoNbd.fit(alike, 'none')).toMatchObject({ limit: 'homogeneous-dropout', standardErrors: null })
    expect(paretoNbd.fit(alike)).toMatchObject({ limit: 'homogeneous-dropout', prior: 'weak' })
  })

  test('customers who all buy at one rate', () => {
    const random = seededRandom(22)
    const even = drawn(2, 400, (age) =>
      paretoNbd.sampleHistory({ r: 1e6, alpha: 4e6, s: 0.7, beta: 15 }, age, random),
    )
    expect(paretoNbd.fit(even, 'none')).toMatchObject({ limit: 'homogeneous-rate', standardErrors: null })
  })

  test('customers who either leave at once or never', () => {
    const random = seededRandom(23)
    const either = drawn(3, 400, (age) =>
      random() < 0.5
        ? { frequency: 0, recency: 0, age }
        : nbd.sampleHistory({ r: 40, alpha: 80 }, age, random),
    )
    expect(paretoNbd.fit(either, 'none')).toMatchObject({ limit: 'polarised-dropout', standardErrors: null })
  })
})

test('nothing is ever missing: small cohorts of many kinds', () => {
  const random = seededRandom(300)
  const kinds: readonly ((age: number) => PurchaseTiming)[] = [
    (age) => paretoNbd.sampleHistory({ r: 0.55, alpha: 10.6, s: 0.6, beta: 11.7 }, age, random),
    (age) => paretoNbd.sampleHistory({ r: 1.5, alpha: 8, s: 0.8, beta: 60 }, age, random),
    (age) => paretoNbd.sampleHistory({ r: 0.05, alpha: 0.1, s: 0.3, beta: 6 }, age, random),
    (age) => paretoNbd.sampleHistory({ r: 2, alpha: 1, s: 40, beta: 200 }, age, random),
    (age) => nbd.sampleHistory({ r: 1.5, alpha: 8 }, age, random),
    (age) => (random() < 0.95 ? { frequency: 0, recency: 0, age } : { frequency: 1, recency: age / 2, age }),
  ]
  for (const draw of kinds) {
    for (let size = 1; size <= 300; size = Math.ceil(size * 2.4)) {
      const columns = columnsOf(Array.from({ length: size }, () => draw(60 * random())))
      const fit = paretoNbd.fit(columns)
      expect(fit.converged).toBe(true)
      expect(allFinite(fit.parameters)).toBe(true)
      expect(fit.standardErrors).not.toBeNull()
      expect(allFinite(fit.standardErrors)).toBe(true)
      const bare = paretoNbd.fit(columns, 'none')
      expect(allFinite(bare.parameters)).toBe(true)
      expect(allFinite(bare.standardErrors)).toBe(true)
      expect(bare.limit === null).toBe(bare.standardErrors !== null)
      // At the limit without dropout it is the likelihood of NBD, which is less by no evidence of one.
      const less = bare.limit === 'no-dropout' ? 1.92 : 1e-3
      expect(bare.logLikelihood).toBeGreaterThan(fit.logLikelihood - less)
    }
  }
})

describe('the weak prior', () => {
  const every = (step: number) => {
    const rows = Array.from(full.frequency.keys()).filter((row) => row % step === 0)
    const pick = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!)
    return { frequency: pick(full.frequency), recency: pick(full.recency), age: pick(full.age) }
  }

  test('moves estimates from 1,000 customers by less than a fifth of a standard error', () => {
    const thousand = every(23)
    const free = paretoNbd.fit(thousand, 'none')
    const steady = paretoNbd.fit(thousand, 'weak')
    for (const name of names) {
      const apart = Math.abs(Math.log(steady.parameters[name] / free.parameters[name]))
      expect(apart / (free.standardErrors![name] / free.parameters[name])).toBeLessThan(0.2)
    }
  })

  test('is taken by itself where fewer than 200 customers bought again', () => {
    expect(paretoNbd.fit(every(120))).toMatchObject({ prior: 'weak' })
    expect(paretoNbd.fit(every(120), 'none')).toMatchObject({ prior: 'none' })
  })
})

describe('a large cohort, of which fewer rows are searched first', () => {
  const truth = { r: 0.852, alpha: 66.5, s: 0.215, beta: 326 }

  // Of the last, the fewer rows have no maximum inside the model, and all rows have one.
  test.each([1, 5])('is as likely under its fit as under the model it was drawn from, drawing %i', (seed) => {
    const random = seededRandom(seed)
    const customers = Array.from({ length: 20_000 }, () => sampleHistory(truth, 180 * random(), random))
    const fit = paretoNbd.fit(
      cohort(customers.map(({ frequency, recency, age }) => [frequency, recency, age])),
      'none',
    )
    const drawnFrom = customers.reduce((sum, customer) => sum + paretoNbd.logLikelihood(truth, customer), 0)
    expect(fit.logLikelihood).toBeGreaterThan(drawnFrom)
  })
})

describe('rows that cannot be', () => {
  test.each([
    ['a recency without a repeat', [0, 3, 10]],
    ['a recency after the age', [2, 12, 10]],
    ['half an order', [1.5, 3, 10]],
    ['an unknown age', [1, 3, Number.NaN]],
  ] as const)('%s is refused, with the row', (_, row) => {
    expect(() => paretoNbd.fit(cohort([[0, 0, 5], row]))).toThrow(/^Row 1 cannot be/)
  })

  test('a cohort without any history is refused', () => {
    expect(() => paretoNbd.fit(cohort([[0, 0, 0]]))).toThrow(/no history/)
  })
})
