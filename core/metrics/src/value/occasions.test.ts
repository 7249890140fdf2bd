import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DecimalSum } from './decimal-sum.ts'
import { formatLocalDay, localDay } from './local-day.ts'
import { earlierHistory, type PurchaseHistory, purchaseHistory, type WonDeal } from './occasions.ts'

const rules = { timeZone: 'Europe/Berlin', asOf: '2026-06-30' }
const deal = (id: string, closedAt: string, amount: string | null): WonDeal => ({ id, closedAt, amount })
const amounts = (history: PurchaseHistory) => history.occasions.map(({ amount }) => amount)
const days = (history: PurchaseHistory) => history.occasions.map(({ day }) => formatLocalDay(day))

test('deals of one local day are one occasion', () => {
  const history = purchaseHistory(
    // 23:30 and 00:30 in Berlin: two days there, one day in UTC.
    [
      deal('a', '2026-03-01T22:30:00Z', '10.00'),
      deal('b', '2026-03-01T23:30:00Z', '5.00'),
      deal('c', '2026-03-02T10:00:00Z', '1.50'),
    ],
    rules,
  )
  expect(days(history)).toEqual(['2026-03-01', '2026-03-02'])
  expect(amounts(history)).toEqual(['10.00', '6.50'])
  expect(history.occasions[1]?.dealIds).toEqual(['b', 'c'])
})

describe('the occasion window', () => {
  const monthly = ['2026-01-05', '2026-02-04', '2026-03-06', '2026-04-05'].map((day) => deal(day, day, '100'))

  test('joins deals up to so many days after the first of the occasion', () => {
    const split = [
      deal('a', '2026-03-01', '100'),
      deal('b', '2026-03-08', '50'),
      deal('c', '2026-03-09', '25'),
    ]
    expect(amounts(purchaseHistory(split, { ...rules, occasionWindow: 7 }))).toEqual(['150', '25'])
  })

  test('does not chain monthly orders into one without end', () => {
    expect(days(purchaseHistory(monthly, { ...rules, occasionWindow: 30 }))).toEqual([
      '2026-01-05',
      '2026-03-06',
    ])
  })

  test('cannot be negative', () => {
    expect(() => purchaseHistory(monthly, { ...rules, occasionWindow: -1 })).toThrow(/window is -1 days/)
  })
})

test('a known amount of 0 is a purchase', () => {
  expect(amounts(purchaseHistory([deal('a', '2026-03-01', '0.00')], rules))).toEqual(['0.00'])
})

test('an unknown amount is a purchase whose spend is unknown, and is counted', () => {
  const history = purchaseHistory(
    [deal('a', '2026-03-01', null), deal('b', '2026-03-01', '7'), deal('c', '2026-04-01', '3')],
    rules,
  )
  expect(amounts(history)).toEqual([null, '3'])
  expect(history).toMatchObject({ unknownAmounts: 1, historicValue: '10' })
})

describe('refunds', () => {
  test('on the day of the deal reduce its amount', () => {
    expect(
      amounts(purchaseHistory([deal('a', '2026-03-01', '80'), deal('r', '2026-03-01', '-30')], rules)),
    ).toEqual(['50'])
  })

  test('that outweigh their occasion set it aside, listed, and still count in the historic value', () => {
    const history = purchaseHistory(
      [deal('a', '2026-03-01', '80.00'), deal('r', '2026-03-05', '-20.00')],
      rules,
    )
    expect(amounts(history)).toEqual(['80.00'])
    expect(history.setAside).toEqual([
      { day: history.occasions[0]!.day + 4, amount: '-20.00', dealIds: ['r'] },
    ])
    expect(history.historicValue).toBe('60.00')
  })
})

test('deals after the evaluation are not looked at', () => {
  const deals = [
    deal('a', '2026-06-30T21:59:59Z', '1'),
    deal('b', '2026-06-30T22:00:00Z', '2'),
    deal('c', '2026-07-01', '4'),
  ]
  expect(purchaseHistory(deals, rules).historicValue).toBe('1')
  expect(purchaseHistory(deals, { ...rules, asOf: '2026-06-30T21:59:58Z' }).historicValue).toBe('0')
})

test('contradicting copies of one deal resolve to the latest, in any order', () => {
  const copies = [deal('a', '2026-03-01', '5'), deal('a', '2026-03-02', '6'), deal('a', '2026-03-02', '7')]
  for (const order of [copies, copies.toReversed()]) {
    const history = purchaseHistory(order, rules)
    expect(days(history)).toEqual(['2026-03-02'])
    expect(history.historicValue).toBe('7')
  }
})

