import type { Database } from '@rapport/store'
import { sql } from 'kysely'
import { inSlice, type ServiceSlice, slicedTickets } from './service-slice.ts'

/** The customers with most tickets of a slice, and how many there are in all; tickets without a customer count as one. Limit null: all. */
export async function customersWithMost(
  db: Database,
  slice: ServiceSlice,
  limit: number | null,
): Promise<{ readonly customers: readonly (number | null)[]; readonly of: number }> {
  const { rows: most } = await sql<{ customerId: number | null; of: number }>`
    select metric.customer_id as "customerId", (count(*) over ())::integer as of
    from ${slicedTickets(slice)} where ${inSlice(slice)}
    group by metric.customer_id order by count(*) desc, metric.customer_id limit ${limit}
  `.execute(db)
  return { customers: most.map(({ customerId }) => customerId), of: most[0]?.of ?? 0 }
}
