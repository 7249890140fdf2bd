import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatLocalDay, localDay } from '../local-day.ts'
import { addMonths, wholeSpans } from './billing-period.ts'
import { churnByPeriod, contractBase } from './subscriptions.ts'
import type { Subscription } from './tenures.ts'

const day = (text: string) => localDay(text, 'UTC')
const rules = { timeZone: 'UTC', asOf: '2024-12-31' }

const subscription = (change: Partial<Subscription>): Subscription => ({
  customerId: 'acme',
  start: '2024-01-10',
  end: null,
  amount: '50.00',
  period: 'month',
  ...change,
})

/** The one customer behind these rows. */
const customerOf = (rows: readonly Partial<Subscription>[], change: object = {}) =>
  contractBase(
    rows.map((row) => subscription(row)),
    { ...rules, ...change },
  ).customers[0]!

describe('a running subscription', () => {
  test('renewed at the end of each period up to the evaluation', () => {
    expect(customerOf([{}])).toMatchObject({
      status: 'current',
      tenure: { period: 'month', start: day('2024-01-10'), ended: null, renewals: 11 },
      tenurePeriods: 12,
      monthlyRevenue: 50,
      nextRenewal: day('2025-01-10'),
      contractEnd: null,
    })
  })

  test('counts a renewal on the day of the evaluation as made', () => {
    const customer = customerOf([{ start: '2024-10-31' }])
    expect(customer.tenure!.renewals).toBe(2)
    expect(customer.nextRenewal).toBe(day('2025-01-31'))
  })

  test.each([
    ['quarter', 3, 50 / 3, '2025-01-10'],
    ['year', 0, 50 / 12, '2025-01-10'],
  ] as const)('billed by the %s', (period, renewals, monthlyRevenue, next) => {
    const customer = customerOf([{ period }])
    expect(customer).toMatchObject({ tenure: { period, renewals }, nextRenewal: day(next) })
    expect(customer.monthlyRevenue).toBeCloseTo(monthlyRevenue, 12)
  })

  test('with an end in the future is no churn', () => {
    expect(customerOf([{ period: 'year', end: '2025-01-09' }])).toMatchObject({
      status: 'current',
      tenure: { ended: null, renewals: 0 },
      contractEnd: day('2025-01-09'),
    })
  })

  test('of an unknown amount has an unknown revenue', () => {
    expect(customerOf([{}, { amount: null }]).monthlyRevenue).toBeNull()
  })
})

describe('an ended subscription', () => {
  test.each(['2024-06-09', '2024-06-10'])('missed the renewal at its end, written as %s', (end) => {
    expect(customerOf([{ end }])).toMatchObject({
      status: 'ended',
      tenure: { ended: day(end), renewals: 4 },
      tenurePeriods: 5,
      monthlyRevenue: 0,
      nextRenewal: null,
    })
  })

  test('within a period had made the renewal before', () => {
    expect(customerOf([{ end: '2024-06-20' }]).tenure!.renewals).toBe(5)
  })

  test('on the very first day made none', () => {
    expect(customerOf([{ end: '2024-01-10' }]).tenure).toMatchObject({
      renewals: 0,
      ended: day('2024-01-10'),
    })
  })

  test('on the day of the evaluation has ended', () => {
    expect(customerOf([{ end: '2024-12-31' }]).status).toBe('ended')
  })
})

