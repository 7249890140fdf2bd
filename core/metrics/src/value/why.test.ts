import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainValue, type ValueFacts } from './why.ts'

const facts: ValueFacts = {
  outcome: 'mbg-nbd',
  validated: 'beats-baselines',
  clv: 182.4,
  low: 0,
  high: 410.2,
  probabilityAlive: 0.97,
  horizonMonths: 12,
  margin: 0.3,
  orders: 8,
  spanDays: 294,
  lastOrderAt: '1998-05-02',
  unknownAmounts: 0,
  setAside: 0,
  asOf: '1998-06-30',
  pastValue: 1520,
  expectedOrders: 5.24,
  expectedSpend: 121,
  contract: null,
  change: null,
}
const say = (change: Partial<ValueFacts>) => explainValue({ ...facts, ...change }, { currency: 'USD' })

test('a repeat customer', () => {
  expect(say({})).toBe(
    'Future value about $182 in margin over the next 12 months as of 30 Jun 1998 ($0–$410); past value $1,520. 8 orders, about every 6 weeks, last on 2 May 1998; 97 % likely still a customer. Expected: 5.2 orders of about $121.',
  )
})

test('a one-time buyer', () => {
  expect(
    say({ orders: 1, spanDays: 0, clv: 6.5, high: 17, probabilityAlive: 0.32, expectedOrders: 0.2 }),
  ).toBe(
    'Future value about $6.50 in margin over the next 12 months as of 30 Jun 1998 ($0–$17); past value $1,520. One order, on 2 May 1998; 32 % likely still a customer. Expected: 0.2 orders of about $121.',
  )
})

test('nobody has ordered', () => {
  const nobody = { orders: 0, lastOrderAt: null, spanDays: null, clv: null, low: null, high: null }
  expect(say(nobody)).toBe('No orders yet, so no value can be estimated.')
  expect(say({ ...nobody, setAside: 1 })).toBe(
    'No orders yet, so no value can be estimated. 1 refund set aside.',
  )
})

test('at a margin of 1 the number is what the customer spends, so no margin is named', () => {
  expect(say({ margin: 1 })).toMatch(/^Future value about \$182 over the next 12 months as of /)
  expect(say({ margin: 1, clv: null })).toMatch(/^Future value likely \$0–\$410 over the next 12 months /)
  expect(say({ margin: 1, outcome: 'historic', low: null, high: null })).toMatch(
    /^Past value \$1,520 as of 30 Jun 1998\. /,
  )
})

test('small amounts keep their cents: about $1 is no word for $0.56', () => {
  expect(say({ clv: 0.56, low: 0, high: 0.56 })).toMatch(
    /^Future value about \$0\.56 in margin .* \(\$0–\$0\.56\); /,
  )
})

describe('where the model was not chosen', () => {
  const simple = { outcome: 'simple-horizon', probabilityAlive: null } as const

  test('because it did no better', () => {
    expect(say({ ...simple, validated: 'does-not-beat-baselines' })).toMatch(
      /last on 2 May 1998\. Simple estimate: on past data the model did no better\. Expected: /,
    )
  })

  test('because the data are thin: a range', () => {
    expect(
      say({ outcome: 'range', validated: 'few-repeat-customers', clv: null, probabilityAlive: null }),
    ).toBe(
      'Future value likely $0–$410 in margin over the next 12 months as of 30 Jun 1998; past value $1,520. 8 orders, about every 6 weeks, last on 2 May 1998. Only a range: fewer than 30 customers have ordered twice.',
    )
  })

  test('because nothing was compared', () => {
    expect(say({ ...simple, validated: 'not-compared' })).toMatch(
      /Simple estimate: order value times order rate\./,
    )
  })

  test('because nothing could be compared: the reason is said', () => {
    expect(say({ ...simple, validated: 'nothing-in-holdout' })).toMatch(/nobody ordered in the last months/)
    expect(say({ ...simple, validated: 'no-holdout' })).toMatch(/too little history to test a model on\./)
  })

  test('because only the past was asked for', () => {
    expect(say({ outcome: 'historic', low: null, high: null, probabilityAlive: null })).toMatch(
      /^Past value \$1,520 in margin as of 30 Jun 1998\. 8 orders/,
    )
  })
})

