import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * The customers that a source knew before the first deal of all was won: their first purchases lie before the history, so
 * that what looks like their first is not. By customer id; of all customers, or of these.
 */
export async function olderThanHistory(
  db: Database,
  historyStart: Date | null,
  among: readonly number[] | null,
): Promise<ReadonlySet<number>> {
  if (historyStart === null) return new Set()
  const these = among === null ? sql`` : sql`and link.customer_id = any(${among}::bigint[])`
  const { rows } = await sql<{ customer: number }>`
    select distinct link.customer_id as customer
    from identity_link as link
    left join contact on link.entity = 'contact' and contact.connection = link.connection
      and contact.id = link.record_id and contact.deleted_at is null
    left join company on link.entity = 'company' and company.connection = link.connection
      and company.id = link.record_id and company.deleted_at is null
    where coalesce(contact.data->>'createdAt', company.data->>'createdAt')
      < ${historyStart.toISOString().slice(0, 10)} ${these}
  `.execute(db)
  return new Set(rows.map(({ customer }) => customer))
}
