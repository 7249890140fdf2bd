import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { ConfigurationInput } from '@rapport/config'
import type { Explanation, RunResult } from '@rapport/run'
import {
  deleteSalesforceRecords,
  type HubspotOptions,
  installSalesforceIntegration,
  makeSalesforceId,
  type SalesforceOptions,
  type SalesforceServer,
  seedSalesforceSmall,
  seedSmall,
  startSalesforce,
} from '@rapport/sandbox'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { connect, type Installation } from '../support/installation.ts'
import { openPortal, type Portal } from '../support/portal.ts'

interface Both extends AsyncDisposable {
  readonly portal: Portal
  readonly org: SalesforceServer
  readonly installation: Installation
}

/** Sets up Rapport for a portal and an org, whose customers are worth what they bought. */
async function openBoth(
  seeds: {
    readonly hubspot: NonNullable<HubspotOptions['seed']>
    readonly salesforce: NonNullable<SalesforceOptions['seed']>
  },
  asOf: string,
  writeBack: NonNullable<ConfigurationInput['writeBack']>,
): Promise<Both> {
  const portal = await openPortal({ seed: seeds.hubspot })
  const org = await startSalesforce({ seed: seeds.salesforce, limits: 'off' })
  const { consumerKey, username, instanceUrl, privateKey } = org
  const installation = await connect(portal, {
    change: ({ connections, ...input }) => ({
      ...input,
      metrics: { asOf, value: { model: 'historic', margin: 1 } },
      connections: {
        ...connections,
        salesforce: {
          connector: 'salesforce',
          auth: { consumerKey, username, privateKey: 'file:salesforce.pem' },
          settings: { instanceUrl, currency: 'USD', sales: 'opportunities', bulkPollMs: 10 },
          streams: ['company', 'contact', 'deal'],
        },
      },
      writeBack,
    }),
  })
  await writeFile(path.join(installation.folder, 'salesforce.pem'), privateKey)
  return {
    portal,
    org,
    installation,
    [Symbol.asyncDispose]: async () => {
      await installation[Symbol.asyncDispose]()
      await Promise.all([portal[Symbol.asyncDispose](), org.close()])
    },
  }
}

const [ann, ben] = [makeSalesforceId('003', 1), makeSalesforceId('003', 2)]
const [annsDeal, annsOther, bensDeal] = [1, 2, 3].map((serial) => makeSalesforceId('006', serial))
const account = makeSalesforceId('001', 1)

const opportunity = (Id: string | undefined, ContactId: string, Amount: number) => ({
  ...{ Id: Id ?? '', Name: `Opportunity ${Id}`, AccountId: account, ContactId, Amount },
  ...{ StageName: 'Closed Won', IsClosed: true, IsWon: true, CloseDate: '2024-05-01' },
})
const deal = (id: number, amount: string, copyOf?: string) => ({
  id,
  properties: {
    ...{ dealname: `Deal ${id}`, amount, dealstage: 'closedwon', pipeline: 'default' },
    ...{ closedate: '2024-05-01T12:00:00Z', ...(copyOf && { hs_salesforceopportunityid: copyOf }) },
  },
})
const of = (id: number, contact: number) => ({
  from: { type: 'deals' as const, id },
  to: { type: 'contacts' as const, id: contact },
})

/** Ann in both systems, Ben in Salesforce only, Cleo in HubSpot only; two of Salesforce's three deals are in HubSpot too. */
const pairs = {
  salesforce: (org) => {
    seedSalesforceSmall(org, {
      Account: [{ Id: account, Name: 'Shop' }],
      Contact: [
        { Id: ann, AccountId: account, LastName: 'Ann', Name: 'Ann', Email: 'ann@shop.example' },
        { Id: ben, AccountId: account, LastName: 'Ben', Name: 'Ben', Email: 'ben@shop.example' },
      ],
      Opportunity: [
        opportunity(annsDeal, ann, 100),
        opportunity(annsOther, ann, 50),
        opportunity(bensDeal, ben, 30),
      ],
    })
  },
  hubspot: (state) => {
    installSalesforceIntegration(state)
    seedSmall(state, {
      records: {
        contacts: [
          { id: 1, properties: { email: 'ann@shop.example' } },
          { id: 3, properties: { email: 'cleo@shop.example' } },
        ],
        // An id as people see it, a deal that is nowhere else, and a copy that somebody linked to another customer.
        deals: [deal(101, '100', annsDeal?.slice(0, 15)), deal(102, '7'), deal(103, '30', bensDeal)],
      },
      associations: [of(101, 1), of(102, 1), of(103, 3)],
    })
  },
} satisfies Parameters<typeof openBoth>[0]

it.concurrent('counts a deal of both systems once, writes to both, and follows when the original goes', async () => {
  const fields = { contact: ['clv'] }
  await using both = await openBoth(pairs, '2024-12-31', { hubspot: fields, salesforce: fields })
  const { portal, org, installation } = both
  const sync = async () => {
    const { code, stderr, json } = await installation.run('sync', '--json', '--confirm')
    expect(code, stderr).toBe(0)
    return json<RunResult>()
  }
  const hubspotHolds = (id: number) => portal.server.state.table('contacts').get(id)?.properties.rapport_clv
  const contacts = org.org.table('Contact')
  const salesforceHolds = (id: string) =>
    Array.from({ length: contacts.size }, (_, row) => row)
      .filter((row) => contacts.idOf(row) === id)
      .map((row) => contacts.value(row, 'Rapport_Clv__c'))[0]

  expect(await sync()).toMatchObject({ customers: 2, rejected: 0 })
  expect([hubspotHolds(1), salesforceHolds(ann), salesforceHolds(ben)]).toEqual(['157', 157, 30])
  expect(hubspotHolds(3)).toBeUndefined()

  const explained = (await installation.run('explain', 'hubspot/deal:101', '--json')).json<Explanation>()
  expect(explained.identity.copies).toEqual([
    {
      deal: 'hubspot/deal:101',
      countedAs: `salesforce/deal:${annsDeal}`,
      reason: 'the original',
      countsFor: explained.identity.customer.id,
    },
  ])
  expect(explained.lines.join('\n')).toContain(
    `salesforce/deal:${annsDeal} (also hubspot/deal:101; counted once, from salesforce)`,
  )

  deleteSalesforceRecords(org.org, [annsDeal ?? '', bensDeal ?? ''])
  expect(await sync()).toMatchObject({ customers: 2, scored: 2 })
  expect([hubspotHolds(1), salesforceHolds(ann)]).toEqual(['157', 157])
  expect([hubspotHolds(3), salesforceHolds(ben)]).toEqual(['30', null])
  expect(await sync()).toMatchObject({ scored: 0, written: 0 })
})

it.concurrent('makes the same of purchases that two systems share as of one system that holds them all', async () => {
  const synced = { hubspot: 'cdnow-sample-synced', salesforce: 'cdnow-sample-synced' } as const
  await using both = await openBoth(synced, '1998-06-30', {})
  const { code, stderr, json } = await both.installation.run('sync', '--json')
  expect(code, stderr).toBe(0)
  const { customers, read, rejected } = json<RunResult>()
  expect({ customers, rejected }).toEqual({ customers: 2_357, rejected: 0 })
  expect((read['hubspot/deal'] ?? 0) + (read['salesforce/deal'] ?? 0)).toBeGreaterThan(12_000)
  const store = await both.installation.openStore()
  try {
    const { rows } = await sql`
      select sum((values->'historic_value'->>'value')::numeric)::text as won from score
    `.execute(store.db)
    expect(rows).toEqual([{ won: '244091.94' }])
  } finally {
    await store.close()
  }
})
