import { type CustomerLevel, formatReference } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import type { SystemNames } from './foreign-records.ts'
import { deleteKeyRows, insertKeyRows, type KeyRow, rowKinds, waitingRow } from './key-rows.ts'
import { keysOf, linkKinds, type PartyTraits } from './keys.ts'
import type { PartyReference } from './record-order.ts'
import { textRows } from './text-rows.ts'

export interface KeySettings {
  readonly level: CustomerLevel
  readonly defaultCountry: string | null
  readonly systems: SystemNames
  readonly maxComponent: number
  /** Whether subsidiaries count for their ultimate parents. */
  readonly rollUp: boolean
}

interface ChangedRow extends PartyTraits {
  readonly revision: number
  readonly live: boolean
  readonly merged_into: string | null
  readonly parentId: string | null
}

/**
 * Brings the keys of the next changed records up to date and marks whatever that may move: the records, those that share a
 * key that begins or ceases to link, and deals that count for them.
 * @returns how many records it read, and up to which revision.
 */
export async function readKeys(
  transaction: Database,
  settings: KeySettings,
  after: number,
  limit: number,
): Promise<{ records: number; revision: number }> {
  const changed = await changedRecords(transaction, settings.level, after, limit)
  const last = changed.at(-1)
  if (last === undefined) return { records: 0, revision: after }
  const held = await heldKeys(transaction, settings.level, changed)
  const wanted = changed.flatMap((row) => [waitingRow(settings.level, row), ...wantedKeys(row, settings)])
  const wantedTexts = new Set(wanted.map(keyText))
  const heldTexts = new Set(held.map(keyText))
  const removed = held.filter((row) => !wantedTexts.has(keyText(row)))
  const added = wanted.filter((row) => !heldTexts.has(keyText(row)))
  await deleteKeyRows(transaction, settings.level, removed)
  await insertKeyRows(transaction, settings.level, added)
  await markHolders(transaction, settings, removed, added)
  await markDeals(transaction, settings.level, changed)
  return { records: changed.length, revision: last.revision }
}

async function changedRecords(
  transaction: Database,
  level: CustomerLevel,
  after: number,
  limit: number,
): Promise<ChangedRow[]> {
  const { rows } = await sql<ChangedRow>`
    select connection, id, revision, deleted_at is null as live, merged_into,
      data->'emails' as emails, data->'phones' as phones, data->'domains' as domains, data->>'country' as country,
      data->'foreignKeys' as "foreignKeys", data->>'parentId' as "parentId"
    from ${sql.table(tableOf(level))}
    where revision > ${after} order by revision limit ${limit}
  `.execute(transaction)
  return rows
}

function wantedKeys(row: ChangedRow, settings: KeySettings): KeyRow[] {
  const { connection, id } = row
  if (row.live) {
    const keys = keysOf(settings.level, row, settings)
    const rows: KeyRow[] = keys.map((key) => ({ connection, id, ...key }))
    if (settings.rollUp && row.parentId) {
      rows.push({ connection, id, kind: rowKinds.parent, value: row.parentId })
    }
    return rows
  }
  if (row.merged_into === null) return []
  const survivor = formatReference({ connection, entity: settings.level, id: row.merged_into })
  return [{ connection, id, kind: rowKinds.merged, value: survivor }]
}

async function heldKeys(
  transaction: Database,
  level: CustomerLevel,
  records: readonly PartyReference[],
): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`
    select held.connection, held.record_id as id, held.kind, held.value
    from ${textRows('record', records, ['connection', 'id'])}
    cross join lateral (
      select * from identity_key as own
      where own.connection = record.connection and own.entity = ${level} and own.record_id = record.id offset 0
    ) as held
  `.execute(transaction)
  return rows
}

/**
 * Marks the other holders of keys whose links change: a key was taken from a record, or the number of its holders passed the
 * limit in either direction. Holders are counted only as far as the answer needs, so a key that everybody shares costs no
 * more than another.
 */
async function markHolders(
  transaction: Database,
  settings: KeySettings,
  removed: readonly KeyRow[],
  added: readonly KeyRow[],
): Promise<void> {
  const touched = new Map<string, { kind: string; value: string; added: number; removed: number }>()
  const count = (rows: readonly KeyRow[], change: 'added' | 'removed') => {
    for (const { kind, value } of rows) {
      if (!linkKinds.some((linking) => linking === kind)) continue
      const key = touched.get(`${kind}:${value}`) ?? { kind, value, added: 0, removed: 0 }
      key[change] += 1
      touched.set(`${kind}:${value}`, key)
    }
  }
  count(added, 'added')
  count(removed, 'removed')
  if (touched.size === 0) return
  const { level, maxComponent } = settings
  await sql`
    insert into identity_key (connection, entity, record_id, kind, value)
    select distinct holder.connection, holder.entity, holder.record_id, ${rowKinds.waiting}, ${level}
    from json_to_recordset(${JSON.stringify([...touched.values()])}::json)
      as touched(kind text, value text, added integer, removed integer)
    cross join lateral (
      select count(*) as after from (
        select 1 from identity_key as counted
        where counted.kind = touched.kind and counted.value = touched.value
        limit ${maxComponent}::integer + touched.added + 1
      ) as first_holders
    ) as holders
    join identity_key as holder on holder.kind = touched.kind and holder.value = touched.value
    where (touched.removed > 0 and holders.after <= ${maxComponent})
      or (holders.after > ${maxComponent}) <> (holders.after - touched.added + touched.removed > ${maxComponent})
    on conflict do nothing
  `.execute(transaction)
}

/** Marks the deals whose party may be another now: it is gone, or one that was missing is there. */
async function markDeals(
  transaction: Database,
  level: CustomerLevel,
  changed: readonly ChangedRow[],
): Promise<void> {
  const records = changed.map((row) => ({
    ...identify(row),
    gone: !row.live,
    name: formatReference({ connection: row.connection, entity: level, id: row.id }),
  }))
  await sql`
    with record as materialized (
      select * from json_to_recordset(${JSON.stringify(records)}::json)
        as record(connection text, id text, gone boolean, name text)
    )
    insert into identity_key (connection, entity, record_id, kind, value)
    select connection, 'deal', deal_id, ${rowKinds.waiting}, 'deal' from (
      select waits.connection, waits.record_id as deal_id
      from record join identity_key as waits on waits.kind = ${rowKinds.party} and waits.value = record.name
      union
      select party.connection, party.deal_id
      from record join deal_party as party
        on party.connection = record.connection and party.entity = ${level} and party.party_id = record.id
      where record.gone
      union
      select copy.connection, copy.deal_id
      from record join deal_copy as copy
        on copy.connection = record.connection and copy.entity = ${level} and copy.party_id = record.id
      where record.gone
    ) as deals
    on conflict do nothing
  `.execute(transaction)
}

function identify({ connection, id }: PartyReference): PartyReference {
  return { connection, id }
}

function keyText({ connection, id, kind, value }: KeyRow): string {
  return JSON.stringify([connection, id, kind, value])
}
