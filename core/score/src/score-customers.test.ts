import { markDeleted } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { scoreCustomers } from './score-customers.ts'
import { currentModel } from './score-state.ts'
import {
  clearWorkspace,
  giveContacts,
  giveDeals,
  givePurchases,
  join,
  latest,
  modelSettings,
  plainSettings,
  resolveAll,
  scoreAll,
  scoresOf,
} from './testing/scoring.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

/** The moments that each contact has scores for, with the orders of each. */
async function history() {
  const scores = Object.entries(await scoresOf(store))
  return Object.fromEntries(
    scores.map(([contact, list]) => [contact, list.map(({ asOf, n }) => `${asOf.slice(0, 10)}: ${n}`)]),
  )
}

const storedScores = () =>
  store.db.selectFrom('score').selectAll().orderBy('customer_id').orderBy('as_of').execute()

test('A score says what the orders up to the end of the day come to, where it is from and why', async () => {
  await giveContacts(store, ['ann', 'ben'])
  await giveDeals(store, [
    { id: 'first', of: 'ann', amount: '80.10' },
    { id: 'same day', of: 'ann', amount: '19.90', closedAt: '2026-03-01T18:00:00Z' },
    { id: 'second', of: 'ann', amount: '50', closedAt: '2026-06-30T21:59:59.500Z' },
    { id: 'too late', of: 'ann', amount: '7', closedAt: '2026-06-30T22:00:00Z' },
  ])
  expect(await scoreAll(store)).toEqual({ customers: 1, scored: 1, changed: 1, cleared: 0, refitted: 1 })
  const scores = await scoresOf(store)
  expect(Object.keys(scores)).toEqual(['ann'])
  expect(scores.ann).toMatchObject([
    {
      policy: 'historic@1',
      asOf: '2026-06-30T21:59:59Z',
      n: 2,
      why: expect.stringContaining('€150'),
      values: {
        clv: { value: 150 },
        historic_value: { value: 150 },
        average_order_value: { value: 75 },
        orders: { value: 2 },
        last_order_at: { value: '2026-06-30' },
        probability_alive: { value: null },
      },
      explanation: { outcome: 'historic', unit: 'week', frequency: 1, firstOrderAt: '2026-03-01' },
    },
  ])
})

test('Where data, day and settings are as they were nothing is computed and nothing is stored', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  const before = await storedScores()
  expect(await scoreAll(store)).toEqual({ customers: 40, scored: 0, changed: 0, cleared: 0, refitted: 0 })
  expect(await storedScores()).toEqual(before)
})

test('When few customers changed only they are scored, with the model in force', async () => {
  await givePurchases(store, 40)
  await scoreAll(store, modelSettings)
  const [model, before] = [await currentModel(store.db), await scoresOf(store)]
  await giveDeals(store, [{ id: 'new', of: 'c001', closedAt: '2026-06-20T12:00:00Z' }])
  expect(await scoreAll(store, modelSettings)).toEqual({
    customers: 40,
    scored: 1,
    changed: 1,
    cleared: 0,
    refitted: 0,
  })
  expect(await currentModel(store.db)).toEqual(model)
  const { c001, ...others } = await scoresOf(store)
  const { c001: former, ...formerOthers } = before
  expect(others).toEqual(formerOthers)
  expect(c001).toHaveLength(1)
  expect(c001?.[0]?.n).toBe((former?.[0]?.n ?? 0) + 1)
})

test('When a connection has new rates all are scored again, with the model in force; rates of the file have it fitted anew', async () => {
  await givePurchases(store, 40)
  const rate = (source: string, rate: string) =>
    store.db
      .insertInto('exchange_rate')
      .values({ from_currency: 'EUR', to_currency: 'USD', on_date: '2026-01-01', rate, source })
      .execute()
  await rate('connection:crm', '1.1')
  await scoreAll(store, modelSettings)
  const model = await currentModel(store.db)
  await store.db.updateTable('exchange_rate').set({ rate: '1.2' }).execute()
  expect(await scoreAll(store, modelSettings)).toMatchObject({ scored: 40, changed: 0, refitted: 0 })
  expect(await currentModel(store.db)).toEqual(model)
  expect(await scoreAll(store, modelSettings)).toMatchObject({ scored: 0 })
  await rate('file:rates.csv', '1.3')
  expect(await scoreAll(store, modelSettings)).toMatchObject({ scored: 40, refitted: 1 })
  await store.db.deleteFrom('exchange_rate').execute()
})

