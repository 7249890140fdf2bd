import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { PartyReference } from './record-order.ts'
import { textRows } from './text-rows.ts'

/**
 * Kinds of rows in `identity_key` beside the keys that link records. They live there because they are found, changed and
 * committed together with them.
 */
export const rowKinds = {
  /** A source merged the record away; the value is the record it lives on in. Follows it, whatever else is shared. */
  merged: 'merged',
  /** The value is the id of the record's parent company in the same connection. Kept only where accounts roll up. */
  parent: 'parent',
  /** The record, or deal, waits to be looked at again; the value is its entity. */
  waiting: 'waiting',
  /** On a deal: its party depends on whether this record, the value, is known. */
  party: 'party',
  /** On a deal: it is the same sale as this one in another system, the value. */
  same: 'same',
} as const

/** A row of `identity_key`, without its entity. */
export interface KeyRow extends PartyReference {
  readonly kind: string
  readonly value: string
}

/** Adds rows of one entity that are not there yet. */
export async function insertKeyRows(
  transaction: Database,
  entity: string,
  rows: readonly KeyRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into identity_key (connection, entity, record_id, kind, value)
    select connection, ${entity}, id, kind, value
    from ${textRows('added', rows, ['connection', 'id', 'kind', 'value'])}
  `.execute(transaction)
}

/** Deletes rows of one entity. */
export async function deleteKeyRows(
  transaction: Database,
  entity: string,
  rows: readonly KeyRow[],
): Promise<void> {
  if (rows.length === 0) return
  // Kind and value are compared as expressions so that rows are found by their record: thousands may share a kind and value,
  // and the planner cannot know it while the table grows.
  await sql`
    delete from identity_key where ctid = any(array(
      select held.place
      from ${textRows('gone', rows, ['connection', 'id', 'kind', 'value'])}
      cross join lateral (
        select own.ctid as place from identity_key as own
        where own.connection = gone.connection and own.entity = ${entity} and own.record_id = gone.id
          and own.kind || '' = gone.kind and own.value || '' = gone.value
        offset 0
      ) as held
    ))
  `.execute(transaction)
}

/** The mark that a record or deal waits. */
export function waitingRow(entity: string, { connection, id }: PartyReference): KeyRow {
  return { connection, id, kind: rowKinds.waiting, value: entity }
}

/** Marks records or deals to be looked at again; the marks commit with what made them necessary. */
export async function markWaiting(
  transaction: Database,
  entity: string,
  records: readonly PartyReference[],
): Promise<void> {
  if (records.length === 0) return
  await sql`
    insert into identity_key (connection, entity, record_id, kind, value)
    select connection, ${entity}, id, ${rowKinds.waiting}, ${entity}
    from ${textRows('record', records, ['connection', 'id'])}
    on conflict do nothing
  `.execute(transaction)
}

/** Takes the marks off records or deals that were looked at. */
export async function clearWaiting(
  transaction: Database,
  entity: string,
  records: readonly PartyReference[],
): Promise<void> {
  await deleteKeyRows(
    transaction,
    entity,
    records.map((record) => waitingRow(entity, record)),
  )
}