test('unknown amounts and refunds set aside are said', () => {
  expect(say({ unknownAmounts: 2, setAside: 1 })).toMatch(
    /still a customer\. 2 deals without an amount not priced\. 1 refund set aside\.$/,
  )
})

test('a customer whose amounts are all unknown', () => {
  expect(say({ clv: null, low: null, high: null, unknownAmounts: 8, pastValue: null })).toBe(
    'No estimate of future value over the next 12 months as of 30 Jun 1998. 8 orders, about every 6 weeks, last on 2 May 1998; 97 % likely still a customer. 8 deals without an amount not priced.',
  )
})

test.each([
  [7, 'about daily'],
  [70, 'about every 10 days'],
  [98, 'about every 2 weeks'],
  [7 * 365.25, 'about every 12 months'],
  [7 * 1461, 'about every 4 years'],
])('8 orders over %d days are %s', (spanDays, rhythm) => {
  expect(say({ spanDays })).toContain(`8 orders, ${rhythm}, last`)
})

describe('what moved it', () => {
  const change = {
    since: '1998-05-31',
    before: 162.4,
    difference: 20,
    reason: 'new-orders',
    orders: 1,
  } as const

  test('a new order', () => {
    expect(say({ change })).toBe(
      'Future value about $182 in margin over the next 12 months as of 30 Jun 1998 ($0–$410); past value $1,520. 8 orders, about every 6 weeks, last on 2 May 1998; 97 % likely still a customer. Up $20 since 31 May 1998: a new order.',
    )
  })

  test('no order for a while', () => {
    expect(say({ change: { ...change, difference: -31, reason: 'no-order-since', orders: 0 } })).toContain(
      'Down $31 since 31 May 1998: no order since.',
    )
  })
})

test('money is written in its currency and locale', () => {
  expect(explainValue({ ...facts, clv: 1234567 }, { currency: 'EUR', locale: 'de-DE' })).toMatch(
    /about 1\.234\.567\s€ in margin over/,
  )
})

test('it never exceeds what a CRM field takes, and never says NaN or null', () => {
  const amount = fc.option(fc.double({ min: 0, max: 1e15, noNaN: true }))
  const any = fc.record({
    outcome: fc.constantFrom('mbg-nbd', 'bg-nbd', 'simple-horizon', 'historic', 'range', 'none'),
    validated: fc.constantFrom(
      'beats-baselines',
      'does-not-beat-baselines',
      'few-repeat-customers',
      'no-holdout',
      'nothing-in-holdout',
      'not-compared',
    ),
    clv: amount,
    low: amount,
    high: amount,
    probabilityAlive: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    horizonMonths: fc.integer({ min: 1, max: 120 }),
    margin: fc.constantFrom(0.3, 1),
    orders: fc.integer({ min: 1, max: 1_000_000 }),
    spanDays: fc.option(fc.integer({ min: 0, max: 40_000 })),
    lastOrderAt: fc.option(fc.constant('1998-12-31')),
    unknownAmounts: fc.nat(1_000_000),
    setAside: fc.nat(1_000_000),
    asOf: fc.constant('1998-12-31'),
    pastValue: amount,
    expectedOrders: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    expectedSpend: amount,
    contract: fc.option(
      fc.record({
        status: fc.constantFrom('current', 'ended', 'upcoming'),
        value: amount,
        renewalChance: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      } as const),
    ),
    change: fc.option(
      fc.record({
        since: fc.constant('1998-11-30'),
        before: fc.double({ min: 0, max: 1e15, noNaN: true }),
        difference: fc.double({ min: -1e15, max: 1e15, noNaN: true }),
        reason: fc.constantFrom('new-orders', 'orders-taken-back', 'no-order-since', 'another-policy'),
        orders: fc.nat(1_000_000),
      } as const),
    ),
  } as const)
  fc.assert(
    fc.property(any, fc.constantFrom('USD', 'JPY', 'IDR'), (some, currency) => {
      const text = explainValue(some, { currency })
      expect(text.length).toBeLessThanOrEqual(255)
      expect(text).not.toMatch(/NaN|null|undefined|Infinity/)
    }),
  )
})
