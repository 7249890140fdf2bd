import { markDeleted, markMerged } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { explainIdentity, findCustomer, resolve } from './index.ts'
import { clearWorkspace, dirtyCustomers, rejectsOf } from './testing/observations.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

const settings = { level: 'contact', defaultCountry: null, associationLabels: {} } as const
const linked = (id: string, label: string | null = null) => ({ id, label, primary: false })
const deal = (id: string, ...contacts: { id: string }[]) => ({ id, state: 'won', amount: '10.00', contacts })

async function parties() {
  const rows = await store.db
    .selectFrom('deal_party')
    .select(['deal_id', 'party_id'])
    .orderBy('deal_id')
    .execute()
  return Object.fromEntries(rows.map((row) => [row.deal_id, row.party_id]))
}

async function settle(changed: Parameters<typeof resolve>[1] = settings) {
  await store.db.deleteFrom('dirty_customer').execute()
  return resolve(store.db, changed)
}

test('A deal counts for one contact, and the others stand in the explanation', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '9', name: 'Ann' }, { id: '10' }])
  await give(store, 'hubspot', 'deal', [deal('d1', linked('10'), linked('9')), deal('d2', linked('9'))])
  await settle()
  expect(await explainIdentity(store.db, { connection: 'hubspot', entity: 'deal', id: 'd1' })).toEqual({
    customer: { id: 1, level: 'contact', name: 'Ann' },
    members: [{ record: 'hubspot/contact:9', reason: 'only record' }],
    setAside: [],
    deals: 2,
    sharedDeals: [
      {
        deal: 'hubspot/deal:d1',
        party: 'hubspot/contact:9',
        reason: 'lowest id of 2 associated contacts',
        others: ['hubspot/contact:10'],
      },
    ],
    copies: [],
  })
  expect(await findCustomer(store.db, { connection: 'hubspot', entity: 'contact', id: '10' })).toBe(2)
  expect(await findCustomer(store.db, { connection: 'hubspot', entity: 'contact', id: '11' })).toBeNull()
})

test('A deal without a contact is set aside until it gets one', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }])
  await give(store, 'hubspot', 'deal', [deal('d1')])
  expect((await settle()).unassignedDeals).toBe(1)
  expect(await rejectsOf(store)).toEqual({
    'hubspot/deal:d1': 'no associated contact: associate one in hubspot',
  })
  await give(store, 'hubspot', 'deal', [deal('d1', linked('1'))])
  expect((await settle()).unassignedDeals).toBe(0)
  expect(await rejectsOf(store)).toEqual({})
  expect(await dirtyCustomers(store)).toEqual([1])
})

test('A deal comes to its contact when that is read, though the deal did not change', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '2' }])
  await give(store, 'hubspot', 'deal', [deal('d1', linked('1'), linked('2')), deal('d2', linked('1'))])
  await settle()
  expect(await parties()).toEqual({ d1: '2' })
  await give(store, 'hubspot', 'contact', [{ id: '1' }])
  await settle()
  expect(await parties()).toEqual({ d1: '1', d2: '1' })
  expect(await dirtyCustomers(store)).toEqual([1, 2])
  expect(await rejectsOf(store)).toEqual({})
})

test('A deal goes to the next contact when its own is deleted', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }, { id: '2' }])
  await give(store, 'hubspot', 'deal', [deal('d1', linked('1'), linked('2'))])
  await settle()
  await markDeleted(store.db, 'hubspot', 'contact', [{ id: '1' }])
  await settle()
  expect(await parties()).toEqual({ d1: '2' })
  expect(await dirtyCustomers(store)).toEqual([2])
})

test('A deal follows a contact that was merged in its source', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }, { id: '2' }, { id: '3' }])
  await give(store, 'hubspot', 'deal', [deal('d1', linked('1'), linked('2'))])
  await settle()
  await markMerged(store.db, 'hubspot', 'contact', [{ id: '1', into: '3' }])
  await settle()
  expect(await parties()).toEqual({ d1: '3' })
  expect(await dirtyCustomers(store)).toEqual([3])
})

test('A deal that moves, changes or leaves marks the customers before and after', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }, { id: '2' }, { id: '3' }])
  await give(store, 'hubspot', 'deal', [deal('d1', linked('1')), deal('d2', linked('3'))])
  await settle()
  await give(store, 'hubspot', 'deal', [deal('d1', linked('2'))])
  await settle()
  expect(await dirtyCustomers(store)).toEqual([1, 2])
  await give(store, 'hubspot', 'deal', [{ ...deal('d2', linked('3')), state: 'lost' }])
  await settle()
  expect(await dirtyCustomers(store)).toEqual([3])
  await markDeleted(store.db, 'hubspot', 'deal', [{ id: 'd1' }])
  await settle()
  expect(await dirtyCustomers(store)).toEqual([2])
  expect(await parties()).toEqual({ d2: '3' })
  expect(await rejectsOf(store)).toEqual({})
})

test('Another label chooses every party again and keeps the customers', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }, { id: '2' }])
  await give(store, 'hubspot', 'deal', [deal('d1', linked('1'), linked('2', 'Buyer'))])
  await settle()
  const counts = await settle({ ...settings, associationLabels: { hubspot: 'Buyer' } })
  expect(counts).toMatchObject({ deals: 1, partiesChanged: 1, customersCreated: 0 })
  expect(await parties()).toEqual({ d1: '2' })
  expect(await dirtyCustomers(store)).toEqual([1, 2])
})

test('At company level a deal counts for its primary company', async () => {
  await give(store, 'hubspot', 'company', [{ id: '1' }, { id: '2' }])
  const companies = [linked('1'), { ...linked('2'), primary: true }]
  await give(store, 'hubspot', 'deal', [{ ...deal('d1'), companies }, deal('d2')])
  expect((await settle({ ...settings, level: 'company' })).unassignedDeals).toBe(1)
  expect(await parties()).toEqual({ d1: '2' })
})