test('A first order of a new customer is counted also between fits', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await giveContacts(store, ['new'])
  await giveDeals(store, [{ id: 'new', of: 'new' }])
  expect(await scoreAll(store)).toMatchObject({ customers: 41, scored: 1, refitted: 0 })
  expect(await scoreAll(store)).toMatchObject({ customers: 41, scored: 0 })
})

test('Customers that are joined into one count as one, also between fits', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await join(store, 'c000', 'c001')
  expect(await scoreAll(store)).toMatchObject({ customers: 39, scored: 1, refitted: 0 })
})

test('Changes add up: the scoring at which they are too many fits the model anew', async () => {
  await givePurchases(store, 40)
  await scoreAll(store, modelSettings)
  for (const [round, refitted] of [0, 0, 1, 0].entries()) {
    await giveDeals(store, [{ id: 'c001-0', of: 'c001', amount: `${100 + round}` }])
    expect(await scoreAll(store, modelSettings)).toMatchObject({ refitted })
  }
})

test('Other settings, or a new exchange rate of the file, score everybody with a new fit', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  expect(await scoreAll(store, { value: { ...plainSettings.value, margin: 0.5 } })).toMatchObject({
    scored: 40,
    changed: 40,
    refitted: 1,
  })
  await store.db
    .insertInto('exchange_rate')
    .values({
      from_currency: 'USD',
      to_currency: 'EUR',
      on_date: '2026-01-01',
      rate: '0.9',
      source: 'file:rates.csv',
    })
    .execute()
  expect(await scoreAll(store, { value: { ...plainSettings.value, margin: 0.5 } })).toMatchObject({
    scored: 40,
    changed: 0,
    refitted: 1,
  })
})

test('A new day scores everybody with the model in force and keeps the scores of the days before', async () => {
  await givePurchases(store, 40)
  await scoreAll(store, modelSettings)
  const before = await scoresOf(store)
  expect(await scoreAll(store, { ...modelSettings, asOf: '2026-07-01' })).toEqual({
    customers: 40,
    scored: 40,
    changed: 40,
    cleared: 0,
    refitted: 0,
  })
  const after = await scoresOf(store)
  expect(Object.keys(after)).toHaveLength(40)
  for (const [contact, scores] of Object.entries(after)) {
    expect(scores.map(({ asOf }) => asOf)).toEqual(['2026-06-30T21:59:59Z', '2026-07-01T21:59:59Z'])
    expect(scores[0]).toEqual(before[contact]?.[0])
  }
  expect(await scoreAll(store, { ...modelSettings, asOf: '2026-07-07' })).toMatchObject({ refitted: 1 })
})

test('A customer has one score per moment: that of another policy is replaced', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await scoreAll(store, { value: { ...plainSettings.value, model: 'simple' } })
  const scores = Object.values(await scoresOf(store))
  expect(scores.map((list) => list.map(({ policy }) => policy))).toEqual(
    Array.from({ length: 40 }, () => ['simple-horizon@1']),
  )
})

test('A customer that loses its last order gets a score that says so, once', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'c000-0' }])
  expect(await scoreAll(store)).toEqual({ customers: 39, scored: 0, changed: 0, cleared: 1, refitted: 0 })
  expect((await scoresOf(store)).c000).toMatchObject([
    { n: 0, values: {}, why: 'No orders any more, so no value can be estimated.' },
  ])
  await giveContacts(store, ['c000'])
  expect(await scoreAll(store, { asOf: '2026-07-01' })).toMatchObject({ cleared: 0 })
  expect((await history()).c000).toEqual(['2026-06-30: 0'])
})

