import { type RunState, spaceLeft, workingProcess } from '@rapport/store'
import { sql } from 'kysely'
import type { Workspace } from './workspace.ts'

/** One line of `rapport doctor`. */
export interface Finding {
  readonly name: string
  readonly ok: boolean
  /** What was found, and what to do where something is wrong. */
  readonly detail: string
}

/** Looks at the database and the runs: versions, locks, sizes, stuck runs, what was set aside, and what to do. */
export async function doctor(workspace: Workspace): Promise<readonly Finding[]> {
  return [
    await version(workspace),
    await schema(workspace),
    await durability(workspace),
    ...(await disk(workspace)),
    await sizes(workspace),
    await locks(workspace),
    await workspaceLock(workspace),
    await stuckRuns(workspace),
    await lastRun(workspace),
    await rejects(workspace),
    await budgets(workspace),
  ]
}

async function version({ store }: Workspace): Promise<Finding> {
  const { rows } = await sql<{ version: number; name: string }>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as name
  `.execute(store.db)
  const row = rows[0]
  const ok = (row?.version ?? 0) >= 150_000
  const where = store.embedded ? 'embedded' : 'from DATABASE_URL'
  return {
    name: 'database',
    ok,
    detail: `Postgres ${row?.name ?? 'unknown'} (${where})${ok ? '' : ': use version 15 or newer'}`,
  }
}

/** The last migration of the workspace's tables. Opening the workspace has brought them up to date. */
async function schema({ store }: Workspace): Promise<Finding> {
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by name desc limit 1
  `.execute(store.db)
  return {
    name: 'schema',
    ok: rows.length > 0,
    detail: `ws_${store.workspace}: ${rows[0]?.name ?? 'no tables'}`,
  }
}

async function workspaceLock({ store }: Workspace): Promise<Finding> {
  const holder = await workingProcess(store)
  const detail = holder === null ? 'none: nobody works on this workspace' : `held by process ${holder}`
  return { name: 'workspace lock', ok: true, detail }
}

async function durability({ store }: Workspace): Promise<Finding> {
  const { rows } = await sql<{ fsync: string; commit: string }>`
    select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit
  `.execute(store.db)
  const ok = rows[0]?.fsync === 'on'
  return {
    name: 'durability',
    ok,
    detail: ok
      ? 'what is committed survives a power cut'
      : 'fsync is off: a power cut can damage the data; turn it on',
  }
}

/** Without so much free a sync may fill the disk, by its write-ahead log alone, in bytes. */
const scarceBytes = 256 * 1024 ** 2

/** The disk of the embedded Postgres; that of a server only the server knows. */
async function disk({ store }: Workspace): Promise<readonly Finding[]> {
  if (!store.embedded) return []
  const { rows } = await sql<{ folder: string }>`
    select current_setting('data_directory') as folder
  `.execute(store.db)
  const folder = rows[0]?.folder ?? ''
  const left = await spaceLeft(folder)
  if (left === null) return [{ name: 'disk', ok: true, detail: `${folder}: its free space is not known` }]
  const ok = left >= scarceBytes
  const amount = `${Math.floor(left / 1024 ** 2)} MB are free where ${folder} is`
  return [{ name: 'disk', ok, detail: ok ? amount : `only ${amount}: free some space before the next sync` }]
}

async function sizes({ store }: Workspace): Promise<Finding> {
  const { rows } = await sql<{ name: string; bytes: number; rows: number }>`
    select relname as name, pg_total_relation_size(oid) as bytes, greatest(0, reltuples)::bigint as rows
    from pg_class where relnamespace = ${`ws_${store.workspace}`}::regnamespace and relkind = 'r'
    order by bytes desc limit 5
  `.execute(store.db)
  const text = rows.map((row) => `${row.name} ${(row.bytes / 1_048_576).toFixed(1)} MB`).join(', ')
  return { name: 'largest tables', ok: true, detail: text || 'no tables' }
}

