import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { type Kysely, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { expect, onTestFinished, test } from 'vitest'
import { dropWorkspace, openStore, type Store } from '../open.ts'
import { testDatabaseVariable } from '../testing/workspace.ts'
import { migrations } from './index.ts'

const folder = path.join(tmpdir(), 'rapport-tests')
const databaseUrl = process.env[testDatabaseVariable]

/** A workspace as an earlier version left it, up to and with a migration, with what it stored. */
async function openEarlier(last: string, fill: (db: Kysely<unknown>) => Promise<void>): Promise<Store> {
  const workspace = `test_${randomUUID().replaceAll('-', '')}`
  const store = await openStore({ workspace, databaseUrl, folder })
  const schema = `ws_${workspace}`
  await sql`drop schema ${sql.id(schema)} cascade`.execute(store.db)
  await sql`create schema ${sql.id(schema)}`.execute(store.db)
  const migrator = new Migrator({
    db: store.db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(Object.entries(migrations).filter(([name]) => name <= last)),
    },
    migrationTableSchema: schema,
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
  await fill(store.db as unknown as Kysely<unknown>)
  await store.close()
  const reopened = await openStore({ workspace, databaseUrl, folder })
  onTestFinished(async () => {
    await dropWorkspace(reopened)
    await reopened.close()
  })
  return reopened
}

test('a workspace with measured tickets and scores is brought up to date: its scores stay, its tickets are measured again', async () => {
  const longTopic = Array.from({ length: 200 }, () => randomUUID()).join(' ')
  const { db } = await openEarlier('0009-score-families', async (earlier) => {
    await sql`insert into customer (level, name) values ('contact', 'Ann'), ('contact', 'Ben')`.execute(
      earlier,
    )
    await sql`
      insert into score (customer_id, policy, as_of, n, values, explanation)
      select id, 'simple@1', '2026-06-30', 1, '{}', '{}' from customer
    `.execute(earlier)
    await sql`
      insert into ticket_metric (connection, ticket_id, started_at, started_on, standing, initiator, category, topic, requester_wait,
        agent_wait, on_hold, replies, touches, reopens, flags)
      values ('desk', '1', '2026-06-01', '2026-06-01', 'counted', 'customer', 'solved', ${longTopic}, 0, 0, 0, 0, 0, 0, '{}')
    `.execute(earlier)
  })
  expect(await db.selectFrom('score').select('customer_id').orderBy('customer_id').execute()).toHaveLength(2)
  expect(await db.selectFrom('ticket_metric').select('ticket_id').execute()).toEqual([])
  // Without the foreign key, the scores of a customer still go with it.
  await db.deleteFrom('customer').where('name', '=', 'Ann').execute()
  const left = await sql<{ name: string }>`
    select customer.name from score left join customer on customer.id = score.customer_id
  `.execute(db)
  expect(left.rows).toEqual([{ name: 'Ben' }])
})

test('messages that move between the same tickets in two transactions at once mark both, in whatever order', async () => {
  const { db } = await openEarlier('0000', async () => {})
  const message = (id: string, ticketId: string) => ({ id, ticketId })
  const store = async (rows: readonly { id: string; ticketId: string }[]) =>
    sql`
      insert into message (connection, id, data, hash, revision)
      select 'desk', row->>'id', row, md5(row::text), 1 from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) as row
      on conflict (connection, id) do update set data = excluded.data, hash = excluded.hash
    `.execute(db)
  const count = 200
  const pairs = Array.from({ length: count }, (_, index) => [`a${index}`, `b${index}`] as const)
  const tickets = (id: number) => `t${id % 50}`
  await store(
    pairs.flatMap(([a, b], index) => [message(a, tickets(index)), message(b, tickets(count - index))]),
  )
  await Promise.all([
    store(pairs.map(([a]) => message(a, 'elsewhere'))),
    store(pairs.map(([, b]) => message(b, 'elsewhere')).reverse()),
  ])
  const { rows } = await sql<{ marked: number }>`
    select count(distinct ticket_id)::integer as marked from dirty_ticket where ticket_id like 't%'
  `.execute(db)
  expect(rows).toEqual([{ marked: 50 }])
})

test('next replies that are kept already get what reports choose them by from their tickets', async () => {
  const longId = Array.from({ length: 100 }, () => randomUUID()).join(' ')
  const { db } = await openEarlier('0013-review-ids', async (earlier) => {
    await sql`
      insert into ticket_metric (connection, ticket_id, customer_id, started_at, started_on, standing, initiator, category, channel,
        priority, topic, requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
      values ('desk', '1', 7, '2026-06-01', '2026-06-01', 'counted', 'customer', 'solved', 'email', 'high', 'billing', 0, 0, 0, 0, 0, 0, '{}')
    `.execute(earlier)
    await sql`
      insert into ticket_turn (connection, ticket_id, position, started_on, agent, reply, is_next)
      values ('desk', '1', 0, '2026-06-01', 'ann', 60, false), ('desk', '1', 1, '2026-06-02', ${longId}, 60, true)
    `.execute(earlier)
  })
  const turns = await db.selectFrom('ticket_turn').selectAll().orderBy('position').execute()
  expect(turns).toMatchObject([
    { position: 0, agent: 'ann', standing: null, customer_id: null },
    {
      position: 1,
      agent: longId.slice(0, 100),
      standing: 'counted',
      customer_id: 7,
      ticket_channel: 'email',
      priority: 'high',
      topic: 'billing',
    },
  ])
})

test('reviews that are kept already keep when they were first seen; nobody knows when their replies were', async () => {
  const { db } = await openEarlier('0014-next-replies', async (earlier) => {
    await sql`
      insert into review (connection, id, data, hash, revision, first_seen_at)
      values ('google', '1', '{"id": "1", "replyState": "approved"}', 'h', 1, '2026-01-01T00:00:00Z')
    `.execute(earlier)
    await sql`
      insert into score (customer_id, policy, as_of, n, values, explanation)
      values (7, 'health@1', '2026-06-30', 1, '{}', '{}')
    `.execute(earlier)
  })
  const review = db.selectFrom('review').select(['first_seen_at', 'reply_first_seen_at'])
  expect(await review.executeTakeFirstOrThrow()).toEqual({
    first_seen_at: new Date('2026-01-01T00:00:00Z'),
    reply_first_seen_at: null,
  })
  expect(await db.selectFrom('score').select('policy').execute()).toEqual([{ policy: 'health@1' }])
})