test('A customer without orders stays cleared when the evaluation date goes back behind its clearing', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'c000-0' }])
  expect(await scoreAll(store, { asOf: '2026-09-30' })).toMatchObject({ cleared: 1 })
  expect(await scoreAll(store, { asOf: '2026-07-31' })).toMatchObject({ cleared: 1 })
  expect((await history()).c000).toEqual(['2026-06-30: 1', '2026-07-31: 0', '2026-09-30: 0'])
})

test('A customer that lost its orders is cleared although a later evaluation date had it scored before', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await scoreAll(store, { asOf: '2027-06-30' })
  await scoreAll(store, { asOf: '2026-07-31' })
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'c000-0' }])
  expect(await scoreAll(store, { asOf: '2026-07-31' })).toMatchObject({ cleared: 1 })
  expect((await history()).c000).toEqual(['2026-06-30: 1', '2026-07-31: 0', '2027-06-30: 1'])
  expect(await scoreAll(store, { asOf: '2027-07-31' })).toMatchObject({ cleared: 1 })
})

test('A cleared customer that buys again has a value again', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'c000-0' }])
  await scoreAll(store)
  await giveDeals(store, [{ id: 'back', of: 'c000' }])
  expect(await scoreAll(store)).toMatchObject({ customers: 40, scored: 1, changed: 1 })
  expect((await latest(store, 'historic_value')).c000).toBe(100)
  expect((await history()).c000).toEqual(['2026-06-30: 1'])
})

test('A customer whose last order moved behind the evaluation, or below 0, is cleared as well', async () => {
  await givePurchases(store, 60)
  await scoreAll(store)
  await giveDeals(store, [
    { id: 'c000-0', of: 'c000', closedAt: '2026-07-01T08:00:00Z' },
    { id: 'c007-0', of: 'c007', amount: '-100' },
  ])
  expect(await scoreAll(store)).toMatchObject({ customers: 58, cleared: 2, refitted: 0 })
  expect(await history()).toMatchObject({ c000: ['2026-06-30: 0'], c007: ['2026-06-30: 0'] })
})

test('Other settings that leave a customer without an order clear it although its data did not change', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'sale', of: 'ann', amount: '20' },
    { id: 'refund', of: 'ann', kind: 'refund', amount: '50', closedAt: '2026-03-04T12:00:00Z' },
  ])
  await scoreAll(store)
  expect(await history()).toEqual({ ann: ['2026-06-30: 1'] })
  const value = { ...plainSettings.value, occasionWindowDays: 7 }
  expect(await scoreAll(store, { value })).toMatchObject({ customers: 0, cleared: 1 })
  expect(await history()).toEqual({ ann: ['2026-06-30: 0'] })
})

test('A customer cleared in the scoring that changes the policy is seen to be cleared, and stays so', async () => {
  await givePurchases(store, 40)
  await scoreAll(store)
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'c000-0' }])
  const simple = { ...plainSettings.value, model: 'simple' } as const
  expect(await scoreAll(store, { value: simple })).toMatchObject({ cleared: 1, refitted: 1 })
  expect((await scoresOf(store)).c000).toMatchObject([{ n: 0, policy: 'simple-horizon@1' }])
  await scoreAll(store)
  expect((await scoresOf(store)).c000).toMatchObject([{ n: 0, policy: 'historic@1' }])
})

test('A scoring that is aborted ends with the reason, and the next one does all of the work', async () => {
  await givePurchases(store, 40)
  await resolveAll(store)
  const reason = new Error('enough')
  const aborted = scoreCustomers(store.db, plainSettings, { signal: AbortSignal.abort(reason) })
  await expect(aborted).rejects.toBe(reason)
  expect(await storedScores()).toEqual([])
  expect(await scoreAll(store)).toMatchObject({ customers: 40, scored: 40, changed: 40 })
})

test('Progress reaches the number of customers', async () => {
  await givePurchases(store, 40)
  await resolveAll(store)
  const seen: [number, number][] = []
  await scoreCustomers(store.db, plainSettings, {
    signal: new AbortController().signal,
    onProgress: (done, total) => void seen.push([done, total]),
  })
  expect(seen).toEqual([[40, 40]])
})
