import { randomUUID } from 'node:crypto'
import process from 'node:process'
import pg from 'pg'

/** The Postgres that the test run started once for all test files; without it each file starts or joins one of its own. */
export const testDatabaseVariable = 'RAPPORT_TEST_DATABASE_URL'

/** Workspaces that tests are done with: migrated, and as empty as new ones. */
const poolTables = `
  create schema testing;
  create table testing.free_workspace (name text primary key);
  create table testing.migrated_shape (shape text not null);
`

/**
 * All that migrations make in a schema, as one text: tables, columns, constraints, indexes, sequences, views, triggers, functions,
 * types, and which migrations ran. Two schemas that the same migrations made have the same shape.
 */
const shapeOf = `
  with space as (select oid, nspname from pg_namespace where nspname = $1),
    relation as (select pg_class.* from pg_class, space where relnamespace = space.oid),
    part as (
      select concat_ws(' ', relname, relkind, relpersistence, reloptions, relowner, relacl, relrowsecurity) as text
      from relation
      union all
      select concat_ws(' ', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
        attcollation, attacl, attoptions, attstorage, attisdropped, pg_get_expr(adbin, adrelid))
      from pg_attribute join relation on relation.oid = attrelid
      left join pg_attrdef on adrelid = attrelid and adnum = attnum where attnum > 0
      union all
      -- Not pg_get_indexdef: to write out a hundred definitions takes longer than all the rest.
      select concat_ws(' ', relname, relam, indrelid::regclass, indkey, indclass, indcollation, indoption, indexprs, indpred,
        indisunique, indnullsnotdistinct, indisprimary, indimmediate, indnkeyatts, indisvalid, indisclustered, indisreplident)
      from pg_index join relation on relation.oid = indexrelid
      union all
      select concat_ws(' ', relname, conname, pg_get_constraintdef(pg_constraint.oid), convalidated)
      from pg_constraint join relation on relation.oid = conrelid where contype <> 'n'
      union all
      select concat_ws(' ', relname, pg_get_triggerdef(pg_trigger.oid), tgenabled)
      from pg_trigger join relation on relation.oid = tgrelid where not tgisinternal
      union all
      select concat_ws(' ', relname, pg_get_viewdef(relation.oid)) from relation where relkind in ('v', 'm')
      union all
      select concat_ws(' ', relname, seqtypid, seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle)
      from pg_sequence join relation on relation.oid = seqrelid
      union all
      select concat_ws(' ', relname, rulename, ev_enabled) from pg_rewrite join relation on relation.oid = ev_class
      union all
      select concat_ws(' ', pg_get_functiondef(pg_proc.oid), proacl) from pg_proc, space where pronamespace = space.oid
      union all
      select concat_ws(' ', typname, typtype, typacl) from pg_type, space where typnamespace = space.oid
    )
  select md5(string_agg(replace(text, nspname, 'ws'), E'\\n' order by replace(text, nspname, 'ws'))) as shape from part, space
`

/** Empties and resets what was written since the schema was migrated. A table without a page has never held a row. */
const emptying = `
  do $$
  declare
    space constant oid := '"%schema%"'::regnamespace;
    written text;
    sequence oid;
  begin
    select string_agg(oid::regclass::text, ', ') into written from pg_class
    where relnamespace = space and relkind = 'r' and relname not like 'kysely\\_%' and (pg_relation_size(oid) > 0 or reltuples >= 0);
    if written is not null then
      -- Without triggers: they would write, and into tables that only the workspace's own sessions find.
      perform set_config('session_replication_role', 'replica', true);
      -- Triggers would note the emptying as a change of the records.
      perform set_config('session_replication_role', 'replica', true);
      execute format('truncate %s cascade', written);
      perform set_config('session_replication_role', 'origin', true);
      delete from pg_statistic using pg_class where pg_class.oid = starelid and relnamespace = space;
    end if;
    for sequence in
      select oid from pg_class
      where relnamespace = space and case when relkind = 'S' then pg_sequence_last_value(oid) is not null else false end
    loop
      perform setval(sequence, seqstart, false) from pg_sequence where seqrelid = sequence;
    end loop;
    delete from rapport.membership where workspace = '%name%';
    delete from rapport.invitation where workspace = '%name%';
    delete from rapport.secret where workspace = '%name%';
    delete from rapport.api_key where workspace = '%name%';
    insert into rapport.workspace (name) values ('%name%') on conflict (name) do update set created_at = excluded.created_at;
    if to_regclass('pgboss.queue') is not null then
      perform pgboss.delete_queue(name) from pgboss.queue where name in ('steps-%name%', 'runs-%name%');
    end if;
  end $$
`

