import type { AnyConnector } from '@rapport/connector'
import { setAside, storedConnections, upsertRecords } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { forgetConnection } from './forget-connection.ts'
import { sync } from './sync.ts'
import { refusedSignIn } from './testing/crm.ts'
import { giveCustomers, openTestWorkspace, plainRun, type TestWorkspace } from './testing/workspace.ts'
import type { Workspace } from './workspace.ts'

const review = (id: string, text: string) => ({
  record: {
    ...{ id, placeId: 'cafe', rating: 2, scaleMin: 1, scaleMax: 5, title: null, text, reply: null },
    ...{ createdAt: '2026-06-01T10:00:00Z', replyState: 'none' },
  },
  raw: { text },
})

/** The workspace with a review site beside the CRM, of some class. */
function withSite(
  opened: TestWorkspace,
  retention: AnyConnector['retention'],
  settings: Readonly<Record<string, unknown>> = {},
): Workspace {
  const connections = { crm: { connector: 'test' }, site: { connector: 'site', settings } }
  const workspace = opened.configured({ connections })
  const site: AnyConnector = {
    ...opened.crm.connector,
    ...{ id: 'site', retention, settings: z.looseObject({}), streams: [] },
  }
  return { ...workspace, connectors: new Map([...workspace.connectors, ['site', site]]) }
}

const texts = async ({ store }: Workspace) =>
  (await store.db.selectFrom('review').select('data').orderBy('id').execute()).map(({ data }) => data.text)

test('A run purges what expired before it and what expires while it goes on', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const workspace = withSite(opened, 'ttl24h')
  const { db } = workspace.store
  await upsertRecords(db, 'site', 'review', [review('1', 'before'), review('2', 'meanwhile')])
  const expire = (id: string) => sql`update review set expires_at = now() where id = ${id}`.execute(db)
  const seen: unknown[] = []
  opened.crm.beforeRecord = async () => {
    seen.push(await texts(workspace))
    await expire('2')
  }
  await sync(workspace, plainRun())
  await expire('1')
  await upsertRecords(db, 'site', 'review', [review('2', 'meanwhile')])
  giveCustomers(opened.crm, 2)
  await sync(workspace, plainRun())
  expect(seen[0]).toEqual(['before', 'meanwhile'])
  expect(seen.at(-1)).toEqual([null, 'meanwhile'])
  expect(await texts(workspace)).toEqual([null, null])
})

test('A run that fails purges too', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const workspace = withSite(opened, 'ttl24h')
  const { db } = workspace.store
  await upsertRecords(db, 'site', 'review', [review('1', 'meanwhile')])
  opened.crm.beforeRecord = async () => {
    await sql`update review set expires_at = now()`.execute(db)
    throw refusedSignIn()
  }
  expect(await sync(workspace, plainRun())).toMatchObject({
    state: 'failed',
    message: 'the token was refused',
  })
  expect(await texts(workspace)).toEqual([null])
})

test('A source that may be read under a contract alone is off until the set-up says that there is one', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const asContract = (settings: Readonly<Record<string, unknown>>) => {
    const workspace = withSite(opened, 'contract', settings)
    const site = { ...workspace.connectors.get('site')!, streams: opened.crm.connector.streams }
    return { ...workspace, connectors: new Map([...workspace.connectors, ['site', site]]) }
  }
  expect(await sync(asContract({}), plainRun())).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('where you have one, set connections.site.settings.contract to true'),
  })
  expect(await storedConnections(opened.workspace.store.db)).not.toContain('site')
  expect(await sync(asContract({ contract: true }), plainRun())).toMatchObject({
    read: { 'site/contact': 1 },
  })
})

test('A source that allows its content for a day only is read as far as reviews and places go', async () => {
  await using opened = await openTestWorkspace()
  const workspace = withSite(opened, 'ttl24h')
  const site = { ...workspace.connectors.get('site')!, streams: opened.crm.connector.streams }
  const changed = { ...workspace, connectors: new Map([...workspace.connectors, ['site', site]]) }
  expect(await sync(changed, plainRun())).toMatchObject({
    state: 'failed',
    message: expect.stringContaining('take contact out of connections.site.streams'),
  })
})

