import { hostname } from 'node:os'
import process from 'node:process'
import { Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { checkDatabaseUrl, withOptions } from './database-url.ts'
import { startEmbedded } from './embedded/cluster.ts'
import { explainDatabaseError, StoreError } from './errors.ts'
import { migrations } from './migrations/index.ts'
import { installationMigrations } from './migrations/installation/index.ts'
import type { WorkspaceDatabase } from './tables.ts'
import { WorkspaceDialect } from './workspace-dialect.ts'

/**
 * Sessions of the database that a process has for a workspace, beside those of its locks and jobs. Whoever holds one while it asks for
 * another is never to hold so many that none is left: then all would wait for ever.
 */
export const mostSessions = 12

/** A workspace's database, or a transaction in it. */
export type Database = Kysely<WorkspaceDatabase>

export interface OpenStoreOptions {
  /** A workspace's data live in the schema `ws_<name>`. Lower-case letters, digits and underscores. */
  readonly workspace: string
  /** A Postgres server, 15 or newer. Without it the embedded Postgres in `folder` is used. */
  readonly databaseUrl?: string | undefined
  /** Where the embedded Postgres lives. */
  readonly folder: string
}

/** An open workspace. */
export interface Store {
  readonly db: Database
  readonly workspace: string
  /** Connection string of the whole database, with its password: never log it. */
  readonly url: string
  readonly embedded: boolean
  /**
   * What an error means that came of using the workspace, like `explainDatabaseError`. Of the embedded Postgres also whether, and which, disk is
   * full: a server that stops for that reason tells it to nobody.
   */
  explain(error: unknown): Promise<unknown>
  /**
   * Starts the embedded Postgres again where it has stopped; does nothing for a server, which is not Rapport's to start.
   * @throws what keeps it from starting.
   */
  revive(): Promise<void>
  close(): Promise<void>
}

// Identifiers and counters stay far below 2^53, so a number is exact and plain to use.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// A calendar day has no zone: it stays text instead of becoming local midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/**
 * Opens a workspace: starts or joins the database, creates or migrates the workspace's schema.
 * @throws StoreError that says what to do when the database cannot be reached.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  if (!/^[a-z][a-z0-9_]{0,50}$/.test(options.workspace)) {
    throw new StoreError(
      `"${options.workspace}" cannot name a workspace: use lower-case letters, digits and _`,
    )
  }
  if (options.databaseUrl) checkDatabaseUrl(options.databaseUrl)
  const embedded = options.databaseUrl
    ? null
    : await startEmbedded(options.folder).catch((error: unknown) => {
        throw explainDatabaseError(error)
      })
  const explain = embedded?.explain ?? (async (error: unknown) => explainDatabaseError(error))
  const url = options.databaseUrl || embedded?.url || ''
  const schema = `ws_${options.workspace}`
  const pool = poolOf(url, schema)
  const db = databaseOf(pool, schema)
  try {
    await createSchemas(db, schema)
    // It shares the pool, which ends with the workspace's own.
    const installation = new Kysely<unknown>({
      dialect: new WorkspaceDialect({ pool, cursor: Cursor }, 'rapport'),
    })
    await migrate(installation, 'rapport', installationMigrations)
    await migrate(db, schema, migrations)
  } catch (error) {
    const explained = await explain(error)
    await db.destroy().catch(() => {})
    await embedded?.close()
    throw explained
  }
  return {
    db,
    workspace: options.workspace,
    url,
    embedded: embedded !== null,
    explain,
    revive: embedded?.revive ?? (async () => {}),
    close: async () => {
      await db.destroy()
      await embedded?.close()
    },
  }
}

/**
 * The same workspace over sessions of their own, in which a statement that takes longer is ended by Postgres (SQLSTATE 57014): for what
 * people wait for. To close it leaves the workspace itself open.
 */
export function withStatementTimeout(store: Store, milliseconds: number): Store {
  const schema = `ws_${store.workspace}`
  const pool = poolOf(store.url, schema, `-c statement_timeout=${milliseconds}`)
  const db = databaseOf(pool, schema)
  return { ...store, db, close: () => db.destroy() }
}

function poolOf(url: string, schema: string, further = ''): pg.Pool {
  const pool = new pg.Pool({
    // Statements here are many and short: compiling them takes longer than running them. All deals of a workspace are sorted by one
    // process of Postgres sooner than by three that must be started, for which the usual memory of a sort is too small.
    connectionString: withOptions(
      url,
      `-c search_path=${schema} -c timezone=UTC -c jit=off -c work_mem=16MB ${further}`.trim(),
    ),
    max: mostSessions,
    // Above what any wait for a session lasts while nothing is wrong: else a process whose sessions wait for one another hangs for ever.
    connectionTimeoutMillis: 60_000,
    // By it, what a process that hangs holds open can be told from the rest: see `takeStepAway`.
    application_name: sessionsOf(thisProcess()),
  })
  // A broken idle connection is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => {})
  // Nor must one that is held and waits, such as the session of a lock: its next query tells.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

const databaseOf = (pool: pg.Pool, schema: string): Database =>
  new Kysely<WorkspaceDatabase>({ dialect: new WorkspaceDialect({ pool, cursor: Cursor }, schema) })

/** Creates the schemas, one process at a time. */
async function createSchemas(db: Database, schema: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('rapport-migrations'))`.execute(transaction)
    const exists = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(transaction)
    if (exists.rows.length === 0) await sql.raw(`create schema ${schema}`).execute(transaction)
    await sql
      .raw(`
      create schema if not exists rapport;
      create table if not exists rapport.workspace (
        name text primary key,
        created_at timestamptz not null default now()
      );
      create table if not exists rapport.budget (
        account text not null,
        name text not null,
        requests double precision not null,
        per_ms double precision not null,
        tokens double precision not null,
        updated_at timestamptz not null,
        blocked_until timestamptz,
        remaining double precision,
        remaining_at timestamptz,
        primary key (account, name)
      );
      do $$ begin
        -- Asked for first: a change of the table waits for every process that spends from a budget.
        if not exists (
          select from pg_attribute
          where attrelid = 'rapport.budget'::regclass and attname = 'remaining_at' and not attisdropped
        ) then
          alter table rapport.budget add column remaining_at timestamptz;
        end if;
      end $$;
      insert into rapport.workspace (name) values ('${schema.slice(3)}') on conflict do nothing;
    `)
      .execute(transaction)
  })
}

/** Brings the tables of a schema up to date, one process at a time. */
async function migrate<Tables>(
  db: Kysely<Tables>,
  schema: string,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: schema,
    // Numbers are handed out when work on a migration begins: a lower one may be finished later.
    allowUnorderedMigrations: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const explained = explainDatabaseError(error)
    if (explained !== error) throw explained
    const failed = results?.find((result) => result.status === 'Error')?.migrationName ?? 'the migrations'
    throw new StoreError(`the database could not be brought up to date: ${failed} failed`, { cause: error })
  }
}

/** Removes a workspace and all its data. */
export async function dropWorkspace(store: Store): Promise<void> {
  await sql.raw(`drop schema if exists ws_${store.workspace} cascade`).execute(store.db)
  await sql`delete from rapport.workspace where name = ${store.workspace}`.execute(store.db)
}

/** What the sessions of a process are called. */
const sessionsOf = ({ pid, host }: { readonly pid: number; readonly host: string }): string =>
  `rapport ${pid}@${host}`

/** Who this process is, for locks and run rows. */
export function thisProcess(): { pid: number; host: string } {
  return { pid: process.pid, host: hostname() }
}
