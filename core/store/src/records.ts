import type { EntityName } from '@rapport/model'
import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Database } from './open.ts'
import { expiryColumn } from './retention.ts'
import { tableOf } from './tables.ts'

/** A record in the common model with what else is kept of it. */
export interface IncomingRecord {
  readonly record: { readonly id: string; readonly modifiedAt?: string | null }
  readonly raw: Readonly<Record<string, unknown>> | null
}

/** What an upsert did. `unchanged` records differ at most in their modification time. */
export interface UpsertCounts {
  inserted: number
  updated: number
  unchanged: number
}

/** Columns beside the common ones, and how they come out of the record. */
const extracted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deal: { state: "data->>'state'", closed_at: "(data->>'closedAt')::timestamptz" },
}

/** Columns that a change of a record keeps: what they are of a new record, and what becomes of what is held. */
const kept: Readonly<
  Record<string, Readonly<Record<string, { readonly added: string; readonly changed: string }>>>
> = {
  review: {
    // Only a reply that was seen to come has a time; one that is edited, or is looked at again by its site, keeps it.
    reply_first_seen_at: {
      added: "case when data->>'replyState' = 'approved' then now() end",
      changed: `case
        when excluded.data->>'replyState' = 'none' then null
        when held.data->>'replyState' = 'approved' then held.reply_first_seen_at
        else coalesce(held.reply_first_seen_at, excluded.reply_first_seen_at) end`,
    },
    // Of a reply that waits for its approval: one that was public before, and waits again as it was edited, is none.
    reply_was_pending: {
      added: "data->>'replyState' is not distinct from 'pending'",
      changed: `case
        when coalesce(excluded.data->>'replyState', 'none') = 'none' then false
        when held.reply_first_seen_at is null and held.data->>'replyState' is distinct from 'approved'
          and excluded.data->>'replyState' = 'pending' then true
        else held.reply_was_pending end`,
    },
  },
}

/** A record as it goes to the database: text, which is held by the thousand at a small part of what the values take. */
export interface RecordText {
  readonly id: string
  /** The record in the common model, as JSON. */
  readonly data: string
  /** What else is kept of it, as JSON: `null` for nothing. */
  readonly raw: string
}

/** A record as text. */
export function recordText({ record, raw }: IncomingRecord): RecordText {
  return { id: record.id, data: jsonText(record), raw: raw === null ? 'null' : jsonText(raw) }
}

/** As `upsertRecordTexts`, for records that are not text yet. */
export function upsertRecords(
  db: Database,
  connection: string,
  entity: EntityName,
  incoming: readonly IncomingRecord[],
): Promise<UpsertCounts> {
  return upsertRecordTexts(db, connection, entity, incoming.map(recordText))
}

/**
 * Inserts or replaces records of one entity, in one statement. A record whose content is as before keeps its revision, so
 * that our own writes, which only move modification times, are no change. A record that was deleted or merged lives again.
 * Of several with one id the last counts. `keptForMs`: for how long from now on the content may be kept, of reviews and places;
 * null: without end.
 */
export async function upsertRecordTexts(
  db: Database,
  connection: string,
  entity: EntityName,
  incoming: readonly RecordText[],
  keptForMs: number | null = null,
): Promise<UpsertCounts> {
  const latest = new Map(incoming.map((row) => [row.id, row]))
  if (latest.size === 0) return { inserted: 0, updated: 0, unchanged: 0 }
  const table = sql.table(tableOf(entity))
  const columns = [
    ...Object.entries(extracted[entity] ?? {}).map(([name, added]) => ({
      name,
      added,
      changed: `excluded.${name}`,
    })),
    ...Object.entries(kept[entity] ?? {}).map(([name, expressions]) => ({ name, ...expressions })),
  ]
  const names = sql.raw(columns.map(({ name }) => `, ${name}`).join(''))
  const expressions = sql.raw(columns.map(({ added }) => `, ${added}`).join(''))
  const assignments = sql.raw(columns.map(({ name, changed }) => `, ${name} = ${changed}`).join(''))
  const expiry = expiryColumn(entity, keptForMs)
  // Lines of JSON, which has no line feed of its own: Postgres reads many small values in half the time of one large one.
  const records = [...latest.values()]
  const data = records.map((row) => row.data).join('\n')
  // No lines at all stand for nothing in any of them.
  const raw = records.some((row) => row.raw !== 'null') ? records.map((row) => row.raw).join('\n') : null
  const { rows } = await sql<{ inserted: number; updated: number }>`
    with incoming as materialized (
      select data::jsonb as data, nullif(raw::jsonb, 'null') as raw
      from rows from (string_to_table(${data}, chr(10)), string_to_table(${raw}::text, chr(10))) as line(data, raw)
    ),
    done as (
      insert into ${table} as held (connection, id, data, raw, hash, revision, modified_at${names}${expiry.name})
      select
        ${connection}, data->>'id', data, raw,
        md5((data - 'modifiedAt')::text || coalesce(raw::text, '')),
        nextval('revision'), (data->>'modifiedAt')::timestamptz${expressions}${expiry.value}
      from incoming
      on conflict (connection, id) do update set
        data = excluded.data,
        raw = excluded.raw,
        hash = excluded.hash,
        modified_at = excluded.modified_at,
        revision = case when held.hash = excluded.hash and held.deleted_at is null then held.revision else excluded.revision end,
        changed_at = case when held.hash = excluded.hash and held.deleted_at is null then held.changed_at else statement_timestamp() end,
        deleted_at = null,
        merged_into = null${assignments}${expiry.assignment}
      where held.hash <> excluded.hash
        or held.modified_at is distinct from excluded.modified_at
        or held.deleted_at is not null
        ${expiry.isNew}
      returning xmax = 0 as inserted, changed_at = statement_timestamp() as changed
    )
    select
      count(*) filter (where inserted) as inserted,
      count(*) filter (where changed and not inserted) as updated
    from done
  `.execute(db)
  const { inserted = 0, updated = 0 } = rows[0] ?? {}
  return { inserted, updated, unchanged: latest.size - inserted - updated }
}

