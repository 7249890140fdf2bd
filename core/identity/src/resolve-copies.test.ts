import { markDeleted, renameConnectionData } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { countCopiedDeals, explainIdentity, findCustomer, type IdentitySettings, resolve } from './index.ts'
import { clearRecords, dirtyCustomers, rejectsOf } from './testing/observations.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(async () => {
  await clearRecords(store)
  await give(store, 'salesforce', 'contact', [
    { id: '003A', name: 'Ann', emails: ['ann@example.com'] },
    { id: '003B', name: 'Ben' },
  ])
  await give(store, 'hubspot', 'contact', [
    { id: '1', emails: ['ann@example.com'] },
    { id: '2', name: 'Cleo' },
  ])
})

const settings: IdentitySettings = { level: 'contact', defaultCountry: null, associationLabels: {} }
const hubspot = (id: string) => ({ connection: 'hubspot', entity: 'deal', id })

const opportunity = (change: Readonly<Record<string, unknown>> = {}) =>
  give(store, 'salesforce', 'deal', [
    { id: '006A', state: 'won', amount: '100.00', contacts: [{ id: '003A' }], ...change },
  ])
const copy = (id: string, change: Readonly<Record<string, unknown>> = {}) =>
  give(store, 'hubspot', 'deal', [
    {
      id,
      state: 'won',
      amount: '100.00',
      contacts: [{ id: '1' }],
      foreignKeys: [{ system: 'salesforce', entity: 'deal', id: '006A' }],
      ...change,
    },
  ])

/** The deals that count, with the record that each counts for. */
async function counting() {
  const rows = await store.db.selectFrom('deal_party').selectAll().orderBy('connection').execute()
  return Object.fromEntries(
    rows.map(({ connection, deal_id: id, party_id: party }) => [`${connection}/${id}`, party]),
  )
}

async function settle(changed: IdentitySettings = settings) {
  await store.db.deleteFrom('dirty_customer').execute()
  return resolve(store.db, changed, { batchSize: 2 })
}

const annOf = () => findCustomer(store.db, { connection: 'salesforce', entity: 'contact', id: '003A' })
const benOf = () => findCustomer(store.db, { connection: 'salesforce', entity: 'contact', id: '003B' })

test('A deal in both systems counts once when the copy comes first', async () => {
  await copy('7')
  await settle()
  expect(await counting()).toEqual({ 'hubspot/7': '1' })
  await opportunity()
  await settle()
  expect(await counting()).toEqual({ 'salesforce/006A': '003A' })
  expect(await dirtyCustomers(store)).toEqual([await annOf()])
})

test('A deal in both systems counts once when the original comes first, whose customer stays as it is', async () => {
  await opportunity()
  await settle()
  await copy('7')
  await settle()
  expect(await counting()).toEqual({ 'salesforce/006A': '003A' })
  expect(await dirtyCustomers(store)).toEqual([])
})

test('The deal that counts and its copy lead to the same customer, and the copy is named', async () => {
  await opportunity()
  await copy('7')
  expect(await settle()).toMatchObject({ unassignedDeals: 0 })
  for (const reference of [hubspot('7'), { connection: 'salesforce', entity: 'deal', id: '006A' }]) {
    expect(await explainIdentity(store.db, reference)).toMatchObject({
      customer: { id: await annOf(), name: 'Ann' },
      deals: 1,
      copies: [
        {
          deal: 'hubspot/deal:7',
          countedAs: 'salesforce/deal:006A',
          reason: 'the original',
          countsFor: await annOf(),
        },
      ],
    })
  }
  expect(await countCopiedDeals(store.db)).toBe(1)
})

test('The copy counts while the original is deleted, and no longer once it is restored', async () => {
  await opportunity({ contacts: [{ id: '003B' }] })
  await copy('7')
  await settle()
  expect(await counting()).toEqual({ 'salesforce/006A': '003B' })
  await markDeleted(store.db, 'salesforce', 'deal', [{ id: '006A' }])
  await settle()
  expect(await counting()).toEqual({ 'hubspot/7': '1' })
  const both = [await annOf(), await benOf()].sort()
  expect((await dirtyCustomers(store)).sort()).toEqual(both)
  await opportunity({ contacts: [{ id: '003B' }] })
  await settle()
  expect(await counting()).toEqual({ 'salesforce/006A': '003B' })
  expect((await dirtyCustomers(store)).sort()).toEqual(both)
})

