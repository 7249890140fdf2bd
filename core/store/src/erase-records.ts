import { type EntityName, entities } from '@rapport/model'
import { sql } from 'kysely'
import { jsonText } from './json-text.ts'
import type { Database } from './open.ts'
import { tableOf } from './tables.ts'

/**
 * Takes the content of deleted records away for good, as the person asked the source for: what is left is the id, by which it is known
 * that they are gone. Returns the ids of those that are stored. What customers are told by is taken away by the next run.
 */
export async function eraseRecords(
  transaction: Database,
  connection: string,
  entity: EntityName & ('contact' | 'company'),
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const blank = entities[entity].parse({ id: 'of each' })
  const wanted = sql`(select jsonb_array_elements_text(${jsonText(ids)}::jsonb))`
  const { rows } = await sql<{ id: string }>`
    update ${sql.table(tableOf(entity))} set
      data = ${jsonText(blank)}::jsonb || jsonb_build_object('id', id), raw = null, hash = '',
      revision = nextval('revision'), changed_at = now()
    where connection = ${connection} and deleted_at is not null and id in ${wanted}
    returning id
  `.execute(transaction)
  const erased = rows.map(({ id }) => id)
  for (const table of ['remote_value', 'reject'] as const) {
    await sql`
      delete from ${sql.table(table)} where connection = ${connection} and entity = ${entity} and record_id in ${wanted}
    `.execute(transaction)
  }
  if (erased.length > 0) {
    await sql`
      insert into audit (actor, action, subject)
      select ${connection}, 'record-erased', ${`${connection}/${entity}:`} || id
      from jsonb_array_elements_text(${jsonText(erased)}::jsonb) as id
    `.execute(transaction)
  }
  return erased
}
