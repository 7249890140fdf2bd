import { openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ScoreSettings } from './settings.ts'
import {
  clearWorkspace,
  dayAfter,
  giveContacts,
  giveDeals,
  givePurchases,
  latest,
  modelSettings,
  plainSettings,
  scoreAll,
  scoresOf,
} from './testing/scoring.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

const rules = [
  { pipeline: 'renewals', as: 'subscription', termMonths: 12 },
  { product: 'setup', as: 'one-off' },
] as const
const withRules = { ...modelSettings, value: { ...modelSettings.value, deals: [...rules] } }

test('A one-off sale counts as past value and not as a purchase that may come again', async () => {
  await givePurchases(store, 60)
  await giveContacts(store, ['ann'])
  await giveDeals(store, [
    { id: 'first', of: 'ann', amount: '50', closedAt: '2025-06-01T12:00:00Z' },
    { id: 'setup', of: 'ann', amount: '900', product: 'Setup', closedAt: '2026-05-01T12:00:00Z' },
  ])
  await scoreAll(store, withRules)
  expect((await scoresOf(store)).ann?.at(-1)).toMatchObject({
    n: 2,
    values: { orders: { value: 2 }, historic_value: { value: 285 }, last_order_at: { value: '2026-05-01' } },
    explanation: { frequency: 0 },
  })
})

test('Contracts are valued as contracts, renewals are no purchases, and churn risk is the chance not to renew', async () => {
  await givePurchases(store, 60)
  const holders = Array.from({ length: 40 }, (_, index) => `k${index}`)
  await giveContacts(store, holders)
  // All began in the spring of 2022; a quarter left after each of the first two years.
  await giveDeals(
    store,
    holders.flatMap((of, index) =>
      Array.from({ length: index % 4 === 0 ? 1 : index % 4 === 1 ? 2 : 5 }, (_, year) => ({
        id: `${of}-${year}`,
        of,
        amount: '1200',
        pipeline: 'Renewals',
        closedAt: dayAfter('2022-03-01', index, year * 365),
      })),
    ),
  )
  await scoreAll(store, withRules)
  const scores = await scoresOf(store)
  const renewed = scores.k2?.at(-1)
  expect(renewed).toMatchObject({
    values: { orders: { value: 5 }, churn_risk: { value: 'low' }, probability_alive: { value: null } },
    explanation: { frequency: null, contract: { status: 'current' } },
  })
  const value = Number(renewed?.values.clv?.value)
  // One renewal within the next twelve months, at a margin of 30 %, discounted.
  expect(value).toBeGreaterThan(0.3 * 1200 * 0.6)
  expect(value).toBeLessThan(0.3 * 1200)
  expect(renewed?.why).toMatch(/Under contract, \d+ % likely to renew\./)
  expect(scores.k0?.at(-1)).toMatchObject({
    values: { clv: { value: null }, churn_risk: { value: 'high' }, historic_value: { value: 360 } },
    explanation: { contract: { status: 'ended' } },
  })
})

test('Scoring the changed customers gives contracts the same value as scoring everybody', async () => {
  const holders = Array.from({ length: 30 }, (_, index) => `k${index}`)
  await giveContacts(store, holders)
  const deals = holders.flatMap((of, index) =>
    Array.from({ length: 1 + (index % 4) }, (_, year) => ({
      id: `${of}-${year}`,
      of,
      amount: '1200',
      pipeline: 'renewals',
      closedAt: dayAfter('2022-03-01', index, year * 365),
    })),
  )
  await giveDeals(store, deals)
  const historic: Partial<ScoreSettings> = {
    value: { ...plainSettings.value, model: 'simple', deals: [...rules] },
  }
  await scoreAll(store, historic)
  await giveDeals(store, [{ ...(deals[0] ?? { id: '', of: null }), amount: '2400' }])
  const counts = await scoreAll(store, historic)
  expect(counts).toMatchObject({ scored: 1, refitted: 0 })
  const after = await latest(store, 'clv')
  await store.db.deleteFrom('score').execute()
  await store.db.deleteFrom('stage_state').execute()
  await scoreAll(store, historic)
  expect(await latest(store, 'clv')).toEqual(after)
})

