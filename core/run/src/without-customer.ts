import { entityNames, formatReference, type RecordReference } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'

/** Why Rapport knows no customer behind a record, in one sentence; null where it knows no such record either. */
export async function whyWithoutCustomer(db: Database, record: RecordReference): Promise<string | null> {
  const { connection, entity, id } = record
  const reject = await db
    .selectFrom('readable_reject')
    .select('reason')
    .where('connection', '=', connection)
    .where('entity', '=', entity)
    .where('record_id', '=', id)
    .where('resolved_at', 'is', null)
    .orderBy('last_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  const name = formatReference(record)
  if (reject !== undefined) return `${name} is set aside: ${reject.reason}`
  const known = entityNames.find((one) => one === entity)
  if (known === undefined) return null
  const { rows } = await sql<{ deletedAt: Date | null }>`
    select deleted_at as "deletedAt" from ${sql.table(tableOf(known))} where connection = ${connection} and id = ${id}
  `.execute(db)
  const [stored] = rows
  if (stored === undefined) return null
  return stored.deletedAt === null
    ? `${name} belongs to no customer`
    : `${name} was deleted in ${connection} on ${stored.deletedAt.toISOString().slice(0, 10)}`
}