/**
 * Marks records as deleted in their source. Returns how many were not already. Of several with one id the first counts. A record
 * that was modified after it is said to have gone has come back since, and stays.
 */
export async function markDeleted(
  db: Database,
  connection: string,
  entity: EntityName,
  deleted: readonly { readonly id: string; readonly at?: string }[],
): Promise<number> {
  if (deleted.length === 0) return 0
  const table = sql.table(tableOf(entity))
  const { rows } = await sql`
    with gone as (
      select distinct on (told.id) told.id, told.at
      from rows from (jsonb_to_recordset(${jsonText(deleted)}::jsonb) as (id text, at timestamptz))
        with ordinality as told(id, at, place)
      join ${table} as known on known.connection = ${connection} and known.id = told.id
        and (told.at is null or known.modified_at is null or told.at >= known.modified_at)
      order by told.id, told.place
    )
    update ${table} as held
    set deleted_at = coalesce(gone.at, now()), revision = nextval('revision'), changed_at = now()
    from gone
    where held.connection = ${connection} and held.id = gone.id and held.deleted_at is null
    returning held.id
  `.execute(db)
  return rows.length
}

/**
 * Marks records as merged into others of the same source; they count as deleted, since the first merge, and remember where
 * they live on: of several merges of one record the last counts. Returns how many were not already.
 */
export async function markMerged(
  db: Database,
  connection: string,
  entity: EntityName,
  merged: readonly { readonly id: string; readonly into: string; readonly at?: string }[],
): Promise<number> {
  if (merged.length === 0) return 0
  const latest = new Map<string, { id: string; into: string; at: string | undefined }>()
  for (const { id, into, at } of merged) {
    const first = latest.get(id)
    latest.set(id, { id, into, at: first === undefined ? at : first.at })
  }
  const { rows } = await sql`
    update ${sql.table(tableOf(entity))} as held
    set deleted_at = coalesce(held.deleted_at, gone.at, now()), merged_into = gone."into",
      revision = nextval('revision'), changed_at = now()
    from jsonb_to_recordset(${jsonText([...latest.values()])}::jsonb) as gone(id text, "into" text, at timestamptz)
    where held.connection = ${connection} and held.id = gone.id and held.merged_into is distinct from gone."into"
    returning held.id
  `.execute(db)
  return rows.length
}

/** How many live records were last modified in the half-open range. */
export async function countRecords(
  db: Database,
  connection: string,
  entity: EntityName,
  range: { readonly from: string; readonly before: string },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(tableOf(entity))}
    where connection = ${connection} and deleted_at is null
      and modified_at >= ${range.from}::timestamptz and modified_at < ${range.before}::timestamptz
  `.execute(db)
  return rows[0]?.count ?? 0
}

/**
 * The ids of live records that were last modified in the half-open range (null: of all), in the order of their characters' codes, behind
 * `after` (null: from the first), `limit` of them at most.
 */
export async function listRecordIds(
  db: Database,
  connection: string,
  entity: EntityName,
  range: { readonly from: string; readonly before: string } | null,
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly string[]> {
  const isInRange =
    range === null
      ? sql``
      : sql`and modified_at >= ${range.from}::timestamptz and modified_at < ${range.before}::timestamptz`
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(tableOf(entity))}
    where connection = ${connection} and deleted_at is null ${isInRange}
      and (${page.after}::text is null or id collate "C" > ${page.after})
    order by id collate "C" limit ${page.limit}
  `.execute(db)
  return rows.map(({ id }) => id)
}

/**
 * Refreshes the planner's statistics of tables that just grew. The server does so by itself only after a minute, and until
 * then joins of freshly loaded tables can take a hundred times as long.
 */
export async function analyzeTables(db: Database, tables: readonly string[]): Promise<void> {
  // Without a list, ANALYZE reads the whole database.
  if (tables.length === 0) return
  await sql`analyze ${sql.join(tables.map((table) => sql.table(table)))}`.execute(db)
}
