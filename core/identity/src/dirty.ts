import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** Customers whose numbers are to be computed again. */
export async function markDirty(transaction: Database, customers: ReadonlySet<number>): Promise<void> {
  if (customers.size === 0) return
  await sql`
    insert into dirty_customer (customer_id) select unnest(${[...customers]}::bigint[]) on conflict do nothing
  `.execute(transaction)
}