/** So many holders of a contract of a year; `years` of them says how often each has signed. */
async function giveContracts(of: readonly string[], years: (index: number) => number) {
  await giveContacts(store, of)
  await giveDeals(
    store,
    of.flatMap((contact, index) =>
      Array.from({ length: years(index) }, (_, year) => ({
        id: `contract-${contact}-${year}`,
        of: contact,
        amount: '2400',
        pipeline: 'renewals',
        closedAt: dayAfter('2021-09-01', index % 60, year * 365),
      })),
    ),
  )
}

test('Money given back on a contract counts in the past value, and stops nothing', async () => {
  await givePurchases(store, 60)
  await giveContracts(['k0'], () => 5)
  await giveDeals(store, [
    { id: 'back', of: 'k0', amount: '-300', pipeline: 'renewals', closedAt: '2026-02-01T12:00:00Z' },
  ])
  await scoreAll(store, withRules)
  expect((await scoresOf(store)).k0?.at(-1)).toMatchObject({
    values: { historic_value: { value: (5 * 2400 - 300) * 0.3 } },
    explanation: { contract: { status: 'current' } },
  })
})

test('A contract that is almost surely renewed has its value inside its interval', async () => {
  await givePurchases(store, 60)
  await giveContracts(
    Array.from({ length: 60 }, (_, index) => `k${index}`),
    (index) => (index % 20 === 0 ? 2 : 5),
  )
  await scoreAll(store, withRules)
  const { value, low, high } = (await scoresOf(store)).k3?.at(-1)?.values.clv ?? { value: null }
  expect(Number(value)).toBeGreaterThan(0.9 * 0.3 * 2400 * 0.85)
  expect(low!).toBeLessThanOrEqual(Number(value))
  expect(high!).toBeGreaterThanOrEqual(Number(value))
})

test('Where only a range of the purchases is told, a contract adds to the range and makes no value of it', async () => {
  const buyers = ['ann', 'bob', 'cid']
  await giveContacts(store, buyers)
  await giveDeals(
    store,
    buyers.flatMap((of) =>
      Array.from({ length: 6 }, (_, order) => ({
        id: `${of}-${order}`,
        of,
        amount: '500',
        closedAt: dayAfter('2025-06-01', order * 60),
      })),
    ),
  )
  await giveContracts(['ann', ...Array.from({ length: 40 }, (_, index) => `k${index}`)], (index) =>
    index === 0 ? 5 : 3 + (index % 3),
  )
  await scoreAll(store, { ...withRules, value: { ...withRules.value, model: 'auto' } })
  const scores = await scoresOf(store)
  const [ann, bob] = [scores.ann?.at(-1)?.values.clv, scores.bob?.at(-1)?.values.clv]
  expect(bob?.value).toBeNull()
  expect(ann?.value).toBeNull()
  expect(ann!.high!).toBeGreaterThan(bob!.high!)
})

test('No more than a tenth of the customers is of high value, contracts included', async () => {
  await givePurchases(store, 100)
  await giveContracts(
    Array.from({ length: 40 }, (_, index) => `k${index}`),
    (index) => 2 + (index % 4),
  )
  await scoreAll(store, withRules)
  const scores = Object.values(await scoresOf(store)).map((history) => history.at(-1))
  const high = scores.filter((score) => score?.explanation.isHighValue === true)
  expect(high.length).toBeGreaterThan(0)
  expect(high.length).toBeLessThanOrEqual(14)
})

test('A value that is contracts alone names their policy', async () => {
  await giveContracts(
    Array.from({ length: 40 }, (_, index) => `k${index}`),
    (index) => 1 + (index % 5),
  )
  await scoreAll(store, withRules)
  const scores = await scoresOf(store)
  expect(scores.k4?.at(-1)?.explanation).toMatchObject({ valuePolicy: 'sbg@1' })
  expect(scores.k0?.at(-1)?.why).toContain('The contract has ended.')
})