test('Whoever reads the copy of a deal that counts for another customer finds that one', async () => {
  await opportunity({ contacts: [{ id: '003B' }] })
  await copy('7')
  await settle()
  const [ann, ben] = [await annOf(), await benOf()]
  const copies = [{ deal: 'hubspot/deal:7', countedAs: 'salesforce/deal:006A', countsFor: ben }]
  expect(await findCustomer(store.db, hubspot('7'))).toBe(ben)
  for (const [customer, deals] of [
    ['003A', 0],
    ['003B', 1],
  ] as const) {
    const explained = await explainIdentity(store.db, {
      connection: 'salesforce',
      entity: 'contact',
      id: customer,
    })
    expect(explained).toMatchObject({ deals, copies })
  }
  expect(ann).not.toBe(ben)
})

test('A deal that is no copy any more counts again, and one that becomes a copy does not', async () => {
  await opportunity()
  await copy('7')
  await settle()
  await copy('7', { foreignKeys: [] })
  await settle()
  expect(await counting()).toEqual({ 'hubspot/7': '1', 'salesforce/006A': '003A' })
  expect(await dirtyCustomers(store)).toEqual([await annOf()])
  await copy('7')
  await settle()
  expect(await counting()).toEqual({ 'salesforce/006A': '003A' })
  expect(await dirtyCustomers(store)).toEqual([await annOf()])
})

test('The copy counts as long as the customer of the original was not read', async () => {
  await opportunity({ contacts: [{ id: '003C' }] })
  await copy('7', { contacts: [{ id: '2' }] })
  expect(await settle()).toMatchObject({ unassignedDeals: 0 })
  expect(await counting()).toEqual({ 'hubspot/7': '2' })
  expect(await rejectsOf(store)).toEqual({})
  await give(store, 'salesforce', 'contact', [{ id: '003C' }])
  await settle()
  expect(await counting()).toEqual({ 'salesforce/006A': '003C' })
  expect(await dirtyCustomers(store)).toHaveLength(2)
})

test('Two copies of one deal count once, and the second is set aside until that is mended', async () => {
  await opportunity()
  await copy('7')
  await copy('8')
  expect(await settle()).toMatchObject({ unassignedDeals: 0 })
  expect(await counting()).toEqual({ 'salesforce/006A': '003A' })
  expect(Object.keys(await rejectsOf(store))).toEqual(['hubspot/deal:8'])
  await copy('8', { foreignKeys: [] })
  await settle()
  expect(await counting()).toEqual({ 'salesforce/006A': '003A', 'hubspot/8': '1' })
  expect(await rejectsOf(store)).toEqual({})
})

test('A pair that nobody can be found for is one unassigned deal', async () => {
  await opportunity({ contacts: [] })
  await copy('7', { contacts: [] })
  expect(await settle()).toMatchObject({ unassignedDeals: 1 })
  expect(Object.keys(await rejectsOf(store))).toEqual(['salesforce/deal:006A'])
})

test('Under another name of the connection the original is found by its kind', async () => {
  await give(store, 'crm', 'contact', [{ id: '003Z', name: 'Zoe' }])
  await give(store, 'crm', 'deal', [{ id: '006A', state: 'won', contacts: [{ id: '003Z' }] }])
  await copy('7')
  await settle()
  expect(await counting()).toEqual({ 'crm/006A': '003Z', 'hubspot/7': '1' })
  await settle({ ...settings, connectors: { hubspot: 'hubspot', crm: 'salesforce' } })
  expect(await counting()).toEqual({ 'crm/006A': '003Z' })
})

test('People and companies are found by their records in a system under another name too', async () => {
  await give(store, 'crm', 'contact', [{ id: '003Z' }])
  await give(store, 'hubspot', 'contact', [
    { id: '2', foreignKeys: [{ system: 'salesforce', entity: 'contact', id: '003Z' }] },
  ])
  await settle({ ...settings, connectors: { hubspot: 'hubspot', crm: 'salesforce' } })
  const [one, other] = await Promise.all(
    [
      ['crm', '003Z'],
      ['hubspot', '2'],
    ].map(([connection = '', id = '']) => findCustomer(store.db, { connection, entity: 'contact', id })),
  )
  expect(one).not.toBeNull()
  expect(one).toBe(other)
})

test('A pair stays one when the connection of the original gets another name', async () => {
  await opportunity()
  await copy('7')
  await settle({ ...settings, connectors: { hubspot: 'hubspot', salesforce: 'salesforce' } })
  await store.db
    .transaction()
    .execute((transaction) => renameConnectionData(transaction, 'salesforce', 'crm'))
  await settle({ ...settings, connectors: { hubspot: 'hubspot', crm: 'salesforce' } })
  expect(await counting()).toEqual({ 'crm/006A': '003A' })
  expect(await explainIdentity(store.db, hubspot('7'))).toMatchObject({
    copies: [{ deal: 'hubspot/deal:7', countedAs: 'crm/deal:006A' }],
  })
})