/** Whether another session is at work in the schema or holds the workspace, such as that of a process which a test killed. */
const inUse = `
  select exists (
    select from pg_locks join pg_stat_activity using (pid)
    where backend_type = 'client backend' and pid <> pg_backend_pid()
      and database = (select oid from pg_database where datname = current_database())
      and (
        relation in (select oid from pg_class where relnamespace = to_regnamespace($1))
        or locktype = 'advisory' and objid = (hashtext('rapport-sync-' || $2)::bigint & 4294967295)::oid
      )
  ) as used
`

const appliedMigrations = (schema: string): string => `
  select string_agg(name, ' ' order by name) as names, (select max(is_locked) from "${schema}".kysely_migration_lock) as locked
  from "${schema}".kysely_migration
`

let sessions: pg.Pool | undefined

/** Whether the run has one server for all test files, and with it a pool of workspaces. */
export function hasWorkspacePool(): boolean {
  return process.env[testDatabaseVariable] !== undefined
}

/** This process's session for the pool. It does not keep the process alive. */
function poolSession(): pg.Pool {
  if (sessions === undefined) {
    const connectionString = process.env[testDatabaseVariable]
    sessions = new pg.Pool({ connectionString, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true })
    sessions.on('error', () => {})
  }
  return sessions
}

/** Sets up the pool on the server of a test run. `workspace` was just migrated: those that tests return must look like it. */
export async function createWorkspacePool(connectionString: string, workspace: string): Promise<void> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    await client.query(poolTables)
    await client.query('insert into testing.migrated_shape values ($1)', [
      await shapeOfWorkspace(client, workspace),
    ])
    await client.query('insert into testing.free_workspace values ($1)', [workspace])
  } finally {
    await client.end()
  }
}

/** What migrations make, and which were applied, as a text to compare. */
export async function shapeOfWorkspace(
  session: Pick<pg.Client, 'query'>,
  workspace: string,
): Promise<string> {
  const schema = `ws_${workspace}`
  const [made] = (await session.query<{ shape: string }>(shapeOf, [schema])).rows
  const [applied] = (await session.query(appliedMigrations(schema))).rows
  return `${made?.shape} ${applied.names} ${applied.locked}`
}

/** A name that no existing workspace has. */
export function newWorkspaceName(): string {
  return `test_${randomUUID().replaceAll('-', '')}`
}

/** The name of a workspace that nothing else uses: of a migrated and empty one that another test returned, else a new name. */
export async function takeWorkspaceName(): Promise<string> {
  if (!hasWorkspacePool()) return newWorkspaceName()
  const taken = await poolSession().query<{ name: string }>(`
    delete from testing.free_workspace
    where name = (select name from testing.free_workspace limit 1 for update skip locked) returning name
  `)
  return taken.rows[0]?.name ?? newWorkspaceName()
}

/**
 * Makes a workspace that a test is done with as a new one, for the next test; removes one that cannot be restored. Returns
 * whether it was kept.
 */
export async function returnWorkspace(workspace: string): Promise<boolean> {
  const session = poolSession()
  const kept = await restoreWorkspace(workspace)
  if (kept) {
    await session.query('insert into testing.free_workspace values ($1)', [workspace])
  } else {
    await session.query(`drop schema if exists "ws_${workspace}" cascade`)
    await session.query('delete from rapport.workspace where name = $1', [workspace])
  }
  return kept
}

/**
 * Empties a workspace, so that nothing tells it from a new one. False where that cannot be: a session still uses it, or its
 * schema is not as the migrations leave it.
 */
export async function restoreWorkspace(workspace: string): Promise<boolean> {
  const session = poolSession()
  const schema = `ws_${workspace}`
  const { rows } = await session.query(
    'select to_regclass($1) as migrated, shape from testing.migrated_shape',
    [`${schema}.kysely_migration`],
  )
  if (rows[0].migrated === null || (await shapeOfWorkspace(session, workspace)) !== rows[0].shape)
    return false
  if ((await session.query(inUse, [schema, workspace])).rows[0].used) return false
  await session.query(emptying.replaceAll('%schema%', schema).replaceAll('%name%', workspace))
  return true
}
