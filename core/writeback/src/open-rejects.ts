import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** Whether the CRM refused any record of this kind that is not mended: mostly none, so that looking for each is saved. */
export async function hasOpenRejects(
  db: Database,
  of: { readonly connection: string; readonly entity: string },
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from reject
    where resolved_at is null and stage = 'write' and connection = ${of.connection} and entity = ${of.entity}
    limit 1
  `.execute(db)
  return rows.length > 0
}
