import type { ConnectorContext, TargetDefinition } from '@rapport/connector'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { holdsAnyOwnValue } from './own-values.ts'
import type { WriteEntity, WriteField } from './write-field.ts'

/**
 * Creates the fields again that somebody deleted in the CRM since Rapport wrote to them. Their values went with them, so what was
 * known of them is forgotten: the next plan writes them anew, and does not take their absence for an edit. Before the first
 * write nothing is asked: applying a plan creates the fields then.
 * @returns the names of the fields that were created
 */
export async function restoreFields<Settings>(
  db: Database,
  ctx: ConnectorContext<Settings>,
  target: TargetDefinition<Settings>,
  entity: WriteEntity,
  fields: readonly WriteField[],
): Promise<readonly string[]> {
  const { connection } = ctx
  if (!(await holdsAnyOwnValue(db, { connection, entity }))) return []
  const created = [...(await target.ensureFields(ctx, fields))]
  if (created.length === 0) return created
  await sql`
    update remote_value set held = held - ${created}::text[], written = written - ${created}::text[]
    where connection = ${connection} and entity = ${entity}
      and (held ?| ${created}::text[] or written ?| ${created}::text[])
  `.execute(db)
  return created
}
