import { loadSalesforceRecord, type OrgState } from '@rapport/sandbox'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { reachOrgCall } from '../support/calls.ts'
import { syncHere } from '../support/in-process.ts'
import type { Installation } from '../support/installation.ts'
import { askOrg, connectOrg, type Org, openOrg, seedOrgShop, writeContacts } from '../support/org.ts'
import { mustBeWrittenOnce, orgEndState, undisturbedOrg } from '../support/undisturbed-org.ts'

const shop = 64
/** Everything by bulk jobs, in several parts each. */
const byJobs = { pageSize: 20, bulkAbove: 20, ingestAbove: 20 }
const inParts = { seed: seedOrgShop(shop), bulkPageSize: 15 }

async function expectSameEnd(org: Org, installation: Installation): Promise<void> {
  expect(await orgEndState(org, installation)).toEqual(await undisturbedOrg(shop))
  mustBeWrittenOnce(org, shop)
}

/** What CSV has to protect, and what it is cut up by. */
const texts: readonly string[] = [
  'a "quoted" word, and a comma',
  '"',
  '""',
  ',',
  '","',
  '\n',
  'line\nbreak\r\nof\rall kinds\n\n',
  '  spaces around\t',
  '=1+1',
  '#N/A',
  'null',
  "O'Brien \\ 100%",
  'größer als 日本語 👩‍👩‍👧 end',
  'x'.repeat(32_000),
  '"\n,'.repeat(10_666),
  '👍'.repeat(16_000),
  `${'é,"\r\n'.repeat(6_000)}`,
]

it.concurrent.for([
  ['in groups of results', {}],
  ['part after part, as old versions give them', { apiVersion: '57.0' }],
] as const)(
  'brings long texts with quotes, commas and line breaks into the store, byte for byte, %s',
  async ([, settings]) => {
    const ids: string[] = []
    const seed = (org: OrgState): void => {
      for (const [index, text] of texts.entries()) {
        ids.push(loadSalesforceRecord(org, 'Account', { Name: `Account ${index}`, Description: text }))
      }
      ids.push(loadSalesforceRecord(org, 'Account', { Name: 'Nothing' }))
    }
    await using org = await openOrg({ seed, bulkPageSize: 4 })
    await using installation = await connectOrg(org, {
      settings: { pageSize: 5, bulkAbove: 5, ...settings },
      connection: { streams: ['company'], mapping: { company: { extra: ['Description'] } } },
    })
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded' })
    expect(org.server.control.log().some(({ path }) => path.endsWith('/results'))).toBe(true)
    const store = await installation.openStore()
    const { rows } = await sql<{ id: string; text: string | null }>`
    select id, raw->>'Description' as text from company
  `.execute(store.db)
    await store.close()
    const stored = new Map(rows.map(({ id, text }) => [id, text]))
    expect(ids.map((id) => stored.get(id))).toEqual([...texts, null])
  },
)

describe.concurrent('a bulk job', () => {
  it('that fails to read leaves the records to be read page by page', async () => {
    await using org = await openOrg(inParts)
    await using installation = await connectOrg(org, { settings: byJobs, more: writeContacts })
    org.server.control.failBulkJobs({ times: 3 })
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: shop })
    await expectSameEnd(org, installation)
  })

  it('of reading that an administrator aborts leaves the records to be read page by page', async () => {
    await using org = await openOrg({ ...inParts, bulkPolls: 1_000 })
    await using installation = await connectOrg(org, { settings: byJobs, more: writeContacts })
    const syncing = syncHere(installation)
    for (const object of ['Account', 'Contact', 'Opportunity']) {
      await reachOrgCall(org, syncing, () =>
        [...org.server.org.jobs.values()].some((job) => job.object === object),
      )
      for (const { id, state } of org.server.org.jobs.values()) {
        if (state !== 'Aborted') await askOrg(org, 'PATCH', `/jobs/query/${id}`, { state: 'Aborted' })
      }
    }
    org.server.control.change({ bulkPolls: 1 })
    expect(await syncing).toMatchObject({ state: 'succeeded', written: shop })
    await expectSameEnd(org, installation)
  })

  it.for([0, 17])(
    'that fails to write after %i contacts: the others are written by the next one',
    async (afterRecords) => {
      await using org = await openOrg(inParts)
      await using installation = await connectOrg(org, {
        settings: { ...byJobs, bulkAbove: 1_000 },
        more: writeContacts,
      })
      org.server.control.failBulkJobs({ afterRecords })
      expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: shop, rejected: 0 })
      expect([...org.server.org.jobs.values()].map(({ state }) => state)).toEqual(['Failed', 'JobComplete'])
      await expectSameEnd(org, installation)
    },
  )

  it('of writing that an administrator aborts is made again', async () => {
    await using org = await openOrg({ ...inParts, bulkPolls: 1_000 })
    await using installation = await connectOrg(org, {
      settings: { ...byJobs, bulkAbove: 1_000 },
      more: writeContacts,
    })
    const syncing = syncHere(installation)
    await reachOrgCall(org, syncing, () =>
      [...org.server.org.jobs.values()].some(({ state }) => state === 'InProgress'),
    )
    const [job] = org.server.org.jobs.values()
    org.server.control.change({ bulkPolls: 1 })
    await askOrg(org, 'PATCH', `/jobs/ingest/${job?.id}`, { state: 'Aborted' })
    expect(await syncing).toMatchObject({ state: 'succeeded', written: shop, rejected: 0 })
    await expectSameEnd(org, installation)
  })

  it('whose locator is no longer good leaves the records to be read page by page', async () => {
    await using org = await openOrg(inParts)
    await using installation = await connectOrg(org, {
      settings: { ...byJobs, apiVersion: '57.0' },
      more: writeContacts,
    })
    org.server.control.fail({
      path: '*/jobs/query/*/results',
      // The first part of a job is read, the second is not found.
      skip: 1,
      fault: { kind: 'status', status: 400, errorCode: 'INVALID_QUERY_LOCATOR', message: 'Invalid locator' },
    })
    expect(await syncHere(installation)).toMatchObject({ state: 'succeeded', written: shop })
    expect(org.server.control.counters().faultsInjected).toBe(1)
    await expectSameEnd(org, installation)
  })
})

it.concurrent('reads on where query locators end at once and pages hold fewer records than were asked for', async () => {
  await using org = await openOrg({ seed: seedOrgShop(shop), queryBatchSize: 13 })
  await using installation = await connectOrg(org, { settings: { pageSize: 50 }, more: writeContacts })
  const { control } = org.server
  const expiring = setInterval(() => control.expireQueryLocators(), 1)
  expect(await syncHere(installation).finally(() => clearInterval(expiring))).toMatchObject({
    state: 'succeeded',
    written: shop,
  })
  await expectSameEnd(org, installation)
})
