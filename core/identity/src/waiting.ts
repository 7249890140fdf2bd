import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { rowKinds } from './key-rows.ts'
import type { PartyReference } from './record-order.ts'

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
    from json_to_recordset(${JSON.stringify(records)}::json) as record(connection text, id text)
    on conflict do nothing
  `.execute(transaction)
}

/** Takes the marks off records or deals that were looked at. */
export async function clearWaiting(
  transaction: Database,
  entity: string,
  records: readonly PartyReference[],
): Promise<void> {
  if (records.length === 0) return
  await sql`
    delete from identity_key as mark
    using json_to_recordset(${JSON.stringify(records)}::json) as record(connection text, id text)
    where mark.connection = record.connection and mark.entity = ${entity} and mark.record_id = record.id
      and mark.kind = ${rowKinds.waiting} and mark.value = ${entity}
  `.execute(transaction)
}