describe('several subscriptions of a customer', () => {
  test.each([
    ['overlap', '2024-07-01'],
    ['follow on the day of the end', '2024-06-09'],
    ['follow on the day after', '2024-06-08'],
  ])('that %s are one tenure', (_, end) => {
    const customer = customerOf([{ end }, { start: '2024-06-09', amount: '80' }])
    expect(customer).toMatchObject({ status: 'current', earlierTenures: [], tenure: { renewals: 11 } })
    expect(customer.monthlyRevenue).toBe(80)
  })

  test('are lost only when all have ended', () => {
    const rows = [{ end: '2024-03-09' }, { start: '2024-02-01', end: '2024-08-31' }]
    expect(customerOf(rows, { asOf: '2024-05-31' })).toMatchObject({ status: 'current', monthlyRevenue: 50 })
    expect(customerOf(rows)).toMatchObject({
      status: 'ended',
      tenure: { ended: day('2024-08-31'), renewals: 7 },
    })
  })

  test('with a gap are tenures of their own: lost, and won back', () => {
    const customer = customerOf([{ end: '2024-03-09' }, { start: '2024-09-01' }])
    expect(customer.earlierTenures).toMatchObject([{ renewals: 1, ended: day('2024-03-09') }])
    expect(customer).toMatchObject({ status: 'current', tenure: { start: day('2024-09-01'), renewals: 3 } })
  })

  test('with a gap within the tolerance go on', () => {
    const rows = [{ end: '2024-03-09' }, { start: '2024-03-25' }]
    expect(customerOf(rows, { gapTolerance: 15 })).toMatchObject({
      earlierTenures: [],
      tenure: { renewals: 11 },
    })
    expect(customerOf(rows, { gapTolerance: 14 }).earlierTenures).toHaveLength(1)
  })

  test('and one in a tolerated gap at the evaluation is still a customer', () => {
    const rows = [{ end: '2024-12-20' }]
    expect(customerOf(rows, { gapTolerance: 30 })).toMatchObject({ status: 'current', monthlyRevenue: 50 })
    expect(customerOf(rows)).toMatchObject({ status: 'ended' })
  })

  test('in mixed periods add up a month, and are counted in the one with the most money', () => {
    const customer = customerOf([
      { amount: '10.10', period: 'month' },
      { amount: '0.20', period: 'month' },
      { amount: '1200', period: 'year', start: '2024-05-01' },
    ])
    expect(customer.monthlyRevenue).toBeCloseTo(110.3, 12)
    expect(customer.tenure).toMatchObject({ period: 'year', renewals: 0 })
  })

  test('do not depend on the order of the rows', () => {
    const rows = [{ end: '2024-03-09' }, { start: '2024-09-01' }, { start: '2024-03-01', end: '2024-05-01' }]
    expect(customerOf([...rows].reverse())).toEqual(customerOf(rows))
  })
})

test('a customer whose first subscription starts later is upcoming', () => {
  expect(customerOf([{ start: '2025-02-01' }])).toMatchObject({
    status: 'upcoming',
    tenure: null,
    tenurePeriods: 0,
  })
})

test('days are those of the zone', () => {
  const customer = customerOf([{ start: '2024-01-31T23:30:00Z' }], { timeZone: 'Europe/Berlin' })
  expect(formatLocalDay(customer.tenure!.start)).toBe('2024-02-01')
})

test('tenures are counted for each period apart, earlier ones included', () => {
  const base = contractBase(
    [
      subscription({ customerId: 'a', end: '2024-03-09' }),
      subscription({ customerId: 'a', start: '2024-09-01' }),
      subscription({ customerId: 'b', period: 'year', start: '2021-05-01', end: '2024-04-30' }),
      subscription({ customerId: 'c', period: 'year', start: '2022-05-01' }),
      subscription({ customerId: 'd', start: '2025-05-01' }),
    ],
    rules,
  )
  expect(base.customers.map(({ customerId }) => customerId)).toEqual(['a', 'b', 'c', 'd'])
  expect(churnByPeriod(base)).toEqual({
    month: { ended: [0, 1], current: [0, 0, 0, 1] },
    quarter: null,
    year: { ended: [0, 0, 1], current: [0, 0, 1] },
  })
})

describe('a row that cannot be read is named', () => {
  test.each([
    [{ end: '2024-01-09' }, 'it ends (2024-01-09) before it starts (2024-01-10)'],
    [{ amount: '-1' }, 'its amount -1 is below 0'],
    [{ amount: 'ten' }, 'not a decimal number'],
    [{ start: '2024-02-30' }, 'not a day of the calendar'],
  ])('%j', (change, reason) => {
    expect(() => contractBase([subscription({}), subscription(change)], rules)).toThrow(
      `Row 1, a subscription of customer acme, cannot be read: `,
    )
    expect(() => contractBase([subscription(change)], rules)).toThrow(reason)
  })

  test('and so is a tolerance below 0', () => {
    expect(() => contractBase([], { ...rules, gapTolerance: -1 })).toThrow('gap tolerance is -1 days')
  })
})

describe('calendar months', () => {
  test('keep the day of the month, or take the last there is', () => {
    expect(formatLocalDay(addMonths(day('2024-01-31'), 1))).toBe('2024-02-29')
    expect(formatLocalDay(addMonths(day('2024-01-31'), 2))).toBe('2024-03-31')
    expect(formatLocalDay(addMonths(day('2023-11-15'), 14))).toBe('2025-01-15')
  })

  test('whole spans are the most that fit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30_000 }),
        fc.nat(9000),
        fc.constantFrom(1, 3, 12),
        (from, more, months) => {
          const spans = wholeSpans(from, from + more, months)
          expect(addMonths(from, spans * months)).toBeLessThanOrEqual(from + more)
          expect(addMonths(from, (spans + 1) * months)).toBeGreaterThan(from + more)
        },
      ),
    )
  })
})
