import { give, openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import {
  clearWorkspace,
  giveContacts,
  giveDeals,
  givePurchases,
  latest,
  modelSettings,
  scoreAll,
  scoresOf,
} from './testing/scoring.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

test('Every customer with an order has a segment and a churn risk', async () => {
  await givePurchases(store, 70)
  await scoreAll(store, modelSettings)
  const [segments, risks] = [await latest(store, 'segment'), await latest(store, 'churn_risk')]
  expect(Object.values(segments).every((segment) => typeof segment === 'string')).toBe(true)
  expect(new Set(Object.values(segments)).size).toBeGreaterThan(4)
  expect(Object.values(risks).every((risk) => ['low', 'medium', 'high'].includes(String(risk)))).toBe(true)
})

test("A customer's order moves nobody else's segment until the model is fitted anew", async () => {
  await givePurchases(store, 70)
  await scoreAll(store, modelSettings)
  const before = await latest(store, 'segment')
  await giveDeals(store, [{ id: 'new', of: 'c000', closedAt: '2026-06-29T12:00:00Z' }])
  expect(await scoreAll(store, modelSettings)).toMatchObject({ scored: 1, refitted: 0 })
  const after = await latest(store, 'segment')
  expect({ ...after, c000: null }).toEqual({ ...before, c000: null })
  expect(after.c000).not.toBe(before.c000)
})

test('The sentence tells what moved a value since the day before', async () => {
  await givePurchases(store, 70)
  await scoreAll(store, modelSettings)
  await giveDeals(store, [{ id: 'new', of: 'c000', amount: '60', closedAt: '2026-07-01T08:00:00Z' }])
  await scoreAll(store, { ...modelSettings, asOf: '2026-07-01', now: new Date('2026-07-02T10:00:00Z') })
  const why = (await scoresOf(store)).c000?.at(-1)?.why
  expect(why).toMatch(/^Future value about .* as of 1 Jul 2026 .* Up .* since 30 Jun 2026: a new order\./)
})

test('A customer that the source knew before the first deal of all is marked: its first purchase is not known', async () => {
  await givePurchases(store, 70)
  await giveContacts(store, ['old'])
  await giveDeals(store, [{ id: 'a', of: 'old' }])
  await give(store, 'crm', 'contact', [{ id: 'old', name: 'old', createdAt: '2019-01-01T00:00:00Z' }])
  await scoreAll(store, modelSettings)
  const scores = await scoresOf(store)
  expect(scores.old?.at(-1)?.explanation).toMatchObject({ olderThanHistory: true })
  expect(scores.c001?.at(-1)?.explanation).not.toHaveProperty('olderThanHistory')
})
