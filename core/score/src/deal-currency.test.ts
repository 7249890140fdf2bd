import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { loadExchangeRates } from './exchange-rates.ts'
import { clearWorkspace, giveContacts, giveDeals, latest, resolveAll, scoreAll } from './testing/scoring.ts'
import { customerTransactions } from './transactions.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(async () => {
  await clearWorkspace(store)
  await giveContacts(store, ['ann'])
})

async function rate(from: string, rate: string, on = '2026-01-01') {
  await store.db
    .insertInto('exchange_rate')
    .values({ from_currency: from, to_currency: 'EUR', on_date: on, rate, source: 'test' })
    .execute()
}

/** What the one deal that was given is worth in euros. */
async function worth() {
  await resolveAll(store)
  const rates = await loadExchangeRates(store.db, 'EUR')
  const wanted = { currency: 'EUR', timezone: 'Europe/Berlin', rates, customers: 'all' } as const
  for await (const { transactions } of customerTransactions(store.db, wanted)) return transactions[0]
  return undefined
}

test("the source's own conversion into the workspace's currency comes before a dated rate", async () => {
  await rate('USD', '2')
  await giveDeals(store, [{ id: 'a', of: 'ann', currency: 'USD', homeAmount: '91.50', homeCurrency: 'EUR' }])
  expect(await worth()).toMatchObject({ amount: '91.50', unknownBecause: null })
})

test("an amount without a currency is in the source's home currency, not in the workspace's", async () => {
  await giveDeals(store, [{ id: 'a', of: 'ann', currency: null, homeAmount: '100', homeCurrency: 'USD' }])
  expect(await worth()).toMatchObject({
    amount: null,
    unknownBecause: expect.stringContaining('no exchange rate from USD to EUR for 2026-03-01'),
  })
  await rate('USD', '0.75', '2026-02-28')
  expect(await worth()).toMatchObject({ amount: '75.000000', unknownBecause: null })
})

test("a conversion into a third currency is not taken for the workspace's", async () => {
  await rate('USD', '0.75')
  await giveDeals(store, [{ id: 'a', of: 'ann', currency: 'USD', homeAmount: '79', homeCurrency: 'GBP' }])
  expect(await worth()).toMatchObject({ amount: '75.000000' })
})

test('where no amount could be converted, the historic value is unknown and not 0', async () => {
  await giveDeals(store, [
    { id: 'a', of: 'ann', currency: 'USD' },
    { id: 'b', of: 'ann', currency: 'USD', closedAt: '2026-04-01T12:00:00Z' },
  ])
  await scoreAll(store)
  expect(await latest(store, 'historic_value')).toEqual({ ann: null })
  expect(await latest(store, 'orders')).toEqual({ ann: 2 })
})
