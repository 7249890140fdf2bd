import type { ScoreValue } from '@rapport/model'
import { type Database, jsonText, ofFamily, type ScoreFamily } from '@rapport/store'
import { sql } from 'kysely'

/** What a family of scores says of one customer. */
export interface FamilyScore {
  readonly customerId: number
  readonly n: number
  readonly values: Readonly<Record<string, ScoreValue>>
  readonly why: string | null
  readonly explanation: Readonly<Record<string, unknown>>
}

/** Which scores are stored. */
export interface FamilyScoring {
  readonly family: ScoreFamily
  readonly policy: string
  readonly asOf: Date
  /** The part of the explanation that makes a new row where it moved; without it, all of it. The sentence always does. */
  readonly marks?: string
  /** The customers that were looked at; without it all were, and of whom no page says anything, nothing is said any more. */
  readonly customers?: readonly number[]
}

/**
 * Stores the scores of a family that differ from the customer's newest, page by page; a customer of whom nothing is said any more
 * gets a row without values, so that what was written is taken back. Returns how many rows were written.
 */
export async function saveFamilyScores(
  db: Database,
  scoring: FamilyScoring,
  pages: AsyncIterable<readonly FamilyScore[]>,
): Promise<number> {
  let written = 0
  const scored: number[] = []
  for await (const page of pages) {
    for (const { customerId } of page) scored.push(customerId)
    written += await saveBatch(db, scoring, page)
  }
  return written + (await clearOthers(db, scoring, scored))
}

async function saveBatch(
  db: Database,
  { family, policy, asOf, marks }: FamilyScoring,
  scores: readonly FamilyScore[],
): Promise<number> {
  const { rows } = await sql`
    insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
    select fresh."customerId", ${policy}, ${asOf}, fresh.n, fresh.values, fresh.why, fresh.explanation
    from jsonb_to_recordset(${jsonText(scores)}::jsonb) as fresh(
      "customerId" bigint, n integer, values jsonb, why text, explanation jsonb
    )
    join customer on customer.id = fresh."customerId"
    left join lateral (
      select n, values, why, explanation from score
      where customer_id = fresh."customerId" and ${ofFamily(family)} and as_of <= ${asOf}
      order by as_of desc limit 1
    ) as newest on true
    where newest.n is distinct from fresh.n or newest.values is distinct from fresh.values
      or newest.why is distinct from fresh.why
      or ${explained('newest', marks)} is distinct from ${explained('fresh', marks)}
    on conflict (customer_id, as_of, policy) do update set
      n = excluded.n, values = excluded.values, why = excluded.why,
      explanation = excluded.explanation, computed_at = now()
    returning customer_id
  `.execute(db)
  return rows.length
}

function explained(table: 'newest' | 'fresh', marks: string | undefined) {
  const explanation = sql.ref(`${table}.explanation`)
  return marks === undefined ? explanation : sql`${explanation}->${sql.lit(marks)}`
}

async function clearOthers(
  db: Database,
  { family, policy, asOf, customers }: FamilyScoring,
  scored: readonly number[],
): Promise<number> {
  const { rows } = await sql`
    insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
    select customer_id, ${policy}, ${asOf}, 0, '{}', null, '{}' from (
      select distinct on (customer_id) customer_id, n from score
      where ${ofFamily(family)} and as_of <= ${asOf}
        and ${customers === undefined ? sql`true` : sql`customer_id = any(${customers}::bigint[])`}
      order by customer_id, as_of desc
    ) as newest
    where n > 0 and customer_id <> all(${scored}::bigint[])
    on conflict (customer_id, as_of, policy) do update set
      n = excluded.n, values = excluded.values, why = excluded.why,
      explanation = excluded.explanation, computed_at = now()
    returning customer_id
  `.execute(db)
  return rows.length
}
