import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { saveCheckpoint } from './checkpoints.ts'
import type { Database } from './open.ts'
import { recordText, upsertRecords, upsertRecordTexts } from './records.ts'
import { countRejects, listRejects, setAside } from './rejects.ts'
import { rememberRetention, retentionOf, storableForScores } from './retention.ts'
import { duePurges, purgeExpired, purgeWithin } from './retention-purge.ts'
import { openTestWorkspace } from './testing/workspace.ts'

const workspace = await openTestWorkspace()
const { db, workspace: name } = workspace.store
afterAll(() => workspace[Symbol.asyncDispose]())
beforeEach(async () => {
  await sql`
    truncate review, place, reject, connection_retention, dirty_review, review_metric, review_party, review_reply, place_link,
      checkpoint, identity_key, plan_item, remote_value, audit
  `.execute(db)
  await db.deleteFrom('plan').execute()
})

const dayInMs = 86_400_000

const content = { rating: 4, title: 'Secret title', text: 'Secret text', author: 'Secret author' }
const review = (id: string) => ({
  ...content,
  ...{ id, placeId: 'cafe', scaleMin: 1, scaleMax: 5, createdAt: '2019-06-01T10:00:00Z' },
  ...{ language: 'en', reply: 'Secret reply', replyState: 'approved', repliedAt: '2019-06-02T10:00:00Z' },
})
const place = {
  ...{ id: 'cafe', name: 'Secret name', address: 'Secret street', modifiedAt: '2019-05-01T10:00:00Z' },
  foreignKeys: [{ system: 'maps', entity: 'place', id: 'Secret' }],
  companies: [{ id: 'Secret', primary: true }],
}
const raw = { note: 'Secret note' }

/** A review site that allows its content for a day, with one review, its place, and one review that was set aside. */
async function giveSite(db: Database, keptForMs: number | null = dayInMs): Promise<void> {
  await rememberRetention(db, 'site', 'ttl24h')
  await upsertRecords(db, 'site', 'review', [{ record: review('cafe/1'), raw }])
  await upsertRecords(db, 'site', 'place', [{ record: place, raw }])
  for (const table of ['review', 'place'] as const)
    await setExpiry(db, table, sql`clock_timestamp()`, keptForMs)
  const bad = {
    entity: 'review',
    recordId: 'without id: {"text": "Secret text"}',
    reason: 'Secret reason',
    raw,
  }
  await setAside(db, 'extract', 'site', [bad, { ...bad, recordId: 'cafe/2' }], keptForMs)
}

async function setExpiry(
  db: Database,
  table: 'review' | 'place' | 'reject',
  from = sql`now()`,
  ms: number | null = 0,
) {
  const at = ms === null ? sql`null` : sql`${from} + make_interval(secs => ${ms / 1000}::float8)`
  await sql`update ${sql.table(table)} set expires_at = ${at}`.execute(db)
}

const placeModified = new Date('2019-05-01T10:00:00Z')
const purgedPlace = {
  ...{ id: 'cafe', name: null, brand: null, domain: null, address: null, url: null, modifiedAt: null },
  ...{ foreignKeys: [], companies: [] },
}

const places = (db: Database) =>
  db.selectFrom('readable_place').select(['data', 'raw', 'modified_at']).execute()

const reviews = (db: Database) =>
  db.selectFrom('readable_review').select(['id', 'data', 'raw']).orderBy('id').execute()

