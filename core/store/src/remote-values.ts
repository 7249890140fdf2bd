import { sql } from 'kysely'
import type { Database } from './open.ts'

type Values = Readonly<Record<string, number | string | null>>

/** Remembers what CRM records hold in Rapport's fields, as a read just showed it. Fields not named keep what was known. */
export async function rememberHeld(
  db: Database,
  connection: string,
  entity: string,
  read: readonly { readonly id: string; readonly held: Values }[],
): Promise<void> {
  const latest = [...new Map(read.map((row) => [row.id, row])).values()]
  if (latest.length === 0) return
  await sql`
    insert into remote_value as known (connection, entity, record_id, held, read_at)
    select ${connection}, ${entity}, id, held, now()
    from jsonb_to_recordset(${JSON.stringify(latest)}::jsonb) as seen(id text, held jsonb)
    on conflict (connection, entity, record_id) do update
    set held = known.held || excluded.held, read_at = now()
    where not known.held @> excluded.held
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
    from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as sent(id text, values jsonb)
    on conflict (connection, entity, record_id) do update
    set held = known.held || excluded.held, written = known.written || excluded.written, read_at = now(), written_at = now()
  `.execute(db)
}