async function locks({ store }: Workspace): Promise<Finding> {
  const { rows } = await sql<{ application: string; seconds: number }>`
    select application_name as application, extract(epoch from now() - xact_start)::int as seconds
    from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start < now() - interval '5 minutes'
  `.execute(store.db)
  return {
    name: 'long transactions',
    ok: rows.length === 0,
    detail:
      rows.length === 0
        ? 'none'
        : `${rows.map((row) => `${row.application} for ${row.seconds} s`).join(', ')}: end that program if it hangs`,
  }
}

async function stuckRuns({ store }: Workspace): Promise<Finding> {
  // Whoever works on this workspace holds its lock; another workspace's run says nothing about this one's. Asked for first:
  // a run that ends between the two questions must not look stuck.
  const worker = await workingProcess(store)
  const rows = await store.db
    .selectFrom('run')
    .select('id')
    .where('state', '=', 'running')
    .where('finished_at', 'is', null)
    .execute()
  const ids = rows.map(({ id }) => id).join(', ')
  const finding = (ok: boolean, detail: string): Finding => ({ name: 'stuck runs', ok, detail })
  if (rows.length === 0) return finding(true, 'none')
  if (worker !== null) return finding(true, `none; run ${ids} is at work`)
  return finding(false, `run ${ids} was interrupted: run npx rapport sync to go on from its checkpoints`)
}

/** Nothing has failed in a run that waits for its vendor: the next one goes on from it. */
const statesInOrder: readonly RunState[] = ['succeeded', 'partial', 'waiting']

async function lastRun({ store }: Workspace): Promise<Finding> {
  const run = await store.db
    .selectFrom('run')
    .select(['id', 'state', 'finished_at', 'error'])
    .where('state', '<>', 'running')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (run === undefined) return { name: 'last run', ok: true, detail: 'none yet: run npx rapport sync' }
  const when = run.finished_at === null ? '' : ` at ${run.finished_at.toISOString()}`
  return {
    name: 'last run',
    ok: statesInOrder.includes(run.state),
    detail: `run ${run.id} ${run.state}${when}${run.error ? `: ${run.error}` : ''}`,
  }
}

async function rejects({ store }: Workspace): Promise<Finding> {
  const { rows } = await sql<{ stage: string; count: number }>`
    select stage, count(*) as count from reject where resolved_at is null group by stage order by stage
  `.execute(store.db)
  return {
    name: 'set aside',
    ok: rows.length === 0,
    detail:
      rows.length === 0
        ? 'no record'
        : `${rows.map((row) => `${row.count} in ${row.stage}`).join(', ')}: see npx rapport rejects for the reasons`,
  }
}

/** Those of the accounts that the connections now spend from: an account that was left, or a token that was replaced, has others. */
async function budgets({ store, config }: Workspace): Promise<Finding> {
  const { rows } = await sql<{
    connections: string[]
    name: string
    requests: number
    perMs: number
    blocked: boolean
  }>`
    with spends as (
      select distinct on (connection) connection, account from run_step
      where connection = any(${Object.keys(config.connections)}::text[]) and account is not null
      order by connection, run_id desc
    )
    select array_agg(spends.connection order by spends.connection) as connections, budget.name, budget.requests,
      budget.per_ms as "perMs", coalesce(budget.blocked_until > now(), false) as blocked
    from rapport.budget as budget join spends on spends.account = budget.account
    group by budget.account, budget.name order by 1, budget.name
  `.execute(store.db)
  const text = rows.map(
    ({ connections, name, requests, perMs, blocked }) =>
      `${connections.join(' and ')} ${name} ${requests} per ${perMs / 1000} s${blocked ? ' (blocked by a 429)' : ''}`,
  )
  return {
    name: 'budgets',
    ok: rows.every(({ blocked }) => !blocked),
    detail: text.join(', ') || 'none used yet',
  }
}
