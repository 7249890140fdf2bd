import { markDeleted } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  clearWorkspace,
  giveContacts,
  giveDeals,
  givePurchases,
  latest,
  scoreAll,
  scoresOf,
  setAsideDeals,
} from './testing/scoring.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

test('A deal of unknown amount counts as a purchase, its spend is unknown, and it is set aside until it has one', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'priced', of: 'ann' },
    { id: 'unpriced', of: 'ann', amount: null, closedAt: '2026-04-01T12:00:00Z' },
  ])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({
    unpriced: 'it has no amount: enter one; until then it counts as a purchase of unknown spend',
  })
  expect((await scoresOf(store)).ann).toMatchObject([
    {
      n: 2,
      values: { orders: { value: 2 }, historic_value: { value: 100 }, average_order_value: { value: 100 } },
      explanation: { unknownAmounts: 1 },
    },
  ])

  await giveDeals(store, [{ id: 'unpriced', of: 'ann', amount: '40', closedAt: '2026-04-01T12:00:00Z' }])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
  expect(await latest(store, 'historic_value')).toEqual({ ann: 140 })
})

test('Nothing known of the amounts is unknown value, not zero', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [{ id: 'd', of: 'ann', amount: null }])
  await scoreAll(store)
  expect((await scoresOf(store)).ann?.[0]?.values).toMatchObject({
    orders: { value: 1 },
    clv: { value: null },
    historic_value: { value: null },
    average_order_value: { value: null },
  })
})

test('A purchase whose net amount is below 0 is no order, and its deals are set aside until that is mended', async () => {
  await giveContacts(store, ['ann'])
  const refund = { id: 'refund', of: 'ann', kind: 'refund', amount: '30', closedAt: '2026-03-09T12:00:00Z' }
  await giveDeals(store, [{ id: 'sale', of: 'ann' }, refund])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({
    refund:
      'the amounts of its purchase add up to -30, below 0: correct the amount, or link it to the deal it refunds',
  })
  expect((await scoresOf(store)).ann).toMatchObject([
    { n: 1, values: { historic_value: { value: 70 } }, explanation: { setAside: 1 } },
  ])

  await giveDeals(store, [{ ...refund, closedAt: '2026-03-01T15:00:00Z' }])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
})

test('A won deal without a date, or with one in the future, counts for nobody and is set aside until it has a right one', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'dated', of: 'ann' },
    { id: 'future', of: 'ann', closedAt: '2027-01-01T12:00:00Z' },
    { id: 'undated', of: 'ann', closedAt: null },
  ])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({
    future: expect.stringMatching(/2027-01-01 lies in the future although it is won: correct it/),
    undated: 'it is won but has no close date: enter one',
  })
  expect(await latest(store, 'orders')).toEqual({ ann: 1 })

  await giveDeals(store, [
    { id: 'future', of: 'ann', closedAt: '2026-01-01T12:00:00Z' },
    { id: 'undated', of: 'ann', closedAt: '2026-02-01T12:00:00Z' },
  ])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
  expect(await latest(store, 'orders')).toEqual({ ann: 3 })
})

test('A won deal between the evaluation and now is neither counted yet nor wrong', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'yesterday', of: 'ann' },
    { id: 'today', of: 'ann', closedAt: '2026-07-01T09:00:00Z' },
  ])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
  expect(await latest(store, 'orders')).toEqual({ ann: 1 })
})

test('A deal that counts for nobody is off the list once it has a date, also after a pass over a few customers', async () => {
  await givePurchases(store, 40)
  await giveDeals(store, [{ id: 'orphan', of: null, closedAt: null }])
  await scoreAll(store)
  expect(Object.keys(await setAsideDeals(store))).toEqual(['orphan'])
  await giveDeals(store, [
    { id: 'orphan', of: null, closedAt: '2026-05-01T12:00:00Z' },
    { id: 'c001-0', of: 'c001', amount: '1' },
  ])
  expect(await scoreAll(store)).toMatchObject({ scored: 1, refitted: 0 })
  expect(await setAsideDeals(store)).toEqual({})
})

test('What is wrong with a deal does not matter any more once it is lost or deleted', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'lost', of: 'ann', amount: null },
    { id: 'deleted', of: 'ann', amount: null },
    { id: 'kept', of: 'ann' },
  ])
  await scoreAll(store)
  expect(Object.keys(await setAsideDeals(store))).toEqual(['deleted', 'lost'])
  await giveDeals(store, [{ id: 'lost', of: 'ann', amount: null, state: 'lost' }])
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'deleted' }])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
})

test('A pass over a few customers leaves what is wrong with the deals of others on the list, with its tries', async () => {
  await givePurchases(store, 40)
  await giveContacts(store, ['ann'])
  await giveDeals(store, [{ id: 'a', of: 'ann', amount: null }])
  await scoreAll(store)
  await giveDeals(store, [{ id: 'c001-0', of: 'c001', amount: '1' }])
  expect(await scoreAll(store)).toMatchObject({ scored: 1, refitted: 0 })
  expect(Object.keys(await setAsideDeals(store))).toEqual(['a'])
  await giveDeals(store, [{ id: 'a2', of: 'ann' }])
  await scoreAll(store)
  const { tries } = await store.db.selectFrom('reject').select('tries').executeTakeFirstOrThrow()
  expect(tries).toBe(2)
})

test('A copy of a deal of another system is not asked for what only the deal that counts needs', async () => {
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'original', of: 'ann' },
    {
      id: 'copy',
      of: 'ann',
      closedAt: null,
      foreignKeys: [{ system: 'crm', entity: 'deal', id: 'original' }],
    },
  ])
  await scoreAll(store)
  expect(await setAsideDeals(store)).toEqual({})
  await markDeleted(store.db, 'crm', 'deal', [{ id: 'original' }])
  await scoreAll(store)
  expect(Object.keys(await setAsideDeals(store))).toEqual(['copy'])
})
