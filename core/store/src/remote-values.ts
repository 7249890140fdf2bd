import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Database } from './open.ts'

type Values = Readonly<Record<string, number | string | null>>

/**
 * Remembers what CRM records hold in Rapport's fields, as a read just showed it. Fields not named keep what was known, and so do those
 * that the CRM gave back, maybe empty, until write-back has compared: an empty one would be taken for a person's edit.
 */
export async function rememberHeld(
  db: Database,
  connection: string,
  entity: string,
  read: readonly { readonly id: string; readonly held: Values }[],
): Promise<void> {
  if (read.length === 0) return
  const together = mergeById(read.map(({ id, held }) => ({ id, values: held })))
  await sql`
    with restored as (
      select coalesce(array_agg(field), '{}') as fields from restored_field
      where connection = ${connection} and entity = ${entity}
    )
    insert into remote_value as known (connection, entity, record_id, held, read_at)
    select ${connection}, ${entity}, id, values, now()
    from jsonb_to_recordset(${jsonText(together)}::jsonb) as seen(id text, values jsonb)
    on conflict (connection, entity, record_id) do update
    set held = known.held || (excluded.held - (select fields from restored)), read_at = now()
    where not known.held @> (excluded.held - (select fields from restored))
  `.execute(db)
}

/** Remembers what Rapport wrote: the CRM holds it, and Rapport wrote it. */
export async function rememberWritten(
  db: Database,
  connection: string,
  entity: string,
  written: readonly { readonly id: string; readonly values: Values }[],
): Promise<void> {
  if (written.length === 0) return
  await sql`
    insert into remote_value as known (connection, entity, record_id, held, written, read_at, written_at)
    select ${connection}, ${entity}, id, values, values, now(), now()
    from jsonb_to_recordset(${jsonText(mergeById(written))}::jsonb) as sent(id text, values jsonb)
    on conflict (connection, entity, record_id) do update
    set held = known.held || excluded.held, written = known.written || excluded.written, read_at = now(), written_at = now()
  `.execute(db)
}

/** One row per record: of several, later values count, field by field. */
function mergeById(rows: readonly { readonly id: string; readonly values: Values }[]) {
  const merged = new Map<string, { readonly id: string; readonly values: Values }>()
  for (const { id, values } of rows) {
    merged.set(id, { id, values: { ...merged.get(id)?.values, ...values } })
  }
  return [...merged.values()]
}
