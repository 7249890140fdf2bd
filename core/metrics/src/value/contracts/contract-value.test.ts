import { quantile, seededRandom } from '@rapport/stats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay } from '../local-day.ts'
import { addMonths, BILLING_PERIOD_MONTHS, type BillingPeriod } from './billing-period.ts'
import { cohortCounts } from './churn-counts.ts'
import { ContractPortfolio, type ContractSettings } from './contract-value.ts'
import { fitContracts, fitRetention, type RetentionModels } from './retention-model.ts'
import { discountedResidualLifetime, sampleTenure } from './shifted-beta-geometric.ts'
import { simpleRetentionValue } from './simple-retention.ts'
import { type ContractBase, type ContractCustomer, contractBase } from './subscriptions.ts'

const asOf = localDay('2024-12-31', 'UTC')
const year: ContractSettings = { horizonMonths: 12, annualDiscount: 0.1, margin: 0.7 }
const rising = fitRetention(cohortCounts([369, 163, 86, 56, 37, 27, 21], 241))
const constant = fitRetention(cohortCounts([10, 5], 14))
const models: RetentionModels = { month: rising, quarter: constant, year: rising }

/** A customer that renewed on the day of the evaluation. */
function renewedToday(
  period: BillingPeriod,
  renewals: number,
  change: Partial<ContractCustomer> = {},
): ContractCustomer {
  const months = BILLING_PERIOD_MONTHS[period]
  const start = addMonths(asOf, -renewals * months)
  return {
    customerId: 'acme',
    status: 'current',
    tenure: { period, start, ended: null, renewals },
    earlierTenures: [],
    tenurePeriods: renewals + 1,
    monthlyRevenue: 100,
    nextRenewal: addMonths(start, (renewals + 1) * months),
    contractEnd: null,
    ...change,
  }
}
const baseOf = (...customers: ContractCustomer[]): ContractBase => ({ asOf, customers })
const worthOf = (customer: ContractCustomer, settings = year, by = models) =>
  new ContractPortfolio(baseOf(customer), by, settings).values()[0]!

describe('the value of a customer', () => {
  test('who pays by the year is the residual lifetime over the horizon, a year from now', () => {
    if (rising?.method !== 'sbg') throw new Error('This cohort identifies sBG.')
    const result = worthOf(renewedToday('year', 2), { ...year, horizonMonths: 60 })
    const wait = 365 / 365.25
    const payments = discountedResidualLifetime(rising.fit.parameters, 3, 0.1, 5) * 1.1 ** -wait
    expect(result).toMatchObject({
      policy: 'sbg@1',
      method: 'sbg',
      methodReason: null,
      convention: 'first-payment-excluded',
      reason: null,
      mostPayments: 5,
    })
    expect(result.value).toBeCloseTo(1200 * 0.7 * payments, 8)
  })

  test('who pays by the month has twelve payments in a year, by the quarter four, by the year one', () => {
    expect(worthOf(renewedToday('month', 5)).mostPayments).toBe(12)
    expect(worthOf(renewedToday('quarter', 5)).mostPayments).toBe(4)
    expect(worthOf(renewedToday('year', 5)).mostPayments).toBe(1)
    expect(worthOf(renewedToday('year', 5), { ...year, horizonMonths: 11 }).mostPayments).toBe(0)
    expect(worthOf(renewedToday('year', 5), { ...year, horizonMonths: 11 }).value).toBe(0)
    expect(worthOf(renewedToday('month', 5), { ...year, horizonMonths: 1.5 }).mostPayments).toBe(1)
  })

  test('at a constant rate is the textbook formula without the first payment, and says why', () => {
    const result = worthOf(renewedToday('quarter', 4), { ...year, annualDiscount: 0 })
    if (constant.method !== 'simple-retention' || constant.retention === null) throw new Error('Not simple.')
    const textbook = simpleRetentionValue(
      { margin: 300 * 0.7, retention: constant.retention, discount: 0, periods: 4 },
      'first-payment-excluded',
    )
    expect(result).toMatchObject({ method: 'simple-retention', methodReason: 'too-few-tenures' })
    expect(result.convention).toBe(textbook.convention)
    expect(result.value).toBeCloseTo(textbook.value, 10)
  })

  test('rises with the renewals made, and falls with the wait for the next', () => {
    const values = [0, 1, 2, 5, 10].map((renewals) => worthOf(renewedToday('month', renewals)).value!)
    for (let i = 1; i < values.length; i += 1) expect(values[i]!).toBeGreaterThan(values[i - 1]!)
  })

  test.each([
    ['ended', { status: 'ended', monthlyRevenue: 0, nextRenewal: null }, models],
    ['upcoming', { status: 'upcoming', tenure: null, monthlyRevenue: 0, nextRenewal: null }, models],
    ['amount-unknown', { monthlyRevenue: null }, models],
    ['no-renewal-seen', {}, { ...models, month: fitRetention({ ended: [], current: [50] }) }],
  ] as const)('is null where it is %s, and adds nothing to a total', (reason, change, by) => {
    const customer = renewedToday('month', 3, change)
    expect(worthOf(customer, year, by)).toMatchObject({ value: null, reason, method: null, intervals: null })
    const portfolio = new ContractPortfolio(baseOf(customer, renewedToday('year', 1)), by, year)
    expect(portfolio.total()).toBe(worthOf(renewedToday('year', 1)).value)
    const random = seededRandom(1)
    const alone = new ContractPortfolio(baseOf(renewedToday('year', 1)), by, year)
    expect(portfolio.totalDraws(random, 50)).toEqual(alone.totalDraws(seededRandom(1), 50))
    expect(portfolio.valuesWithIntervals(random, 50)[0]!.intervals).toBeNull()
  })
})

