import { editSalesforceRecords } from '@rapport/sandbox'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { reachOrgCall } from '../support/calls.ts'
import { writtenOrgFields } from '../support/end-state.ts'
import { syncHere } from '../support/in-process.ts'
import type { Installation } from '../support/installation.ts'
import {
  connectOrg,
  deleteField,
  makeField,
  type Org,
  openOrg,
  seedOrgShop,
  shopId,
  writeContacts,
} from '../support/org.ts'

const shop = 64
const money = { type: 'Currency', precision: 18, scale: 2 }
const ownField = 'Opportunity.Net__c'
const mapped = { connection: { mapping: { deal: { fields: { amount: 'Net__c' } } } } }

/** A shop in which every opportunity has its amount in a field of the org's own. */
async function openShopWithOwnField(): Promise<Org> {
  const org = await openOrg()
  await makeField(org, ownField, money)
  seedOrgShop(shop)(org.server.org)
  fillOwnField(org)
  return org
}

/** As a migration does that leaves the modified times alone. */
function fillOwnField({ server }: Org): void {
  const opportunities = server.org.table('Opportunity')
  const field = server.org.schema.field('Opportunity', 'Net__c')
  if (field === undefined) throw new Error(`the org has no field ${ownField}`)
  for (let row = 0; row < opportunities.size; row += 1) opportunities.column(field).set(row, 10 + row)
}

async function rejects(installation: Installation) {
  const store = await installation.openStore()
  const { rows } = await sql<{ record: string; reason: string }>`
    select entity || ':' || record_id as record, reason from reject where resolved_at is null and stage = 'extract'
  `.execute(store.db)
  await store.close()
  return rows
}

async function amountOf(installation: Installation, id: string) {
  const store = await installation.openStore()
  const { rows } = await sql<{
    amount: string
  }>`select data->>'amount' as amount from deal where id = ${id}`.execute(store.db)
  await store.close()
  return rows[0]?.amount ?? null
}

async function countDeals(installation: Installation): Promise<number> {
  const store = await installation.openStore()
  const { rows } = await sql<{ deals: number }>`
    select count(*)::integer as deals from deal where deleted_at is null
  `.execute(store.db)
  await store.close()
  return rows[0]?.deals ?? 0
}

it.concurrent('reports a mapped field that was deleted between two runs, and reads the rest', async () => {
  await using org = await openShopWithOwnField()
  await using installation = await connectOrg(org, mapped)
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', scored: shop })
  expect(await amountOf(installation, shopId.opportunity(1))).toBe('11')

  await deleteField(org, ownField)
  editSalesforceRecords(org.server.org, [shopId.contact(0)], { LastName: 'Renamed' })
  const second = await syncHere(installation)
  // The newest opportunity is always read again, and has no amount any more.
  expect(second).toMatchObject({ state: 'partial', rejected: 2, failure: null })
  expect(await rejects(installation)).toEqual([
    {
      record: `deal:${ownField}`,
      reason: expect.stringMatching(
        /Opportunity has no field "Net__c" that this user sees.* Correct the mapping, or give the user access/,
      ),
    },
  ])
  // What was known stays.
  expect(await amountOf(installation, shopId.opportunity(1))).toBe('11')

  await makeField(org, ownField, money)
  fillOwnField(org)
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', rejected: 0 })
  expect(await rejects(installation)).toEqual([])
})

it.concurrent.for([
  ['page by page', { pageSize: 10 }],
  ['by a bulk job', { pageSize: 10, bulkAbove: 10 }],
] as const)('reads on %s without a field that is deleted in mid-run', async ([, settings]) => {
  await using org = await openShopWithOwnField()
  await using installation = await connectOrg(org, { ...mapped, settings })
  const { control } = org.server
  control.change({ latencyMs: 100 })
  const syncing = syncHere(installation)
  // The first page is read; what follows asks for the field too.
  await reachOrgCall(org, syncing, (log) => log.some(({ query }) => query.includes('Net__c')))
  control.change({ latencyMs: 0 })
  await deleteField(org, ownField)
  const result = await syncing
  expect(result.failure, result.message ?? '').toBe(null)
  expect(control.log().some(({ status }) => status === 400)).toBe(true)
  // The look-back after a job may read a record again; each is stored.
  const { size } = org.server.org.table('Opportunity')
  expect(result.read['salesforce/deal']).toBeGreaterThanOrEqual(size)
  expect(await countDeals(installation)).toBe(size)
})

it.concurrent('creates a field of its own again that an administrator deleted, and fills it', async () => {
  await using org = await openOrg({ seed: seedOrgShop(shop) })
  await using installation = await connectOrg(org, { more: writeContacts })
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: shop })
  const before = writtenOrgFields(org.server.org)

  await deleteField(org, 'Contact.Rapport_Clv__c')
  // One contact is read again and one is not.
  editSalesforceRecords(org.server.org, [shopId.contact(0)], { LastName: 'Renamed' })
  expect(await syncHere(installation, { dryRun: true })).toMatchObject({ state: 'succeeded' })
  expect(org.server.org.schema.field('Contact', 'Rapport_Clv__c')).toBeUndefined()
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: shop, drifted: 0 })
  expect(writtenOrgFields(org.server.org)).toEqual(before)
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: 0 })
})
