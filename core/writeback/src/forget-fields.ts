import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import type { WriteEntity } from './write-field.ts'

/**
 * Forgets what records held in fields that the CRM does not have: whatever it was, it is gone. Open plans do not expect it there any
 * more either, else its absence would be taken for a person's edit. Where nothing is known, as before the first write, no row is
 * touched.
 */
export async function forgetFields(
  db: Database,
  of: { readonly connection: string; readonly entity: WriteEntity },
  names: readonly string[],
): Promise<void> {
  const fields = sql`${names as string[]}::text[]`
  await db.transaction().execute(async (transaction) => {
    await sql`
      update remote_value set held = held - ${fields}, written = written - ${fields}
      where connection = ${of.connection} and entity = ${of.entity}
        and (written ?| ${fields} or jsonb_strip_nulls(held) ?| ${fields})
    `.execute(transaction)
    await sql`
      update plan_item item
      set before = before || (select jsonb_object_agg(name, null) from unnest(${fields}) as name where before ? name)
      from plan
      where plan.id = item.plan_id and plan.connection = ${of.connection} and plan.entity = ${of.entity}
        and plan.state in ('planned', 'applying', 'stopped') and item.state in ('planned', 'sending')
        and jsonb_strip_nulls(item.before) ?| ${fields}
    `.execute(transaction)
  })
}
