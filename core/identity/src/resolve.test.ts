import { markDeleted, markMerged } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { addOverride, resolve } from './index.ts'
import { clearWorkspace, dirtyCustomers, linksOf, rejectsOf } from './testing/observations.ts'

const workspace = await openTestWorkspace()
const { store } = workspace
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(() => clearWorkspace(store))

const contacts = { level: 'contact', defaultCountry: 'US', associationLabels: {} } as const
const companies = { ...contacts, level: 'company' } as const

test('Contacts of two systems with one e-mail address are one customer, each link with its reason', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '7', name: 'Ann Smith', emails: ['ann@example.com'] }])
  await give(store, 'zoho', 'contact', [{ id: 'z1', name: 'Ann Smith', emails: [' ANN@example.com'] }])
  const counts = await resolve(store.db, contacts)
  expect(counts).toMatchObject({ records: 2, customersCreated: 1, links: 2 })
  expect(await linksOf(store)).toEqual({
    'hubspot/contact:7': [1, 'same e-mail ann@example.com as zoho/contact:z1'],
    'zoho/contact:z1': [1, 'same e-mail ann@example.com as hubspot/contact:7'],
  })
  expect(await store.db.selectFrom('customer').select(['level', 'name']).execute()).toEqual([
    { level: 'contact', name: 'Ann Smith' },
  ])
})

test('A record that keeps the id of another system is that record', async () => {
  await give(store, 'salesforce', 'contact', [{ id: '003A' }])
  await give(store, 'hubspot', 'contact', [
    { id: '1', foreignKeys: [{ system: 'Salesforce', entity: 'contact', id: '003A' }] },
  ])
  await resolve(store.db, contacts)
  expect(await linksOf(store)).toEqual({
    'hubspot/contact:1': [1, 'same record salesforce:contact:003A as salesforce/contact:003A'],
    'salesforce/contact:003A': [1, 'same record salesforce:contact:003A as hubspot/contact:1'],
  })
})

test('Companies are one customer by domain, or by phone in the country of each', async () => {
  await give(store, 'hubspot', 'company', [
    { id: '1', name: 'Acme', domains: ['www.acme.com'] },
    { id: '2', domains: ['https://shop.acme.com/'], phones: ['030 901820'], country: 'DE' },
    { id: '3', phones: ['+49 30 901820'], domains: ['gmail.com'] },
    { id: '4', domains: ['gmail.com'] },
  ])
  await resolve(store.db, companies)
  expect(Object.values(await linksOf(store)).map(([customer]) => customer)).toEqual([1, 1, 1, 2])
  expect(await store.db.selectFrom('customer').select('name').orderBy('id').execute()).toEqual([
    { name: 'Acme' },
    { name: 'gmail.com' },
  ])
})

test('A run without changes touches nothing', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }])
  await resolve(store.db, contacts)
  await store.db.deleteFrom('dirty_customer').execute()
  const counts = await resolve(store.db, contacts)
  expect(counts).toMatchObject({ records: 0, links: 0, deals: 0 })
  expect(await dirtyCustomers(store)).toEqual([])
})

test('A merge keeps the larger customer and removes the other with its scores', async () => {
  await give(store, 'hubspot', 'contact', [
    { id: '1', emails: ['lone@example.com'] },
    { id: '2', emails: ['ann@example.com'] },
    { id: '3', emails: ['ann@example.com'] },
  ])
  await resolve(store.db, contacts)
  await store.db
    .insertInto('score')
    .values({ customer_id: 1, policy: 'p@1', as_of: '2026-01-01', n: 1, values: '{}', explanation: '{}' })
    .execute()
  await store.db.deleteFrom('dirty_customer').execute()
  await give(store, 'hubspot', 'contact', [{ id: '1', emails: ['lone@example.com', 'ann@example.com'] }])
  const counts = await resolve(store.db, contacts)
  expect(counts).toMatchObject({ customersCreated: 0, customersRemoved: 1 })
  expect(Object.values(await linksOf(store)).map(([customer]) => customer)).toEqual([2, 2, 2])
  expect(await store.db.selectFrom('score').selectAll().execute()).toEqual([])
  expect(await dirtyCustomers(store)).toEqual([2])
})

test('Where a shared address is taken back the customer falls apart', async () => {
  await give(store, 'hubspot', 'contact', [
    { id: '1', emails: ['ann@example.com'] },
    { id: '2', emails: ['ann@example.com'] },
  ])
  await resolve(store.db, contacts)
  await store.db.deleteFrom('dirty_customer').execute()
  await give(store, 'hubspot', 'contact', [{ id: '2', emails: ['bob@example.com'] }])
  await resolve(store.db, contacts)
  expect(await linksOf(store)).toEqual({
    'hubspot/contact:1': [1, 'only record'],
    'hubspot/contact:2': [2, 'only record'],
  })
  expect(await dirtyCustomers(store)).toEqual([1, 2])
})

test('A deleted record leaves, and its customer goes with the last one', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1', emails: ['ann@example.com'] }])
  await give(store, 'zoho', 'contact', [{ id: '1', emails: ['ann@example.com'] }])
  await resolve(store.db, contacts)
  await markDeleted(store.db, 'hubspot', 'contact', [{ id: '1' }])
  await resolve(store.db, contacts)
  expect(await linksOf(store)).toEqual({ 'zoho/contact:1': [1, 'only record'] })
  await markDeleted(store.db, 'zoho', 'contact', [{ id: '1' }])
  await resolve(store.db, contacts)
  expect(await linksOf(store)).toEqual({})
  expect(await store.db.selectFrom('customer').selectAll().execute()).toEqual([])
  expect(await dirtyCustomers(store)).toEqual([])
})

