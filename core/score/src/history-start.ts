import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * The customers that a source knew before the first deal of all was won: their first purchases lie before the history, so
 * that what looks like their first is not. By customer id.
 */
export async function olderThanHistory(
  db: Database,
  historyStart: Date | null,
): Promise<ReadonlySet<number>> {
  if (historyStart === null) return new Set()
  const { rows } = await sql<{ customer: number }>`
    select distinct link.customer_id as customer
    from identity_link as link
    join (
      select connection, 'contact' as entity, id, data->>'createdAt' as created from contact where deleted_at is null
      union all
      select connection, 'company', id, data->>'createdAt' from company where deleted_at is null
    ) as record on record.connection = link.connection and record.entity = link.entity and record.id = link.record_id
    where record.created < ${historyStart.toISOString().slice(0, 10)}
  `.execute(db)
  return new Set(rows.map(({ customer }) => customer))
}
