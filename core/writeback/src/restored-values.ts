import type { ConnectorContext, FieldValues, TargetDefinition } from '@rapport/connector'
import { type Database, jsonText } from '@rapport/store'
import { sql } from 'kysely'
import { type CallCounts, remoteOf } from './delivery.ts'
import { inParallel } from './in-parallel.ts'
import { forgetFields, type MissingFieldsOf } from './missing-fields.ts'
import type { PlanHold } from './plan-lock.ts'
import { fieldValue, sameValue, storedValue } from './stored-value.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/** Records read back at once, in calls of their own. */
const concurrency = 4

/** Who reads back, and who is told of it. */
export interface ReadBackOptions extends Pick<PlanHold, 'mustBeMine'> {
  /** Where the calls are counted. */
  readonly counts?: CallCounts
  /** Told after each batch how many records were read back so far. */
  readonly onReadBack?: (records: number) => void
}

/**
 * Notes fields that the CRM is about to give back, with the values that records held or empty: what is known of them has to be read
 * back, also by a later process where this one dies.
 */
export async function noteRestored(
  transaction: Database,
  { connection, entity }: MissingFieldsOf,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  await sql`
    insert into restored_field (connection, entity, field)
    select ${connection}, ${entity}, name from unnest(${names as string[]}::text[]) as name
    on conflict do nothing
  `.execute(transaction)
}

/**
 * Reads back what records hold in those of the fields that were noted as restored, which must exist in the CRM by now. What came back as
 * it was stays known. Where a value did not come back it went with the field and is forgotten, so that the next plan fills it and
 * nobody takes that for an edit; any other value is a person's. Done once: afterwards the fields are like all others.
 */
export async function readBackRestored<Settings>(
  db: Database,
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  entity: WriteEntity,
  fields: readonly WriteField[],
  { mustBeMine, counts = { readCalls: 0, writeCalls: 0 }, onReadBack }: ReadBackOptions,
): Promise<void> {
  const of = { connection: ctx.connection, entity }
  const all = await restoredFields(db, of, fields)
  if (all.length === 0) return
  const remote = remoteOf(ctx, target, { all, planned: [] }, counts)
  const names = all.map(({ name }) => name)
  const batches = recordsWithValues(db, of, names, target.batchSize)
  let done = 0
  await inParallel(batches, concurrency, ctx.signal, async (batch) => {
    const current = await remote.read(batch.map(({ id }) => id))
    await db.transaction().execute(async (transaction) => {
      await keepReadBack(transaction, of, all, batch, current)
      await mustBeMine?.(transaction)
    })
    done += batch.length
    onReadBack?.(done)
  })
  await db.transaction().execute(async (transaction) => {
    await sql`
      delete from restored_field
      where connection = ${of.connection} and entity = ${entity} and field = any(${names}::text[])
    `.execute(transaction)
    await mustBeMine?.(transaction)
  })
}

/** Those of the fields that were noted as restored and are not read back yet. */
export async function restoredFields(
  db: Database,
  { connection, entity }: MissingFieldsOf,
  fields: readonly WriteField[],
): Promise<readonly WriteField[]> {
  const { rows } = await sql<{ field: string }>`
    select field from restored_field where connection = ${connection} and entity = ${entity}
  `.execute(db)
  const restored = new Set(rows.map(({ field }) => field))
  return fields.filter(({ name }) => restored.has(name))
}

interface KnownRecord {
  readonly id: string
  readonly held: FieldValues
}

/** Records that held something in the fields as far as is known, or to which Rapport wrote something there. */
async function* recordsWithValues(
  db: Database,
  { connection, entity }: MissingFieldsOf,
  names: readonly string[],
  size: number,
): AsyncGenerator<readonly KnownRecord[]> {
  const fields = sql`${names as string[]}::text[]`
  let last = ''
  for (;;) {
    const { rows } = await sql<KnownRecord>`
      select record_id as id, held from remote_value
      where connection = ${connection} and entity = ${entity} and record_id > ${last}
        and (jsonb_strip_nulls(held) ?| ${fields} or jsonb_strip_nulls(written) ?| ${fields})
      order by record_id
      limit ${size}
    `.execute(db)
    const final = rows.at(-1)
    if (final === undefined) return
    yield rows
    last = final.id
  }
}

async function keepReadBack(
  transaction: Database,
  of: MissingFieldsOf,
  fields: readonly WriteField[],
  batch: readonly KnownRecord[],
  current: ReadonlyMap<string, FieldValues>,
): Promise<void> {
  const changed = batch.flatMap(({ id, held }) => {
    const now = current.get(id)
    // It stays as it was known. Where it was only archived, and is restored later without the value, that is drift for good: nothing tells
    // it from a value that a person took away.
    if (now === undefined) return []
    const differing = fields.filter((field) => !sameValue(field, held[field.name], now[field.name]))
    const isEmpty = (field: WriteField) => storedValue(field, now[field.name]) === null
    const there = differing.filter((field) => !isEmpty(field)).map(({ name }) => name)
    return [
      {
        id,
        empty: differing.filter(isEmpty).map(({ name }) => name),
        values: Object.fromEntries(there.map((name) => [name, fieldValue(now, name)])),
      },
    ]
  })
  // Mostly all records lack the same fields.
  for (const alike of Map.groupBy(changed, ({ empty }) => empty.join()).values()) {
    const ids = alike.map(({ id }) => id)
    await forgetFields(transaction, of, alike[0]?.empty ?? [], ids)
  }
  await rememberReadBack(
    transaction,
    of,
    changed.filter(({ values }) => Object.keys(values).length > 0).map(({ id, values }) => ({ id, values })),
  )
}

/**
 * Remembers what records were found to hold in fields that came back. No other read does: `rememberHeld` leaves these fields alone until
 * they are no longer noted as restored.
 */
async function rememberReadBack(
  transaction: Database,
  { connection, entity }: MissingFieldsOf,
  read: readonly { readonly id: string; readonly values: FieldValues }[],
): Promise<void> {
  if (read.length === 0) return
  await sql`
    update remote_value as known set held = known.held || back.values, read_at = now()
    from jsonb_to_recordset(${jsonText(read)}::jsonb) as back(id text, values jsonb)
    where known.connection = ${connection} and known.entity = ${entity} and known.record_id = back.id
  `.execute(transaction)
}