test('A record that its source merged away stays with the one it lives on in', async () => {
  await give(store, 'hubspot', 'contact', [
    { id: '1', emails: ['a@example.com'] },
    { id: '2', emails: ['b@example.com'] },
    { id: '3', emails: ['c@example.com'] },
  ])
  await resolve(store.db, contacts)
  await markMerged(store.db, 'hubspot', 'contact', [
    { id: '1', into: '2' },
    { id: '2', into: '3' },
  ])
  await resolve(store.db, contacts)
  expect(await linksOf(store)).toEqual({
    'hubspot/contact:1': [3, 'merged into hubspot/contact:2 in its source'],
    'hubspot/contact:2': [3, 'merged into hubspot/contact:3 in its source'],
    'hubspot/contact:3': [3, 'only record'],
  })
})

test('A record that was merged into one not yet read joins it when it comes', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }])
  await markMerged(store.db, 'hubspot', 'contact', [{ id: '1', into: '2' }])
  await resolve(store.db, contacts)
  expect(await linksOf(store)).toEqual({})
  await give(store, 'hubspot', 'contact', [{ id: '2' }])
  await resolve(store.db, contacts)
  expect(Object.keys(await linksOf(store))).toEqual(['hubspot/contact:1', 'hubspot/contact:2'])
})

test('An address that too many share joins nobody, until fewer share it', async () => {
  const settings = { ...contacts, maxComponent: 2 }
  await give(store, 'hubspot', 'contact', [
    { id: '1', emails: ['info@example.com'] },
    { id: '2', emails: ['info@example.com'] },
  ])
  await resolve(store.db, settings)
  expect(Object.values(await linksOf(store)).map(([customer]) => customer)).toEqual([1, 1])
  await give(store, 'hubspot', 'contact', [{ id: '3', emails: ['info@example.com'] }])
  const counts = await resolve(store.db, settings)
  expect(counts.recordsSetAside).toBe(3)
  expect(new Set(Object.values(await linksOf(store)).map(([customer]) => customer)).size).toBe(3)
  const reason = 'more than 2 records share e-mail info@example.com: it joins none of them'
  expect(await rejectsOf(store)).toEqual({
    'hubspot/contact:1': reason,
    'hubspot/contact:2': reason,
    'hubspot/contact:3': reason,
  })
  await markDeleted(store.db, 'hubspot', 'contact', [{ id: '1' }])
  await resolve(store.db, settings)
  const customers = Object.values(await linksOf(store)).map(([customer]) => customer)
  expect(new Set(customers).size).toBe(1)
  expect(await rejectsOf(store)).toEqual({})
})

test('Another level starts over', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }])
  await give(store, 'hubspot', 'company', [{ id: '5' }])
  await resolve(store.db, contacts)
  await resolve(store.db, companies)
  expect(await linksOf(store)).toEqual({ 'hubspot/company:5': [2, 'only record'] })
})

test('At another level nothing is left of what was computed of the former customers', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }])
  await resolve(store.db, contacts)
  await sql`
    insert into score (customer_id, policy, as_of, n, values, explanation)
    select id, 'simple@1', '2026-06-30', 1, '{}', '{}' from customer
  `.execute(store.db)
  await resolve(store.db, companies)
  expect(await store.db.selectFrom('score').select('customer_id').execute()).toEqual([])
})

test('Another default country reads every phone again', async () => {
  await give(store, 'hubspot', 'contact', [
    { id: '1', phones: ['030 901820'] },
    { id: '2', phones: ['+49 30 901820'] },
  ])
  await resolve(store.db, contacts)
  expect(Object.values(await linksOf(store)).map(([customer]) => customer)).toEqual([1, 2])
  await resolve(store.db, { ...contacts, defaultCountry: 'DE' })
  expect(Object.values(await linksOf(store)).map(([customer]) => customer)).toEqual([1, 1])
})

test('A run that was stopped after any batch goes on to the same end', async () => {
  const emails = ['a', 'b', 'a', 'c', 'b', 'a'].map((name) => [`${name}@example.com`])
  const records = emails.map((held, index) => ({ id: String(index + 1), emails: held }))
  const deals = records.map(({ id }) => ({
    id,
    state: 'won',
    contacts: [{ id, label: null, primary: false }],
  }))
  await give(store, 'hubspot', 'contact', records)
  await give(store, 'hubspot', 'deal', deals)
  for (let runs = 0; runs < 100; runs++) {
    const stop = new AbortController()
    const run = resolve(store.db, contacts, {
      batchSize: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped')),
    })
    const ended = await run.then(
      () => true,
      () => false,
    )
    if (ended) break
  }
  expect(Object.values(await linksOf(store)).map(([customer]) => customer)).toEqual([1, 2, 1, 3, 2, 1])
  expect(await store.db.selectFrom('deal_party').selectAll().execute()).toHaveLength(6)
})

test('Settings that make no sense are named', async () => {
  await expect(resolve(store.db, { ...contacts, maxComponent: 0 })).rejects.toThrow(
    'maxComponent must be a whole number of at least 1, not 0',
  )
})

test('A decision about contacts waits while customers are companies', async () => {
  await give(store, 'hubspot', 'contact', [{ id: '1' }, { id: '2' }])
  await resolve(store.db, companies)
  await addOverride(store.db, {
    kind: 'merge',
    left: { connection: 'hubspot', entity: 'contact', id: '1' },
    right: { connection: 'hubspot', entity: 'contact', id: '2' },
    by: 'Ann',
  })
  await resolve(store.db, companies)
  await resolve(store.db, contacts)
  const customers = Object.values(await linksOf(store)).map(([customer]) => customer)
  expect(new Set(customers).size).toBe(1)
})
