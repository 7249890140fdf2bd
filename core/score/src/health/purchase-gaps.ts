import { gapStandings, TIME_UNITS } from '@rapport/metrics'
import { type Database, ofFamily } from '@rapport/store'
import { sql } from 'kysely'

/**
 * Where a gap of so many days stands among the gaps between purchases of all customers, as of a moment: the same ones that churn
 * risk goes by, each repeat customer's taken as their mean. Null where nobody bought twice.
 */
export async function purchaseGapStandings(
  db: Database,
  asOf: Date,
): Promise<(days: number) => number | null> {
  const { rows } = await sql<{ unit: keyof typeof TIME_UNITS; mean: number; gaps: number }>`
    select unit, recency / frequency as mean, sum(frequency)::float8 as gaps
    from (
      select distinct on (customer_id) explanation->>'unit' as unit,
        (explanation->>'frequency')::float8 as frequency, (explanation->>'recency')::float8 as recency
      from score where ${ofFamily('value')} and as_of <= ${asOf}
      order by customer_id, as_of desc
    ) as newest
    where frequency > 0 and unit = any(${Object.keys(TIME_UNITS)}::text[])
    group by 1, 2
  `.execute(db)
  return gapStandings(
    rows.map(({ unit, mean, gaps }) => ({ gap: TIME_UNITS[unit].toDays(mean), count: gaps })),
  )
}
