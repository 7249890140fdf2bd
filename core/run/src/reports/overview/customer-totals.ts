import { type ShareInterval, wilsonInterval } from '@rapport/stats'
import { type Database, ofFamily } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'

/** The segments of customers at risk; health can put others at risk too. */
export const SEGMENTS_AT_RISK = ['at_risk', 'cant_lose'] as const

/** What customers come to together at a moment. */
export interface CustomerTotals {
  readonly customers: number
  /** Those whose future value is known, and its sum; null where none is. */
  readonly valued: number
  readonly futureValue: number | null
  /** Those of a segment, and how many of them are at risk by it. */
  readonly judged: number
  readonly atRisk: number
  readonly atRiskShare: ShareInterval | null
}

/** The totals of the list of customers, with the numbers in force. `own` is a condition on `customer.id`. */
export async function customerTotals(db: Database, own: RawBuilder<boolean>): Promise<CustomerTotals> {
  const rows = sql`select customer.id, list.clv, list.segment
    from customer_list as list join customer on customer.id = list.customer_id where ${own}`
  return totalsOf(db, rows)
}

/** The totals as they were at an earlier moment; null where nothing was scored by then. */
export async function customerTotalsAt(
  db: Database,
  moment: Date,
  own: RawBuilder<boolean>,
): Promise<CustomerTotals | null> {
  const value = (name: string) => sql`latest.values->${sql.lit(name)}->>'value'`
  const rows = sql`select customer.id, (${value('clv')})::float8 as clv, ${value('segment')} as segment
    from customer cross join lateral (
      select score.values from score
      where score.customer_id = customer.id and score.as_of <= ${moment} and ${ofFamily('value')}
      order by score.as_of desc limit 1
    ) as latest where ${own}`
  const found = await totalsOf(db, rows)
  return found.customers === 0 ? null : found
}

async function totalsOf(db: Database, rows: RawBuilder<unknown>): Promise<CustomerTotals> {
  const { rows: found } = await sql<Omit<CustomerTotals, 'atRiskShare'>>`
    select count(*)::integer as customers, count(clv)::integer as valued, sum(clv) as "futureValue",
      count(segment)::integer as judged,
      (count(*) filter (where segment = any(${[...SEGMENTS_AT_RISK]}::text[])))::integer as "atRisk"
    from (${rows}) as customer
  `.execute(db)
  const totals = found[0] ?? { customers: 0, valued: 0, futureValue: null, judged: 0, atRisk: 0 }
  return { ...totals, atRiskShare: wilsonInterval(totals.atRisk, totals.judged) }
}
