import type { AnyConnector } from '@rapport/connector'
import { addOverride } from '@rapport/identity'
import { type Database, setAside, storedConnections, upsertRecords } from '@rapport/store'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { forgetConnection } from './forget-connection.ts'
import { renameConnection } from './rename-connection.ts'
import { listReviews, storedReview } from './reviews/index.ts'
import { beginReply, listReplies, refuseReply } from './reviews/reply-records.ts'
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
  expect(seen.at(-1)).toEqual(['meanwhile'])
  expect(await texts(workspace)).toEqual([])
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
  expect(await texts(workspace)).toEqual([])
})

test('A review that expired is not listed as unanswered, nor found, before the purge', async () => {
  await using opened = await openTestWorkspace()
  const { db } = withSite(opened, 'ttl24h').store
  await upsertRecords(db, 'site', 'review', [review('cafe/1', 'expired'), review('cafe/2', 'held')])
  await sql`update review set expires_at = now() where id = 'cafe/1'`.execute(db)
  const listed = await listReviews(db, { isUnanswered: true, limit: 10 })
  expect(listed.map((one) => one.review.text)).toEqual(['held'])
  expect(await storedReview(db, { connection: 'site', id: 'cafe/1' })).toBeNull()
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
    // Its streams are read side by side: any of them may be the first to be refused.
    message: expect.stringMatching(/take (company|contact|deal) out of connections\.site\.streams/),
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
      /^the token was refused\. What is stored of site stays; .*"npx rapport connections forget site"$/,
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

/** Companies that name their places by id, and reviews of the places; scored as of a day. */
function withCompanies(opened: TestWorkspace, asOf: string): Workspace {
  const { connectors } = withSite(opened, 'revocable')
  const configured = opened.configured({
    customer: 'company',
    connections: { crm: { connector: 'test' }, site: { connector: 'site' } },
    metrics: {
      ...{ asOf, value: { model: 'historic', margin: 1 } },
      reputation: { placeIdFields: { crm: 'places', site: 'places' } },
    },
    writeBack: {},
  })
  return { ...configured, connectors }
}

async function giveCompany(db: Database, connection: string, id: string, domain: string, places: string) {
  const record = { id, name: id, domains: [domain], phones: [], foreignKeys: [] }
  await upsertRecords(db, connection, 'company', [{ record, raw: { places } }])
}

/** Reviews of ratings that stand in every sentence, and of texts that stand in many. */
async function giveReviews(db: Database, connection: string, placeId: string, count: number) {
  const given = Array.from({ length: count }, (_, index) => review(`${placeId}/${index}`, '5'))
  await upsertRecords(
    ...([db, connection, 'review'] as const),
    given.map(({ record, raw }) => ({ record: { ...record, placeId }, raw })),
  )
}

test('Of a forgotten source that may be kept only while there is access no explanation tells any more, past ones neither; those of others stay', async () => {
  await using opened = await openTestWorkspace()
  const { db } = opened.workspace.store
  // Acme is known from both; its place at the site is the last of more than an explanation names.
  const bars = Array.from({ length: 20 }, (_, index) => `bar${index}`)
  await giveCompany(db, 'crm', '1', 'acme.example', bars.join(' '))
  await giveCompany(db, 'site', 's1', 'acme.example', 'cafe')
  const company = (connection: string, id: string) => ({ connection, entity: 'company' as const, id })
  await addOverride(db, { kind: 'merge', left: company('crm', '1'), right: company('site', 's1'), by: 'ann' })
  await giveCompany(db, 'crm', '2', 'birch.example', 'pub')
  await giveCompany(db, 'crm', '3', 'cedar.example', 'inn')
  for (const place of [...bars, 'pub']) await giveReviews(db, 'crm', place, 2)
  await giveReviews(db, 'site', 'cafe', 1)
  await giveReviews(db, 'site', 'inn', 1)
  const explanations = async () => {
    const { rows } = await sql<{ customer: string; day: string; why: string | null; explanation: object }>`
      select customer.name as customer, as_of::date::text as day, why, explanation from score
      join customer on customer.id = customer_id where policy like 'reputation@%' order by 1, 2
    `.execute(db)
    return rows.map((row) => [row.customer, row.day, row.why !== null, 'places' in row.explanation])
  }
  await sync(withCompanies(opened, '2026-06-29'), plainRun())
  const workspace = withCompanies(opened, '2026-06-30')
  for (const place of ['bar0', 'pub']) await giveReviews(db, 'crm', place, 3)
  // The place of Cedar is not its own any more: the explanation of the day before still names it.
  await giveCompany(db, 'crm', '3', 'cedar.example', '')
  await sync(workspace, plainRun())
  const told = [true, true]
  expect(await explanations()).toEqual([
    ...['2026-06-29', '2026-06-30'].map((day) => ['1', day, ...told]),
    ...['2026-06-29', '2026-06-30'].map((day) => ['2', day, ...told]),
    ['3', '2026-06-29', ...told],
    ['3', '2026-06-30', false, false],
  ])
  await renameConnection(workspace, 'site', 'site2', 'ann')
  await forgetConnection(workspace, 'site2', { by: 'ann', signal: new AbortController().signal })
  expect(await explanations()).toEqual([
    ...['2026-06-29', '2026-06-30'].map((day) => ['1', day, false, false]),
    ...['2026-06-29', '2026-06-30'].map((day) => ['2', day, ...told]),
    ['3', '2026-06-29', false, false],
    ['3', '2026-06-30', false, false],
  ])
  await sync(workspace, plainRun())
  expect(await explanations()).toContainEqual(['1', '2026-06-30', ...told])
})

test('Of a forgotten source that may be kept only while there is access no word is left, replies in the audit included', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const workspace = withSite(opened, 'revocable')
  const { db } = workspace.store
  const words = 'Waited "for hours" and nobody came'
  await upsertRecords(db, 'site', 'review', [review('cafe/1', words)])
  await setAside(db, 'extract', 'site', [
    { entity: 'review', recordId: '2', reason: words, raw: { text: words } },
  ])
  await db.insertInto('checkpoint').values({ connection: 'site', stream: 'review', state: '{}' }).execute()
  await sync(workspace, plainRun())
  const answer = { connection: 'site', id: 'cafe/1' }
  const reply = await beginReply(db, answer, `You wrote: ${words}`, 'ann')
  await refuseReply(db, (await listReplies(db))[0]!, `too long: ${words}`)
  await renameConnection(workspace, 'site', 'site2', 'ann')
  const held = ['audit', 'reject', 'review', 'review_reply']
  expect(await tablesWith(workspace, 'nobody came')).toEqual(held)
  await forgetConnection(workspace, 'site2', { by: 'ann', signal: new AbortController().signal })
  expect(await tablesWith(workspace, 'nobody came')).toEqual([])
  const audit = await db
    .selectFrom('audit')
    .select(['action', 'actor', 'subject', 'detail'])
    .where('action', 'like', 'review.%')
    .orderBy('id')
    .execute()
  const of = { actor: 'ann', subject: 'site/review:cafe/1', detail: { reply } }
  expect(audit).toEqual([
    { action: 'review.reply', ...of },
    { action: 'review.reply-refused', ...of },
  ])
})

test('What was told of a source without such terms stays when it is forgotten', async () => {
  await using opened = await openTestWorkspace()
  giveCustomers(opened.crm, 1)
  const workspace = withSite(opened, 'full')
  const { db } = workspace.store
  await upsertRecords(db, 'site', 'review', [review('cafe/1', 'Waited for hours')])
  await sync(workspace, plainRun())
  await sql`update score set policy = 'reputation@1', why = '4.2 stars', explanation = '{"from": "site/place:cafe"}'`.execute(
    db,
  )
  await beginReply(db, { connection: 'site', id: 'cafe/1' }, 'We are sorry', 'ann')
  await forgetConnection(workspace, 'site', { by: 'ann', signal: new AbortController().signal })
  expect(await db.selectFrom('score').select('why').execute()).toEqual([{ why: '4.2 stars' }])
  expect(await tablesWith(workspace, 'We are sorry')).toEqual(['audit'])
})
