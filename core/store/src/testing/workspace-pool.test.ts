import { tmpdir } from 'node:os'
import process from 'node:process'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { openStore, type Store } from '../open.ts'
import { lockWorkspace } from '../workspace-lock.ts'
import { give, openTestWorkspace } from './workspace.ts'
import {
  newWorkspaceName,
  restoreWorkspace,
  returnWorkspace,
  shapeOfWorkspace,
  takeWorkspaceName,
  testDatabaseVariable,
} from './workspace-pool.ts'

const openNew = (workspace = newWorkspaceName()): Promise<Store> =>
  openStore({ workspace, databaseUrl: process.env[testDatabaseVariable], folder: tmpdir() })

/** All that tells one workspace from another: its rows, where its sequences stand, what is known of its tables. */
async function contentOf({ db, workspace }: Store): Promise<unknown> {
  const space = sql`${`ws_${workspace}`}::regnamespace`
  const { rows: tables } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = ${space} and relkind = 'r' order by 1
  `.execute(db)
  const content: Record<string, unknown> = {}
  for (const { name } of tables) {
    const rows = await sql`select to_jsonb(t) - 'timestamp' as row from ${sql.table(name)} as t`.execute(db)
    content[name] = rows.rows
  }
  const sequences = await sql`
    select sequencename, last_value from pg_sequences where schemaname = ${`ws_${workspace}`} order by 1
  `.execute(db)
  const statistics = await sql`
    select relname, reltuples from pg_class where relnamespace = ${space} and relkind = 'r' and reltuples >= 0
    union all select relname, stanullfrac from pg_statistic join pg_class on starelid = pg_class.oid where relnamespace = ${space}
  `.execute(db)
  const shared = await sql`
    select (select count(*) from rapport.workspace where name = ${workspace}) as names
  `.execute(db)
  return { content, sequences: sequences.rows, statistics: statistics.rows, shared: shared.rows }
}

const beside = await openTestWorkspace()
afterAll(() => beside[Symbol.asyncDispose]())

test('a workspace that was restored holds what a new one holds', async () => {
  const fresh = await openNew()
  const used = await openNew()
  await give(used, 'crm', 'contact', [{ id: 'a' }, { id: 'b' }])
  await give(used, 'desk', 'review', [{ id: 'a', rating: 4 }])
  await sql`insert into customer (level) values ('contact'), ('contact')`.execute(used.db)
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason) select 'crm', 'contact', 'a', min(id), 'alone' from customer
  `.execute(used.db)
  await sql`
    insert into ticket_metric (connection, ticket_id, customer_id, started_at, started_on, standing, initiator, category, requester_wait,
      agent_wait, on_hold, replies, touches, reopens, flags)
    values ('desk', '1', 1, '2026-06-01', '2026-06-01', 'counted', 'customer', 'solved', 0, 0, 0, 0, 0, 0, '{}')
  `.execute(used.db)
  await used.db
    .transaction()
    .execute(async (transaction) => {
      await sql`insert into run (kind, state, dry_run) values ('sync', 'running', false)`.execute(transaction)
      throw new Error('undone')
    })
    .catch(() => {})
  await sql`analyze contact, customer`.execute(used.db)
  await used.close()
  expect(await restoreWorkspace(used.workspace)).toBe(true)

  const restored = await openNew(used.workspace)
  expect(await contentOf(restored)).toEqual(await contentOf(fresh))
  for (const store of [fresh, restored]) {
    await store.close()
    expect(await returnWorkspace(store.workspace)).toBe(true)
  }
})

test.each([
  'alter table contact add column shoe_size integer',
  'drop index deal_won',
  'drop index review_ids; create index review_ids on review (connection, id) where deleted_at is null',
  'alter table review disable trigger review_added',
  'alter table checkpoint alter column started_over set not null',
  'alter table identity_override drop constraint identity_override_kind_check',
  'create or replace function delete_scores() returns trigger language plpgsql as $$ begin return null; end $$',
  'drop view readable_reject; create view readable_reject as select * from reject',
  'create table kept_aside (id integer)',
  'create sequence kept_aside',
  "delete from kysely_migration where name = '0001-foundation'",
])('it is seen when a test does: %s', async (change) => {
  const client = new pg.Client({ connectionString: beside.store.url })
  const { workspace } = beside.store
  await client.connect()
  try {
    const before = await shapeOfWorkspace(client, workspace)
    await client.query(`begin; set local search_path = ws_${workspace}`)
    await client.query(change)
    expect(await shapeOfWorkspace(client, workspace)).not.toBe(before)
    await client.query('rollback')
    expect(await shapeOfWorkspace(client, workspace)).toBe(before)
  } finally {
    await client.end()
  }
})

test('one whose tables are no longer as the migrations left them is removed', async () => {
  const store = await openNew(await takeWorkspaceName())
  await sql`create table kept_aside (id integer)`.execute(store.db)
  await store.close()
  expect(await returnWorkspace(store.workspace)).toBe(false)
  const { rows } = await sql`select from pg_namespace where nspname = ${`ws_${store.workspace}`}`.execute(
    beside.store.db,
  )
  expect(rows).toEqual([])
})

test('one that a session still holds is not given on', async () => {
  const store = await openNew(await takeWorkspaceName())
  const lock = await lockWorkspace(store)
  await store.close()
  expect(await returnWorkspace(store.workspace)).toBe(false)
  await lock.release()
})

test('no two get the same', async () => {
  const names = await Promise.all(Array.from({ length: 20 }, () => takeWorkspaceName()))
  expect(new Set(names).size).toBe(20)
  for (const name of names) await returnWorkspace(name)
})
