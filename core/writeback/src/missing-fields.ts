import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { WriteEntity } from './write-field.ts'

/** Whose fields are missing. */
export interface MissingFieldsOf {
  readonly connection: string
  readonly entity: WriteEntity
}

/** Whether it is known of any record, or expected by any open plan, that it holds something: before the first write, mostly not. */
export async function isAnyValueKnown(
  db: Database,
  { connection, entity }: MissingFieldsOf,
): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (
      select from remote_value where connection = ${connection} and entity = ${entity}
        and (written <> '{}' or jsonb_strip_nulls(held) <> '{}')
    ) or exists (
      select from plan join plan_item item on item.plan_id = plan.id
      where plan.connection = ${connection} and plan.entity = ${entity}
        and plan.state in ('planned', 'applying', 'stopped') and item.state in ('planned', 'sending')
        and jsonb_strip_nulls(item.before) <> '{}'
    ) as known
  `.execute(db)
  return rows[0]?.known === true
}

/**
 * Forgets what records held in fields that the CRM does not have: whatever it was, it is gone. Open plans do not expect it there any
 * more either, else its absence would be taken for a person's edit. Where nothing is known, no row is touched.
 */
export async function forgetFields(
  transaction: Database,
  { connection, entity }: MissingFieldsOf,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  const fields = sql`${names as string[]}::text[]`
  await sql`
    update remote_value set held = held - ${fields}, written = written - ${fields}
    where connection = ${connection} and entity = ${entity}
      and (written ?| ${fields} or jsonb_strip_nulls(held) ?| ${fields})
  `.execute(transaction)
  await sql`
    update plan_item item
    set before = before || (select jsonb_object_agg(name, null) from unnest(${fields}) as name where before ? name)
    from plan
    where plan.id = item.plan_id and plan.connection = ${connection} and plan.entity = ${entity}
      and plan.state in ('planned', 'applying', 'stopped') and item.state in ('planned', 'sending')
      and jsonb_strip_nulls(item.before) ?| ${fields}
  `.execute(transaction)
}

/**
 * Takes records to hold what Rapport wrote to fields that the CRM does not have and gives back with their values: who was read meanwhile
 * seemed to hold nothing, which would be taken for a person's edit.
 */
export async function recallFields(
  transaction: Database,
  { connection, entity }: MissingFieldsOf,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return
  await sql`
    update remote_value as known set held = held || back.values
    from (
      select record_id, jsonb_object_agg(field.key, field.value) as values
      from remote_value cross join lateral jsonb_each(written) as field
      where connection = ${connection} and entity = ${entity} and field.key = any(${names as string[]}::text[])
        and field.value <> 'null' and coalesce(held->field.key, 'null') = 'null'
      group by record_id
    ) as back
    where known.connection = ${connection} and known.entity = ${entity} and known.record_id = back.record_id
  `.execute(transaction)
}