describe('intervals', () => {
  const customers = [renewedToday('month', 0), renewedToday('month', 20), renewedToday('quarter', 2)]
  const [fresh, loyal, simple] = new ContractPortfolio(
    baseOf(...customers),
    models,
    year,
  ).valuesWithIntervals(seededRandom(9))

  test('of 50, 80 and 95 % lie in each other', () => {
    for (const { intervals } of [fresh!, loyal!, simple!]) {
      for (const source of Object.values(intervals!)) {
        for (const [inner, outer] of [
          [source[50], source[80]],
          [source[80], source[95]],
        ] as const) {
          expect(outer.low).toBeLessThanOrEqual(inner.low)
          expect(outer.high).toBeGreaterThanOrEqual(inner.high)
        }
      }
    }
  })

  test('keep the parameters, which few data leave wide, from whether a customer renews', () => {
    for (const { value, intervals } of [fresh!, loyal!, simple!]) {
      expect(intervals!.parameters[95].low).toBeLessThan(value!)
      expect(intervals!.parameters[95].high).toBeGreaterThan(value!)
    }
    const width = ({ low, high }: { low: number; high: number }) => high - low
    expect(width(fresh!.intervals!.parameters[80])).toBeLessThan(width(fresh!.intervals!.customer[80]) / 5)
    expect(width(simple!.intervals!.parameters[80]) / simple!.value!).toBeGreaterThan(
      (5 * width(loyal!.intervals!.parameters[80])) / loyal!.value!,
    )
  })

  test('of what a customer may pay begin at nothing where it may leave at once, and end at every payment', () => {
    expect(fresh!.intervals!.both[80].low).toBe(0)
    expect(loyal!.intervals!.both[50].high).toBeGreaterThan(loyal!.value!)
    expect(fresh!.intervals!.both[95].high).toBe(fresh!.intervals!.customer[95].high)
  })

  test('hold at least their share of what customers pay', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.constantFrom('month', 'quarter', 'year'), (renewals, period) => {
        const portfolio = new ContractPortfolio(baseOf(renewedToday(period, renewals)), models, year)
        const { both } = portfolio.valuesWithIntervals(seededRandom(3), 500)[0]!.intervals!
        const paid = portfolio.totalDraws(seededRandom(4), 2000)
        for (const level of [50, 80, 95] as const) {
          const { low, high } = both[level]
          const held =
            paid.filter((money) => money >= low - 1e-9 && money <= high + 1e-9).length / paid.length
          expect(held).toBeGreaterThan(level / 100 - 0.05)
        }
      }),
      { numRuns: 30 },
    )
  })
})

