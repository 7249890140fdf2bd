import { markDeleted, markMerged } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addOverride, explainIdentity, resolve, undoOverride } from './index.ts'
import { clearWorkspace, dirtyCustomers, linksOf, rejectsOf } from './testing/observations.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

const own = { level: 'company', defaultCountry: null, associationLabels: {} } as const
const rolledUp = { ...own, accounts: 'ultimate-parent' } as const

const company = (id: string) => ({ connection: 'hubspot', entity: 'company', id })
const customers = async () => Object.values(await linksOf(store)).map(([customer]) => customer)
const names = () => store.db.selectFrom('customer').select('name').orderBy('id').execute()

/** A holding, its division, and the division's shop. */
async function giveGroup(): Promise<void> {
  await give(store, 'hubspot', 'company', [
    { id: '1', name: 'Acme Shop', parentId: '2' },
    { id: '2', name: 'Acme Retail', parentId: '3' },
    { id: '3', name: 'Acme Holding' },
  ])
}

test('Subsidiaries count for their ultimate parent and bear its name, each link with its reason', async () => {
  await giveGroup()
  await resolve(store.db, rolledUp)
  expect(await explainIdentity(store.db, company('1'))).toMatchObject({
    customer: { name: 'Acme Holding' },
    members: [
      { record: 'hubspot/company:1', reason: 'subsidiary of Acme Retail (hubspot/company:2)' },
      { record: 'hubspot/company:2', reason: 'subsidiary of Acme Holding (hubspot/company:3)' },
      { record: 'hubspot/company:3', reason: 'parent of Acme Retail (hubspot/company:2)' },
    ],
  })
})

test('Unless it is set so, parents do not count', async () => {
  await giveGroup()
  await resolve(store.db, own)
  expect(await customers()).toEqual([1, 2, 3])
})

test('The setting takes effect on what was settled before, both ways', async () => {
  await giveGroup()
  await resolve(store.db, own)
  await resolve(store.db, rolledUp, { batchSize: 1 })
  expect(new Set(await customers()).size).toBe(1)
  await resolve(store.db, own, { batchSize: 1 })
  expect(new Set(await customers()).size).toBe(3)
})

test('A parent of the same id in another connection is another company', async () => {
  await give(store, 'shop', 'company', [{ id: '1' }])
  await give(store, 'hubspot', 'company', [{ id: '2', parentId: '1' }])
  await resolve(store.db, rolledUp)
  expect(await customers()).toEqual([1, 2])
})

test('A company that comes to another parent moves with its subsidiaries', async () => {
  await giveGroup()
  await give(store, 'hubspot', 'company', [{ id: '4', name: 'Best', parentId: null }])
  await resolve(store.db, rolledUp)
  await store.db.deleteFrom('dirty_customer').execute()
  await give(store, 'hubspot', 'company', [{ id: '2', name: 'Acme Retail', parentId: '4' }])
  await resolve(store.db, rolledUp)
  expect(await customers()).toEqual([1, 1, 3, 1])
  expect(await names()).toEqual([{ name: 'Best' }, { name: 'Acme Holding' }])
  expect(await dirtyCustomers(store)).toEqual([1, 3])
})

test('A renamed parent renames the customer and the reasons', async () => {
  await giveGroup()
  await resolve(store.db, rolledUp)
  await give(store, 'hubspot', 'company', [{ id: '3', name: 'Apex' }])
  await resolve(store.db, rolledUp)
  expect(await names()).toEqual([{ name: 'Apex' }])
  expect((await linksOf(store))['hubspot/company:2']?.[1]).toBe('subsidiary of Apex (hubspot/company:3)')
})

test('A parent that was never read joins nobody until it comes', async () => {
  await give(store, 'hubspot', 'company', [
    { id: '1', parentId: '9' },
    { id: '2', parentId: '9' },
  ])
  await resolve(store.db, rolledUp)
  expect(await linksOf(store)).toEqual({
    'hubspot/company:1': [1, 'only record'],
    'hubspot/company:2': [2, 'only record'],
  })
  expect(await rejectsOf(store)).toEqual({})
  await give(store, 'hubspot', 'company', [{ id: '9' }])
  await resolve(store.db, rolledUp)
  expect(new Set(await customers()).size).toBe(1)
})