test('Where a source that may be kept only while there is access refuses the sign-in, that is told and nothing is deleted', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const workspace = withSite(opened, 'revocable')
  const site = { ...workspace.connectors.get('site')!, streams: opened.crm.connector.streams }
  const changed = { ...workspace, connectors: new Map([...workspace.connectors, ['site', site]]) }
  await sync(changed, plainRun())
  giveCustomers(opened.crm, 2)
  opened.crm.beforeRecord = (_, __, ctx) => {
    if (ctx.connection === 'site') throw refusedSignIn()
  }
  expect(await sync(changed, plainRun())).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(
      /^the token was refused\. What is stored of site stays; .*"rapport connections forget site"$/,
    ),
  })
  const held = await workspace.store.db
    .selectFrom('contact')
    .select('id')
    .where('connection', '=', 'site')
    .execute()
  expect(held).toHaveLength(1)
})

/** What a forgotten review site leaves: its words in rows of tables. */
async function tablesWith({ store }: Workspace, words: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${`ws_${store.workspace}`} and table_type = 'BASE TABLE' order by name
  `.execute(store.db)
  const found: string[] = []
  for (const { name } of rows) {
    const held =
      await sql`select from ${sql.table(name)} as line where position(${words} in line::text) > 0`.execute(
        store.db,
      )
    if (held.rows.length > 0) found.push(name)
  }
  return found
}

test('Of a forgotten source that may be kept only while there is access nothing is left, and whom it told of is scored again', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 2)
  const workspace = withSite(opened, 'revocable')
  const { db } = workspace.store
  const words = 'Waited "for hours" and nobody came'
  await upsertRecords(db, 'site', 'review', [
    review('cafe/1', `${words}, twice in a row, then it was closed.`),
  ])
  await setAside(db, 'extract', 'site', [
    { entity: 'review', recordId: '2', reason: words, raw: { text: words } },
  ])
  await db.insertInto('checkpoint').values({ connection: 'site', stream: 'review', state: '{}' }).execute()
  await sync(workspace, plainRun())
  const [customer, other] = await db.selectFrom('customer').select('id').orderBy('id').execute()
  await db
    .insertInto('identity_link')
    .values({
      connection: 'site',
      entity: 'review',
      record_id: 'cafe/1',
      customer_id: customer!.id,
      reason: 'e-mail',
    })
    .execute()
  const explain = (id: number, explanation: unknown, why: string | null) =>
    sql`update score set explanation = ${JSON.stringify(explanation)}::jsonb, why = ${why} where customer_id = ${id}`.execute(
      db,
    )
  await explain(customer!.id, { quoted: [{ text: `${words}, twice` }] }, `said: ${words}, twice in a row`)
  await explain(other!.id, { drivers: [{ from: 'site/review:cafe/1' }] }, 'kept by what it names')
  await sql`update plan_item set after = after || ${JSON.stringify({ why: `${words}, twice in a row` })}::jsonb
    where customer_id = ${customer!.id}`.execute(db)
  await db.deleteFrom('dirty_customer').execute()

  expect(await tablesWith(workspace, 'nobody came')).toEqual(['plan_item', 'reject', 'review', 'score'])
  await forgetConnection(workspace, 'site', { by: 'ann', signal: new AbortController().signal })
  expect(await tablesWith(workspace, 'nobody came')).toEqual([])
  expect(
    await db.selectFrom('checkpoint').select('stream').where('connection', '=', 'site').execute(),
  ).toEqual([])
  expect(await db.selectFrom('score').select(['why', 'explanation']).distinct().execute()).toEqual([
    { why: null, explanation: {} },
  ])
  const dirty = await db.selectFrom('dirty_customer').select('customer_id').execute()
  expect(dirty).toContainEqual({ customer_id: customer!.id })
})

test('The explanations of a source without such terms stay when it is forgotten', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const workspace = withSite(opened, 'full')
  const { db } = workspace.store
  await upsertRecords(db, 'site', 'review', [review('cafe/1', 'Waited for hours')])
  await sync(workspace, plainRun())
  await sql`update score set why = 'Waited for hours', explanation = '{"from": "site"}'`.execute(db)
  await forgetConnection(workspace, 'site', { by: 'ann', signal: new AbortController().signal })
  expect(await db.selectFrom('score').select('why').execute()).toEqual([{ why: 'Waited for hours' }])
})
