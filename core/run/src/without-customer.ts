import { type EntityName, entityNames, formatReference, type RecordReference } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'

const ofCustomers: readonly EntityName[] = ['contact', 'company', 'deal']

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
  if (stored.deletedAt !== null)
    return `${name} was deleted in ${connection} on ${stored.deletedAt.toISOString().slice(0, 10)}`
  return ofCustomers.includes(known)
    ? `${name} belongs to no customer yet: run npx rapport sync`
    : `${name} is no record of a customer: name a contact, a company or a deal`
}