test('A deleted parent lets its subsidiaries go', async () => {
  await giveGroup()
  await resolve(store.db, rolledUp)
  await markDeleted(store.db, 'hubspot', 'company', [{ id: '2' }])
  await resolve(store.db, rolledUp)
  expect(Object.values(await linksOf(store)).map(([, reason]) => reason)).toEqual([
    'only record',
    'only record',
  ])
  expect(new Set(await customers()).size).toBe(2)
})

test('Subsidiaries of a merged parent count for the company it lives on in', async () => {
  await giveGroup()
  await give(store, 'hubspot', 'company', [{ id: '4', name: 'Apex' }])
  await resolve(store.db, rolledUp)
  await markMerged(store.db, 'hubspot', 'company', [{ id: '3', into: '4' }])
  await resolve(store.db, rolledUp)
  expect(await linksOf(store)).toEqual({
    'hubspot/company:1': [1, 'subsidiary of Acme Retail (hubspot/company:2)'],
    'hubspot/company:2': [1, 'subsidiary of Apex (hubspot/company:4)'],
    'hubspot/company:3': [1, 'merged into hubspot/company:4 in its source'],
    'hubspot/company:4': [1, 'parent of Acme Retail (hubspot/company:2)'],
  })
  expect(await names()).toEqual([{ name: 'Apex' }])
})

test('A parent that was merged into its own subsidiary leaves that one at the top', async () => {
  await giveGroup()
  await markMerged(store.db, 'hubspot', 'company', [{ id: '3', into: '2' }])
  await resolve(store.db, rolledUp)
  expect(await customers()).toEqual([1, 1, 1])
  expect(await names()).toEqual([{ name: 'Acme Retail' }])
})

test('Companies that own each other in a circle are one customer with the name of the first', async () => {
  await give(store, 'hubspot', 'company', [
    { id: '1', name: 'One', parentId: '3' },
    { id: '2', name: 'Two', parentId: '1' },
    { id: '3', name: 'Three', parentId: '2' },
    { id: '4', name: 'Four', parentId: '4' },
  ])
  await resolve(store.db, rolledUp)
  expect(await customers()).toEqual([1, 1, 1, 2])
  expect(await names()).toEqual([{ name: 'One' }, { name: 'Four' }])
})

test('A group may be larger than what records share may join', async () => {
  const shops = Array.from({ length: 60 }, (_, index) => ({ id: String(index + 2), parentId: '1' }))
  await give(store, 'hubspot', 'company', [{ id: '1' }, ...shops])
  const counts = await resolve(store.db, rolledUp)
  expect(counts).toMatchObject({ customersCreated: 1, recordsSetAside: 0 })
})

test('A split by hand takes a subsidiary out of its group, until it is undone', async () => {
  await giveGroup()
  await resolve(store.db, rolledUp)
  const split = { kind: 'split', left: company('1'), right: company('3'), by: 'Ann' } as const
  const id = await addOverride(store.db, split)
  await resolve(store.db, rolledUp)
  expect(await customers()).toEqual([2, 1, 1])
  await undoOverride(store.db, id)
  await resolve(store.db, rolledUp)
  expect(await customers()).toEqual([1, 1, 1])
})

test('A subsidiary in another system that is the same company counts for the group too', async () => {
  await give(store, 'hubspot', 'company', [
    { id: '1', name: 'Acme Holding' },
    { id: '2', name: 'Acme Shop', parentId: '1', domains: ['acme.com'] },
  ])
  await give(store, 'csv', 'company', [{ id: 'a', name: 'Acme Shop', domains: ['acme.com'] }])
  await resolve(store.db, rolledUp)
  expect(await customers()).toEqual([1, 1, 1])
  expect(await names()).toEqual([{ name: 'Acme Holding' }])
})