/** Every row of every table of the workspace that says something of a kind. */
async function rowsWith(db: Database, workspace: string, words: string): Promise<readonly string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = ${`ws_${workspace}`} and table_type = 'BASE TABLE'
  `.execute(db)
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql`
      select from ${sql.table(name)} as line where position(${words} in line::text) > 0
    `.execute(db)
    if (rows.length > 0) found.push(name)
  }
  return found
}

test('Content is read up to the minute at which it expires, and from then on is not there, though nothing was purged', async () => {
  // In a transaction the database's clock stands still.
  await db.transaction().execute(async (transaction) => {
    await giveSite(transaction)
    for (const table of ['review', 'place', 'reject'] as const)
      await setExpiry(transaction, table, sql`now()`, 60_000)
    expect(await reviews(transaction)).toMatchObject([{ id: 'cafe/1', data: review('cafe/1'), raw }])
    expect(await places(transaction)).toEqual([{ data: place, raw, modified_at: placeModified }])
    expect(await countRejects(transaction)).toBe(2)
    expect(await listRejects(transaction, 10)).toMatchObject([
      { reason: 'Secret reason', raw },
      { reason: 'Secret reason', raw },
    ])
    for (const table of ['review', 'place', 'reject'] as const)
      await setExpiry(transaction, table, sql`now()`, 0)
    expect(await reviews(transaction)).toEqual([])
    expect(await listRejects(transaction, 10)).toEqual([])
    expect(await countRejects(transaction)).toBe(0)
    expect(await places(transaction)).toEqual([{ data: purgedPlace, raw: null, modified_at: null }])
  })
})

test('A purge deletes what expired and leaves what expires a minute later', async () => {
  await db.transaction().execute(async (transaction) => {
    await giveSite(transaction)
    await upsertRecords(transaction, 'site', 'review', [{ record: review('cafe/3'), raw }])
    await setExpiry(
      transaction,
      'review',
      sql`case id when 'cafe/1' then now() else now() + interval '1 minute' end`,
    )
    await setExpiry(transaction, 'reject', sql`now()`, 60_000)
    await setExpiry(transaction, 'place', sql`now()`, 60_000)
    expect(await purgeWithin(transaction)).toEqual([{ connection: 'site', entity: 'review', records: 1 }])
    const held = await transaction.selectFrom('review').select(['id', 'data', 'raw']).orderBy('id').execute()
    expect(held).toMatchObject([{ id: 'cafe/3', data: { text: 'Secret text', rating: 4 }, raw }])
  })
})

test('After a purge no table holds a word of the content any more, an id of a review or its time; the id of the place stays', async () => {
  await giveSite(db, 0)
  await giveCopies(db)
  expect(await rowsWith(db, name, 'Secret')).toEqual(
    expect.arrayContaining([
      ...['review', 'place', 'reject', 'identity_key', 'place_link', 'plan_item', 'remote_value'],
    ]),
  )
  expect(await rowsWith(db, name, 'cafe/')).toEqual(
    expect.arrayContaining(['review', 'reject', 'review_metric', 'review_party', 'dirty_review']),
  )
  expect(await rowsWith(db, name, '2019-0')).toEqual(
    expect.arrayContaining(['review', 'place', 'checkpoint']),
  )
  await purgeExpired(db)
  for (const words of ['Secret', 'cafe/', '2019-0'])
    expect(await rowsWith(db, name, words), words).toEqual([])
  expect(await rowsWith(db, name, 'cafe')).toContain('place')
  expect(await places(db)).toEqual([{ data: purgedPlace, raw: null, modified_at: null }])
})

async function giveCopies(db: Database): Promise<void> {
  await sql`
    insert into identity_key (connection, entity, record_id, kind, value) values ('site', 'review', 'cafe/1', 'email', 'Secret')
  `.execute(db)
  await sql`
    insert into review_metric (connection, review_id, place_id, created_at, unit, is_yes_no, is_answered, is_copy, has_text, language)
    values ('site', 'cafe/1', 'cafe', now(), 0.75, false, true, false, true, 'en')
  `.execute(db)
  await sql`
    insert into review_party (connection, review_id, party_connection, party_entity, party_id, reason)
    values ('site', 'cafe/1', 'crm', 'contact', '1', 'its verified e-mail')
  `.execute(db)
  await sql`insert into dirty_review (connection, review_id) values ('site', 'cafe/1')`.execute(db)
  await sql`
    insert into place_link (connection, place_id, reason) values ('site', 'cafe', 'no company has its id or the domain Secret')
  `.execute(db)
  const reached = { reached: '2019-06-01T10:00:00Z' }
  await saveCheckpoint(db, 'site', 'review', { state: reached, startedOver: null })
  const { rows } = await sql<{ id: number }>`
    insert into plan (kind, connection, entity, state, created_at)
    values ('write', 'site', 'contact', 'planned', now() - interval '25 hours') returning id
  `.execute(db)
  await sql`
    insert into plan_item (plan_id, record_id, before, after, state)
    values (${rows[0]!.id}, '1', '{"why": "Secret"}', '{"why": "Secret"}', 'planned')
  `.execute(db)
  await sql`
    insert into remote_value (connection, entity, record_id, held, read_at)
    values ('site', 'contact', '1', '{"why": "Secret"}', now() - interval '25 hours')
  `.execute(db)
}

test('A review that comes again unchanged is a new one, and its day runs anew', async () => {
  await giveSite(db, 0)
  await purgeExpired(db)
  const again = await upsertRecords(db, 'site', 'review', [{ record: review('cafe/1'), raw }])
  expect(again).toEqual({ inserted: 1, updated: 0, unchanged: 0 })
  expect(await reviews(db)).toMatchObject([{ data: content, raw }])
})

test('A reply that was sent outlives its review', async () => {
  await giveSite(db, 0)
  const reply = { connection: 'site', review_id: 'cafe/1', text: 'Thank you', sent_by: 'ann' }
  await db
    .insertInto('review_reply')
    .values({ ...reply, state: 'pending' })
    .execute()
  await purgeExpired(db)
  expect(await db.selectFrom('review_reply').selectAll().execute()).toMatchObject([reply])
})

test('Without a purge what was fetched again unchanged may be read for a day from then on', async () => {
  await rememberRetention(db, 'site', 'ttl24h')
  const texts = [recordText({ record: review('cafe/1'), raw })]
  await upsertRecordTexts(db, 'site', 'review', texts, 0)
  expect(await reviews(db)).toEqual([])
  expect(await upsertRecordTexts(db, 'site', 'review', texts, dayInMs)).toMatchObject({ unchanged: 1 })
  expect(await reviews(db)).toMatchObject([{ data: content }])
  const { rows } = await sql<{ left: number }>`
    select extract(epoch from expires_at - clock_timestamp())::float8 as left from review
  `.execute(db)
  expect(rows[0]?.left).toBeLessThanOrEqual(dayInMs / 1000)
})

test.each(['cafe/2', 'without id: {"text": "Secret text"}'])(
  'A record that is set aside unchanged each day is purged each day: %s',
  async (recordId) => {
    const bad = { entity: 'review', recordId, reason: 'rating: too high', raw }
    for (const _day of [1, 2, 3]) {
      await setAside(db, 'extract', 'site', [bad], dayInMs)
      expect(await listRejects(db, 10)).toMatchObject([
        { record_id: recordId, reason: 'rating: too high', raw },
      ])
      await setExpiry(db, 'reject')
      expect(await purgeExpired(db)).toEqual([{ connection: 'site', entity: 'reject', records: 1 }])
      expect(await db.selectFrom('reject').select('id').execute()).toEqual([])
    }
  },
)

test('What is due to be purged is told by connection and kind, the first due first', async () => {
  await giveSite(db)
  await setExpiry(db, 'place', sql`'2026-06-30T10:00:00Z'::timestamptz`)
  await setExpiry(db, 'review', sql`'2026-06-30T11:00:00Z'::timestamptz`)
  await setExpiry(db, 'reject', sql`'2026-06-30T12:00:00Z'::timestamptz`)
  expect(await duePurges(db)).toMatchObject([
    { connection: 'site', entity: 'place', records: 1, first: new Date('2026-06-30T10:00:00Z') },
    { connection: 'site', entity: 'review', records: 1, first: new Date('2026-06-30T11:00:00Z') },
    { connection: 'site', entity: 'reject', records: 2, last: new Date('2026-06-30T12:00:00Z') },
  ])
})

test('A purge leaves a line in the audit that says how much, not what', async () => {
  await giveSite(db, 0)
  await purgeExpired(db)
  await purgeExpired(db)
  const lines = await db.selectFrom('audit').select(['action', 'subject', 'detail']).orderBy('id').execute()
  expect(lines).toEqual([
    { action: 'retention.purge', subject: 'site', detail: { entity: 'review', records: 1 } },
    { action: 'retention.purge', subject: 'site', detail: { entity: 'place', records: 1 } },
    { action: 'retention.purge', subject: 'site', detail: { entity: 'reject', records: 2 } },
  ])
})

test('Reviews are scored of sources that allow to keep them, and of those that were read before it was noted', async () => {
  const classes = ['full', 'revocable', 'ttl24h', 'id_only', 'contract'] as const
  for (const retention of classes) await rememberRetention(db, retention, retention)
  for (const connection of [...classes, 'earlier']) {
    await upsertRecords(db, connection, 'review', [{ record: review('cafe/1'), raw: null }])
  }
  const scored = await db
    .selectFrom('review')
    .select('connection')
    .where(storableForScores('review.connection'))
    .orderBy('connection')
    .execute()
  expect(scored.map(({ connection }) => connection)).toEqual(['earlier', 'full', 'revocable'])
})

test('New terms hold for what is stored already: from its last change on, and no longer where they are lifted', async () => {
  await rememberRetention(db, 'site', 'full')
  await upsertRecords(db, 'site', 'review', [{ record: review('cafe/1'), raw }])
  await sql`update review set changed_at = now() - interval '24 hours'`.execute(db)
  await db.deleteFrom('dirty_review').execute()
  await rememberRetention(db, 'site', 'ttl24h')
  expect(await reviews(db)).toEqual([])
  expect(await db.selectFrom('dirty_review').select('review_id').execute()).toEqual([{ review_id: 'cafe/1' }])
  await rememberRetention(db, 'site', 'full')
  expect(await reviews(db)).toMatchObject([{ data: content }])
})

test('What may be stored no longer at all expires at once, also where it had hours left', async () => {
  await giveSite(db, dayInMs)
  await rememberRetention(db, 'site', 'id_only')
  expect(await reviews(db)).toEqual([])
  expect(await listRejects(db, 10)).toEqual([])
  await rememberRetention(db, 'site', 'ttl24h')
  expect(await reviews(db)).toEqual([])
})

test('New terms that could not be applied to what is stored are not noted either, so that the next run applies them', async () => {
  await upsertRecords(db, 'site', 'review', [{ record: review('cafe/1'), raw }])
  await sql`update review set changed_at = now() - interval '24 hours'`.execute(db)
  await sql`alter table review add constraint for_ever check (expires_at is null)`.execute(db)
  try {
    await expect(rememberRetention(db, 'site', 'ttl24h')).rejects.toThrow('for_ever')
  } finally {
    await sql`alter table review drop constraint for_ever`.execute(db)
  }
  expect(await retentionOf(db, 'site')).toBe('full')
  await db.transaction().execute((transaction) => rememberRetention(transaction, 'site', 'ttl24h'))
  expect(await reviews(db)).toEqual([])
})
