import { createHmac } from 'node:crypto'
import { configuration } from '@rapport/config'
import { Redactor } from '@rapport/connector'
import { hubspot } from '@rapport/hubspot'
import type { EntityName } from '@rapport/model'
import { drainWebhooks, runStages, type Workspace } from '@rapport/run'
import { tableOf } from '@rapport/store'
import { openTestWorkspace, type TestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../support/calls.ts'
import { openPortal, type Portal } from '../support/portal.ts'
import { receiveWebhooks, type WebhookReceiver } from '../support/webhook-receiver.ts'

const clientSecret = 'the client secret of the app'
const { signal } = new AbortController()
let portal: Portal
let opened: TestWorkspace
let receiver: WebhookReceiver
let workspace: Workspace

beforeAll(async () => {
  portal = await openPortal()
  opened = await openTestWorkspace()
  receiver = await receiveWebhooks((publicUrl) => {
    workspace = workspaceOf(publicUrl)
    return workspace
  })
  portal.server.webhooks.subscribe({
    targetUrl: `${receiver.url}/api/webhooks/hubspot`,
    clientSecret,
    retryDelayMs: () => 0,
  })
})
afterAll(async () => {
  await portal?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
  await opened?.[Symbol.asyncDispose]()
})

function workspaceOf(publicUrl: string): Workspace {
  return {
    config: configuration.parse({
      publicUrl,
      customer: 'contact',
      metrics: { asOf: '2026-06-30', value: { model: 'historic' } },
      connections: {
        hubspot: {
          connector: 'hubspot',
          auth: { accessToken: 'env:TOKEN' },
          settings: { baseUrl: portal.server.baseUrl, webhookSecret: 'env:SECRET' },
        },
      },
    }),
    store: opened.store,
    connectors: new Map([[hubspot.id, hubspot]]),
    redactor: new Redactor(),
    folder: '/nowhere',
    environment: { TOKEN: portal.token, SECRET: clientSecret },
    tokens: new Map(),
    close: async () => {},
  }
}

/** Waits until HubSpot has told of everything, and reads it again. */
async function toldAndDrained() {
  await portal.server.webhooks.settled()
  return drainWebhooks(workspace, { signal })
}

/** Creates a record in HubSpot. Returns its id. */
async function create(type: string, properties: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(`${portal.server.baseUrl}/crm/v3/objects/${type}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${portal.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ properties }),
  })
  expect(response.status).toBe(201)
  return ((await response.json()) as { id: string }).id
}

interface StoredRecord {
  readonly data: Readonly<Record<string, unknown>>
  readonly deleted: boolean
  readonly mergedInto: string | null
}

/** What the store holds of a record; undefined where it holds none. */
async function stored(entity: EntityName, id: string): Promise<StoredRecord | undefined> {
  const { rows } = await sql<StoredRecord>`
    select data, deleted_at is not null as deleted, merged_into as "mergedInto"
    from ${sql.table(tableOf(entity))} where connection = 'hubspot' and id = ${id}
  `.execute(opened.store.db)
  return rows[0]
}

const queued = async (): Promise<number> =>
  (await opened.store.db.selectFrom('webhook_record').select('id').execute()).length

test('a change in HubSpot is in the store moments later, without any sync', async () => {
  const id = await create('contacts', { email: 'ann@shop.example', firstname: 'Ann' })
  expect(await toldAndDrained()).toMatchObject({ failed: 0, unavailable: [], isHeldBack: false })
  expect(await stored('contact', id)).toMatchObject({ data: { name: 'Ann', emails: ['ann@shop.example'] } })
  await ask(portal, 'PATCH', `/crm/v3/objects/contacts/${id}`, { properties: { lastname: 'Ash' } })
  expect(await toldAndDrained()).toMatchObject({ read: 1, changed: 1 })
  expect(await stored('contact', id)).toMatchObject({ data: { name: 'Ann Ash' }, deleted: false })
  expect(receiver.received.map(({ answer }) => answer.status)).toEqual([204, 204])
  expect(await queued()).toBe(0)
})

test('links, deletions, and merges come as HubSpot shows them when it is asked', async () => {
  const [one, other, archived] = [
    await create('contacts', { email: 'one@shop.example' }),
    await create('contacts', { email: 'other@shop.example' }),
    await create('contacts', { email: 'archived@shop.example' }),
  ]
  const deal = await create('deals', {
    dealname: 'Order',
    amount: '20',
    dealstage: 'closedwon',
    pipeline: 'default',
  })
  await toldAndDrained()
  await ask(portal, 'PUT', `/crm/v4/objects/deals/${deal}/associations/default/contacts/${other}`)
  await toldAndDrained()
  expect(await stored('deal', deal)).toMatchObject({ data: { state: 'won', contacts: [{ id: other }] } })

  await ask(portal, 'POST', '/crm/v3/objects/contacts/merge', {
    primaryObjectId: one,
    objectIdToMerge: other,
  })
  await ask(portal, 'DELETE', `/crm/v3/objects/contacts/${archived}`)
  await toldAndDrained()
  expect(await stored('contact', other)).toMatchObject({ deleted: true, mergedInto: one })
  expect(await stored('contact', archived)).toMatchObject({ deleted: true, mergedInto: null })
  expect(await stored('contact', one)).toMatchObject({
    deleted: false,
    data: { emails: ['one@shop.example', 'other@shop.example'] },
  })
})

test('of a ticket, what happened to it comes too', async () => {
  const id = await create('tickets', { subject: 'It leaks', hs_pipeline: '0', hs_pipeline_stage: '1' })
  await ask(portal, 'PATCH', `/crm/v3/objects/tickets/${id}`, { properties: { hs_pipeline_stage: '4' } })
  await toldAndDrained()
  expect(await stored('ticket', id)).toMatchObject({ data: { category: 'closed' } })
  const turns = opened.store.db
    .selectFrom('status_change')
    .select(sql<string>`data->>'category'`.as('category'))
  expect((await turns.execute()).map(({ category }) => category)).toContain('closed')
})

test('a batch that is sent again is harmless, also while its time has not run out', async () => {
  const last = receiver.received.findLast(({ answer }) => answer.records > 0)
  if (last === undefined) throw new Error('nothing was received yet')
  await toldAndDrained()
  for (const _ of [1, 2]) expect(await send(last.headers, last.body)).toBe(204)
  expect(await drainWebhooks(workspace, { signal })).toMatchObject({ changed: 0, failed: 0 })
  expect(await queued()).toBe(0)
})

test('a request that HubSpot did not sign, or not now, is refused and leaves nothing behind', async () => {
  const body = Buffer.from(JSON.stringify([{ subscriptionType: 'contact.creation', objectId: 1 }]))
  const url = `${receiver.url}/api/webhooks/hubspot`
  const signed = (at: number, secret = clientSecret, address = url): Record<string, string> => ({
    'x-hubspot-request-timestamp': String(at),
    'x-hubspot-signature-v3': createHmac('sha256', secret)
      .update(`POST${address}`)
      .update(body)
      .update(String(at))
      .digest('base64'),
  })
  const now = Date.now()
  expect(await send({}, body)).toBe(401)
  expect(await send(signed(now, 'another secret'), body)).toBe(401)
  expect(await send(signed(now - 301_000), body)).toBe(401)
  expect(await send(signed(now + 301_000), body)).toBe(401)
  expect(await send(signed(now, clientSecret, 'http://elsewhere.example/api/webhooks/hubspot'), body)).toBe(
    401,
  )
  expect(await send(signed(now), Buffer.concat([body, Buffer.from(' ')]))).toBe(401)
  expect(await send(signed(now), body, '/api/webhooks/nowhere')).toBe(404)
  expect(await queued()).toBe(0)
  expect(await send(signed(now), body)).toBe(204)
  // Nobody has the id: nothing is stored for it.
  expect(await drainWebhooks(workspace, { signal })).toMatchObject({ read: 1, changed: 0 })
  expect(await stored('contact', '1')).toBeUndefined()
})

test('what is said in a conversation comes with it', async () => {
  const { conversations } = portal.server.state
  const ticket = await create('tickets', { subject: 'It creaks', hs_pipeline: '0', hs_pipeline_stage: '1' })
  const thread = conversations.open({ at: Date.now(), ticketId: Number(ticket) })
  const said = conversations.add(thread.id, {
    type: 'MESSAGE',
    at: Date.now(),
    actor: 'V-1',
    direction: 'INCOMING',
  })
  portal.server.webhooks.send([{ subscriptionType: 'conversation.newMessage', objectId: thread.id }])
  await toldAndDrained()
  expect(await stored('message', said.id)).toMatchObject({ data: { ticketId: ticket, direction: 'in' } })
})

test('what a person has erased in HubSpot is erased here, wherever it stood', async () => {
  const id = await create('contacts', {
    email: 'forgotten@shop.example',
    firstname: 'Forgotten',
    phone: '+4930123456',
  })
  await toldAndDrained()
  const run = () =>
    runStages(workspace, {
      ...{
        stages: ['resolve', 'score'],
        dryRun: true,
        wait: false,
        confirm: false,
        connections: null,
        signal,
      },
    })
  expect(await run()).toMatchObject({ failure: null })
  expect(await tablesThatName('orgotten')).not.toEqual([])
  await ask(portal, 'POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId: id })
  await toldAndDrained()
  expect(await run()).toMatchObject({ failure: null })
  expect(await tablesThatName('orgotten')).toEqual([])
  expect(await tablesThatName('4930123456')).toEqual([])
  expect(await stored('contact', id)).toMatchObject({
    deleted: true,
    data: { name: null, emails: [], phones: [] },
  })
})

async function send(
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  path = '/api/webhooks/hubspot',
): Promise<number> {
  const { 'content-length': _, connection: __, ...others } = headers
  const response = await fetch(`${receiver.url}${path}`, {
    method: 'POST',
    headers: others,
    body: new Uint8Array(body),
  })
  return response.status
}

/** The tables of the workspace that hold a text anywhere. */
async function tablesThatName(text: string): Promise<string[]> {
  const { db } = opened.store
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1
  `.execute(db)
  const found: string[] = []
  for (const { name } of rows) {
    const held =
      await sql`select from ${sql.table(name)} as held where held::text like ${`%${text}%`} limit 1`.execute(
        db,
      )
    if (held.rows.length > 0) found.push(name)
  }
  return found
}
