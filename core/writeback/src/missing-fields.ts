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
 * Forgets what records held in fields that the CRM does not have, all of them or those that are given: whatever it was, it is gone. Open
 * plans do not expect it there any more either, else its absence would be taken for a person's edit. Where nothing is known, no row is
 * touched.
 */
export async function forgetFields(
  transaction: Database,
  { connection, entity }: MissingFieldsOf,
  names: readonly string[],
  recordIds: readonly string[] | null = null,
): Promise<void> {
  if (names.length === 0) return
  const fields = sql`${names as string[]}::text[]`
  const concerned = recordIds === null ? sql`true` : sql`record_id = any(${recordIds as string[]})`
  await sql`
    update remote_value set held = held - ${fields}, written = written - ${fields}
    where connection = ${connection} and entity = ${entity} and ${concerned}
      and (written ?| ${fields} or jsonb_strip_nulls(held) ?| ${fields})
  `.execute(transaction)
  const isOpen = sql<boolean>`item.state in ('planned', 'sending')`
  // Without statistics the index of open lines seems best, and each batch goes through all of them: a case cannot be looked up there.
  const isToForget = recordIds === null ? isOpen : sql<boolean>`case when ${isOpen} then true else false end`
  await sql`
    update plan_item item
    set before = before || (select jsonb_object_agg(name, null) from unnest(${fields}) as name where before ? name)
    from plan
    where plan.id = item.plan_id and plan.connection = ${connection} and plan.entity = ${entity}
      and plan.state in ('planned', 'applying', 'stopped') and ${isToForget} and ${concerned}
      and jsonb_strip_nulls(item.before) ?| ${fields}
  `.execute(transaction)
}
