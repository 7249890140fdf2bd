import { purchaseHistory } from '@rapport/metrics'
import { markDeleted } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { loadExchangeRates } from './exchange-rates.ts'
import { occasionRules } from './population.ts'
import {
  clearWorkspace,
  type GivenDeal,
  giveContacts,
  giveDeals,
  plainSettings,
  resolveAll,
} from './testing/scoring.ts'
import { customerTransactions } from './transactions.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

/** What each customer's deals come to, by deal. */
async function amounts(customers: 'all' | readonly number[] | number = 'all') {
  const rates = await loadExchangeRates(store.db, 'EUR')
  const found: Record<string, string | null> = {}
  const order: number[] = []
  for await (const { customerId, transactions } of customerTransactions(store.db, {
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    rates,
    customers,
  })) {
    order.push(customerId)
    for (const { dealId, amount } of transactions) found[dealId] = amount
  }
  expect(order).toEqual([...new Set(order)])
  return found
}

async function giveRates(...rates: readonly (readonly [from: string, on: string, rate: string])[]) {
  await store.db
    .insertInto('exchange_rate')
    .values(
      rates.map(([from, on, rate]) => ({
        from_currency: from,
        to_currency: 'EUR',
        on_date: on,
        rate,
        source: 'test',
      })),
    )
    .execute()
}

test('Won deals that have a date and live are transactions, lost, open, undated and deleted ones are not', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'won', of: 'ann' },
    { id: 'lost', of: 'ann', state: 'lost' },
    { id: 'open', of: 'ann', state: 'open' },
    { id: 'undated', of: 'ann', closedAt: null },
    { id: 'deleted', of: 'ann' },
  ])
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'deleted' }])
  await resolveAll(store)
  expect(await amounts()).toEqual({ won: '100' })
})

test('A refund counts negative, however its source signs it', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'r1', of: 'ann', kind: 'refund', amount: '30.50' },
    { id: 'r2', of: 'ann', kind: 'refund', amount: '-30.50' },
  ])
  await resolveAll(store)
  expect(await amounts()).toEqual({ r1: '-30.50', r2: '-30.50' })
})

test('The transactions of one customer, and of some, can be had alone', async () => {
  await giveContacts(store, ['ann', 'ben'])
  await giveDeals(store, [
    { id: 'a', of: 'ann' },
    { id: 'b', of: 'ben', amount: '7' },
  ])
  await resolveAll(store)
  const links = await store.db.selectFrom('identity_link').select(['record_id', 'customer_id']).execute()
  const idOf = new Map(links.map((link) => [link.record_id, link.customer_id]))
  expect(await amounts(idOf.get('ben')!)).toEqual({ b: '7' })
  expect(await amounts([idOf.get('ann')!])).toEqual({ a: '100' })
  expect(await amounts([...idOf.values()])).toEqual({ a: '100', b: '7' })
  expect(await amounts([])).toEqual({})
})

test('A deal in another currency counts at the rate in force on the day it was won', async () => {
  await giveContacts(store, ['ann'])
  await giveRates(['USD', '2026-02-01', '0.90'], ['USD', '2026-03-02', '0.80'])
  await giveDeals(store, [
    { id: 'before', of: 'ann', currency: 'USD', closedAt: '2026-03-01T12:00:00Z' },
    { id: 'after', of: 'ann', currency: 'USD', closedAt: '2026-03-02T12:00:00Z' },
    { id: 'own', of: 'ann', currency: 'EUR' },
    { id: 'unnamed', of: 'ann', currency: null },
  ])
  await resolveAll(store)
  const found = await amounts()
  expect(Number(found.before)).toBe(90)
  expect(Number(found.after)).toBe(80)
  expect(found).toMatchObject({ own: '100', unnamed: '100' })
})

