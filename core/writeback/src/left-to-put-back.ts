import type { FieldValues } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * Fields that are held (`hold`), each with the line of the revert that holds it (`line`), which the CRM refused: what stands behind
 * `from`.
 */
const refusedHolds = sql`write_hold as hold
  join plan_item as line on line.plan_id = hold.plan_id and line.record_id = hold.record_id and line.state = 'rejected'`

/**
 * Whether a row of the table `reject` stands for a record that the CRM refused to put back, and that was neither put back nor released
 * since. No later run puts it back: that is for a person to ask for again.
 */
export const isLeftToPutBack = sql<boolean>`(reject.stage = 'write' and exists (
  select from ${refusedHolds}
  where hold.connection = reject.connection and hold.entity = reject.entity and hold.record_id = reject.record_id
))`

/** Of these records those that the CRM refused to put back, with what Rapport had written to their fields that are still held. */
export async function leftToPutBack(
  db: Database,
  of: { readonly connection: string; readonly entity: string },
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, FieldValues>> {
  if (recordIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; written: FieldValues }>`
    select hold.record_id as id, jsonb_object_agg(hold.field, line.before->hold.field) as written from ${refusedHolds}
    where hold.connection = ${of.connection} and hold.entity = ${of.entity}
      and hold.record_id = any(${recordIds as string[]})
    group by hold.record_id
  `.execute(db)
  return new Map(rows.map(({ id, written }) => [id, written]))
}
