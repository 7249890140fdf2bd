import type { FieldValues } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** What a CRM record was last known to hold, and what Rapport last wrote there. */
export interface KnownValues {
  readonly held: FieldValues
  readonly written: FieldValues
}

export const nothingKnown: KnownValues = { held: {}, written: {} }

/**
 * What is known of these records. A query of its own instead of a join: right after a bulk insert the database has no
 * statistics yet, and a join was measured to take sixty times as long.
 */
export async function loadKnownValues(
  db: Database,
  of: { readonly connection: string; readonly entity: string },
  recordIds: readonly string[],
): Promise<ReadonlyMap<string, KnownValues>> {
  if (recordIds.length === 0) return new Map()
  const { rows } = await sql<KnownValues & { id: string }>`
    select record_id as id, held, written from remote_value
    where connection = ${of.connection} and entity = ${of.entity} and record_id = any(${recordIds as string[]})
  `.execute(db)
  return new Map(rows.map(({ id, held, written }) => [id, { held, written }]))
}