test("The source's own conversion counts where it is into the workspace's currency", async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'home', of: 'ann', currency: 'USD', homeCurrency: 'EUR', homeAmount: '91.20' },
    { id: 'elsewhere', of: 'ann', currency: 'USD', homeCurrency: 'GBP', homeAmount: '77' },
  ])
  await resolveAll(store)
  expect(await amounts()).toEqual({ home: '91.20', elsewhere: null })
})

test('The rate is that of the local day on which the deal was won', async () => {
  await giveContacts(store, ['ann'])
  await giveRates(['USD', '2026-03-01', '1'], ['USD', '2026-03-02', '2'])
  await giveDeals(store, [
    { id: 'before midnight', of: 'ann', currency: 'USD', closedAt: '2026-03-01T22:59:59Z' },
    { id: 'after midnight', of: 'ann', currency: 'USD', closedAt: '2026-03-01T23:00:00Z' },
  ])
  await resolveAll(store)
  expect(await amounts()).toEqual({ 'before midnight': '100.000000', 'after midnight': '200.000000' })
})

test('Without a rate for its day the amount is unknown, and the reason says what to add', async () => {
  await giveContacts(store, ['ann'])
  await giveRates(['USD', '2026-03-02', '0.80'])
  await giveDeals(store, [{ id: 'd', of: 'ann', currency: 'USD' }])
  await resolveAll(store)
  const rates = await loadExchangeRates(store.db, 'EUR')
  for await (const { transactions } of customerTransactions(store.db, {
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    rates,
    customers: 'all',
  })) {
    expect(transactions).toMatchObject([
      {
        amount: null,
        unknownBecause: expect.stringMatching(/no exchange rate from USD to EUR for 2026-03-01: add one/),
      },
    ])
  }
  expect(await amounts()).toEqual({ d: null })
})

test('What customers won and what is assigned to nobody add up to what all won deals come to', async () => {
  const deals = fc.array(
    fc.record({
      of: fc.option(fc.constantFrom('ann', 'ben', 'cem', 'nobody known'), { freq: 5 }),
      state: fc.constantFrom('won', 'won', 'won', 'lost', 'open'),
      cents: fc.integer({ min: -20_000, max: 90_000 }),
      day: fc.integer({ min: 0, max: 700 }),
    }),
    { maxLength: 25 },
  )
  await fc.assert(
    fc.asyncProperty(deals, async (drawn) => {
      await clearWorkspace(store)
      await giveContacts(store, ['ann', 'ben', 'cem'])
      const given = drawn.map(
        ({ of, state, cents, day }, index): GivenDeal & { cents: number; day: number; state: string } => ({
          id: `d${index}`,
          of,
          state,
          cents,
          day,
          amount: (cents / 100).toFixed(2),
          // Two years that end beyond the evaluation.
          closedAt: new Date(Date.UTC(2025, 0, 1, 12) + day * 86_400_000).toISOString(),
        }),
      )
      await giveDeals(store, given)
      await resolveAll(store)
      const wonByThen = given.filter(
        ({ state, day }) =>
          state === 'won' && Date.UTC(2025, 0, 1) + day * 86_400_000 <= Date.UTC(2026, 5, 30),
      )
      const total = wonByThen.reduce((sum, { cents }) => sum + cents, 0)
      const assigned = new Set(
        (await store.db.selectFrom('deal_party').select('deal_id').execute()).map((row) => row.deal_id),
      )
      const unassigned = wonByThen
        .filter(({ id }) => !assigned.has(id))
        .reduce((sum, { cents }) => sum + cents, 0)
      let ofCustomers = 0
      const rates = await loadExchangeRates(store.db, 'EUR')
      for await (const { transactions } of customerTransactions(store.db, {
        currency: 'EUR',
        timezone: 'Europe/Berlin',
        rates,
        customers: 'all',
      })) {
        const { historicValue } = purchaseHistory(transactions, occasionRules(plainSettings))
        ofCustomers += Math.round(Number(historicValue ?? 0) * 100)
      }
      expect(ofCustomers + unassigned).toBe(total)
    }),
    { numRuns: 10 },
  )
})