describe('draws of the total', () => {
  const many = Array.from({ length: 400 }, (_, i) =>
    renewedToday(i % 3 === 0 ? 'year' : 'month', i % 9, { customerId: String(i), monthlyRevenue: 50 + i }),
  )
  const portfolio = new ContractPortfolio(baseOf(...many), models, year)

  test('are as many as asked, the same for the same seed, and average to the total', () => {
    const draws = portfolio.totalDraws(seededRandom(6), 3000)
    expect(draws).toEqual(portfolio.totalDraws(seededRandom(6), 3000))
    const mean = draws.reduce((sum, total) => sum + total, 0) / draws.length
    expect(Math.abs(mean / portfolio.total() - 1)).toBeLessThan(0.005)
  })

  test('are wider than if the parameters were certain', () => {
    const width = (draws: Float64Array) => quantile(draws, 0.9)! - quantile(draws, 0.1)!
    if (rising.method !== 'sbg') throw new Error('This cohort identifies sBG.')
    const certain = rising.fit.covariance!.map((row) => row.map((value) => value * 1e-8))
    const known = { method: 'sbg', fit: { ...rising.fit, covariance: certain } } as const
    const sure = new ContractPortfolio(baseOf(...many), { ...models, month: known, year: known }, year)
    expect(width(portfolio.totalDraws(seededRandom(6), 2000))).toBeGreaterThan(
      1.1 * width(sure.totalDraws(seededRandom(6), 2000)),
    )
  })

  test('hold what customers then pay about as often as they say', () => {
    const truth = { alpha: 0.8, beta: 6 }
    const random = seededRandom(31)
    const rounds = 200
    const held = { 50: 0, 80: 0, 95: 0 }
    for (let round = 0; round < rounds; round += 1) {
      let paid = 0
      const customers: ContractCustomer[] = []
      for (let i = 0; i < 300; i += 1) {
        const seen = 1 + (i % 12)
        const { renewals } = sampleTenure(truth, seen + 12, random)
        const made = Math.min(renewals, seen)
        const current = renewals >= seen
        const known = renewedToday('month', made)
        customers.push(
          current
            ? known
            : {
                ...known,
                status: 'ended',
                tenure: { ...known.tenure!, ended: asOf },
                monthlyRevenue: 0,
                nextRenewal: null,
              },
        )
        if (current) paid += 100 * (renewals - seen)
      }
      const base = baseOf(...customers)
      const settings = { horizonMonths: 12, annualDiscount: 0, margin: 1 }
      const draws = new ContractPortfolio(base, fitContracts(base), settings).totalDraws(random, 400).sort()
      for (const level of [50, 80, 95] as const) {
        const inside =
          paid >= quantile(draws, (100 - level) / 200)! && paid <= quantile(draws, (100 + level) / 200)!
        if (inside) held[level] += 1
      }
    }
    expect(Math.abs(held[50] / rounds - 0.5)).toBeLessThan(0.11)
    expect(Math.abs(held[80] / rounds - 0.8)).toBeLessThan(0.09)
    expect(held[95] / rounds).toBeGreaterThan(0.9)
  })
})

test('from subscription rows to values', () => {
  const base = contractBase(
    Array.from({ length: 200 }, (_, i) => {
      const month = 1 + (i % 12)
      const lasts = 1 + ((i * 7) % 23)
      const start = `2023-${String(month).padStart(2, '0')}-15`
      const end = addMonths(localDay(start, 'UTC'), lasts)
      return {
        customerId: `customer-${i}`,
        start,
        end: end > asOf ? null : new Date(end * 86_400_000).toISOString().slice(0, 10),
        amount: '20.00',
        period: 'month' as const,
      }
    }),
    { timeZone: 'UTC', asOf: '2024-12-31' },
  )
  const values = new ContractPortfolio(base, fitContracts(base), year).values()
  expect(values).toHaveLength(200)
  base.customers.forEach(({ status }, row) => {
    if (status === 'current') expect(values[row]!.value).toBeGreaterThan(0)
    else expect(values[row]!.reason).toBe('ended')
  })
})

describe('settings that cannot be are refused', () => {
  test.each([
    [{ horizonMonths: -1 }, 'horizon is -1 months'],
    [{ horizonMonths: Infinity }, 'horizon is Infinity months'],
    [{ margin: Number.NaN }, 'margin is NaN'],
    [{ annualDiscount: -1 }, 'annual discount rate is -1'],
  ])('%j', (change, message) => {
    expect(() => new ContractPortfolio(baseOf(), models, { ...year, ...change })).toThrow(message)
  })
})
