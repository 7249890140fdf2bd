import type { ValueParts } from '@rapport/metrics'
import { type Database, ofFamily } from '@rapport/store'
import { sql } from 'kysely'
import { z } from 'zod'

/** What is looked at of a stored score; written by this stage, in the present shape or an older one. */
const storedScore = z.object({
  customerId: z.coerce.number(),
  policy: z.string(),
  n: z.number(),
  clv: z.number().nullable(),
  probabilityAlive: z.number().nullable(),
  expectedOrders: z.number().nullable(),
  expectedSpend: z.number().nullable(),
  asOf: z.string().nullable(),
  fittedAsOf: z.string().nullable(),
})

/** The newest score of each of these customers from before a moment, by customer id: what "since last time" refers to. */
export async function previousScores(
  db: Database,
  customers: readonly string[],
  before: string,
): Promise<ReadonlyMap<string, ValueParts>> {
  const { rows } = await sql`
    select held.customer_id as "customerId", held.policy, held.n,
      (held.values->'clv'->>'value')::float8 as clv,
      (held.values->'probability_alive'->>'value')::float8 as "probabilityAlive",
      (held.values->'expected_orders'->>'value')::float8 as "expectedOrders",
      (held.explanation->>'expectedSpend')::float8 as "expectedSpend",
      held.explanation->>'asOf' as "asOf", held.explanation->>'fittedAsOf' as "fittedAsOf"
    from unnest(${customers}::bigint[]) as wanted(id)
    cross join lateral (
      select * from score where customer_id = wanted.id and as_of < ${before}::timestamptz and ${ofFamily('value')}
      order by as_of desc limit 1
    ) as held
  `.execute(db)
  const scores = new Map<string, ValueParts>()
  for (const row of rows) {
    const { customerId, n, asOf, ...parts } = storedScore.parse(row)
    if (asOf !== null) scores.set(String(customerId), { ...parts, asOf, orders: n })
  }
  return scores
}