test('a deal that cannot be read is named', () => {
  expect(() => purchaseHistory([deal('D-17', 'soon', '5')], rules)).toThrow(
    /Deal D-17 has no usable closing date/,
  )
  expect(() => purchaseHistory([deal('D-18', '2026-03-01', '5 EUR')], rules)).toThrow(
    /amount of deal D-18 cannot/,
  )
})

describe('for any deals', () => {
  const cents = fc.integer({ min: -50_00, max: 900_00 }).map((value) => (value / 100).toFixed(2))
  const anyDeal = fc
    .record({
      minutes: fc.integer({ min: 0, max: 400 * 1440 }),
      amount: fc.option(cents, { freq: 6 }),
    })
    .map(({ minutes, amount }) => ({
      closedAt: new Date(Date.UTC(2025, 0, 1) + minutes * 60_000).toISOString(),
      amount,
    }))
  const anyDeals = fc
    .array(anyDeal, { maxLength: 40 })
    .map((deals) => deals.map((it, i) => ({ id: `d${i}`, ...it })))
  const shuffled = anyDeals.chain((deals) =>
    fc.record({
      deals: fc.constant(deals),
      // A shuffle, with some deals twice.
      again: fc.shuffledSubarray([...deals, ...deals], {
        minLength: deals.length * 2,
        maxLength: deals.length * 2,
      }),
      occasionWindow: fc.constantFrom(0, 7, 30),
    }),
  )

  test('their order, and duplicates of them, never change the history', () => {
    fc.assert(
      fc.property(shuffled, ({ deals, again, occasionWindow }) => {
        const wide = { ...rules, occasionWindow }
        expect(purchaseHistory(again, wide)).toEqual(purchaseHistory(deals, wide))
      }),
    )
  })

  test('occasions and what is set aside hold each deal once, and add up to the historic value', () => {
    fc.assert(
      fc.property(anyDeals, (deals) => {
        const { occasions, setAside, historicValue } = purchaseHistory(deals, rules)
        const ids = [...occasions, ...setAside].flatMap(({ dealIds }) => dealIds)
        expect(ids.toSorted()).toEqual(deals.map(({ id }) => id).toSorted())
        const all = new DecimalSum()
        for (const { amount } of deals) if (amount !== null) all.add(amount)
        const nothingKnown = deals.length > 0 && deals.every(({ amount }) => amount === null)
        if (nothingKnown) expect(historicValue).toBeNull()
        else expect(Number(historicValue)).toBe(all.toNumber())
      }),
    )
  })

  test('the history of an earlier day out of that of a later one is what the deals say, or none', () => {
    const day = fc.integer({ min: 0, max: 500 }).map((after) => localDay('2025-01-01', 'UTC') + after)
    fc.assert(
      fc.property(shuffled, day, day, ({ deals, again, occasionWindow }, early, late) => {
        for (const given of [deals, again]) {
          const wide = { ...rules, occasionWindow, asOf: formatLocalDay(Math.max(early, late)) }
          const first = Math.min(early, late)
          const earlier = earlierHistory(given, purchaseHistory(given, wide), wide, first)
          if (earlier === null) continue
          expect(earlier).toEqual(purchaseHistory(given, { ...wide, asOf: formatLocalDay(first) }))
        }
      }),
    )
  })

  test('an earlier history is found where days are occasions, and all deals and amounts are known', () => {
    fc.assert(
      fc.property(anyDeals, (deals) => {
        const known = deals.map((it) => ({ ...it, amount: it.amount ?? '1' }))
        expect(earlierHistory(known, purchaseHistory(known, rules), rules, 20_200)).not.toBeNull()
      }),
    )
  })

  test('the customers of a workspace add up to its deals, to the cent', () => {
    fc.assert(
      fc.property(fc.array(anyDeals, { maxLength: 8 }), (customers) => {
        const byCustomer = new DecimalSum()
        const byDeal = new DecimalSum()
        for (const deals of customers) {
          byCustomer.add(purchaseHistory(deals, rules).historicValue ?? '0')
          for (const { amount } of deals) if (amount !== null) byDeal.add(amount)
        }
        expect(byCustomer.toNumber()).toBe(byDeal.toNumber())
      }),
    )
  })
})
