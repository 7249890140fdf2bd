import type { Score } from '@rapport/model'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/**
 * Stores scores that are new or differ. A customer has one score per moment: another policy's is replaced. Returns how many
 * were stored.
 */
export async function saveScores(db: Database, scores: readonly Score[]): Promise<number> {
  const json = JSON.stringify(scores)
  return db.transaction().execute(async (transaction) => {
    await sql`
      delete from score using jsonb_to_recordset(${json}::jsonb) as fresh("customerId" bigint, policy text, "asOf" timestamptz)
      where score.customer_id = fresh."customerId" and score.as_of = fresh."asOf" and score.policy <> fresh.policy
    `.execute(transaction)
    const { rows } = await sql`
      insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
      select "customerId", policy, "asOf", n, values, why, explanation
      from jsonb_to_recordset(${json}::jsonb) as fresh(
        "customerId" bigint, policy text, "asOf" timestamptz, n integer, values jsonb, why text, explanation jsonb
      )
      on conflict (customer_id, as_of, policy) do update set
        n = excluded.n, values = excluded.values, why = excluded.why,
        explanation = excluded.explanation, computed_at = now()
      where held.values <> excluded.values or held.why is distinct from excluded.why
        or held.explanation <> excluded.explanation
      returning customer_id
    `.execute(transaction)
    return rows.length
  })
}

/**
 * A customer whose last order went away keeps a score that says so, so that what was written is taken back. Looks at the
 * customers whose data changed. Returns how many were cleared.
 */
export async function clearScores(db: Database, policy: string, asOf: string): Promise<number> {
  const { rows } = await sql`
    insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
    select dirty.customer_id, ${policy}, ${asOf}::timestamptz, 0, '{}', 'No orders any more, so no value can be estimated.', '{}'
    from dirty_customer as dirty
    join customer on customer.id = dirty.customer_id
    where exists (select 1 from score where score.customer_id = dirty.customer_id and score.n > 0)
      and not exists (
        select 1 from identity_link as link
        join deal_party as party
          on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
        join deal on deal.connection = party.connection and deal.id = party.deal_id
        where link.customer_id = dirty.customer_id and deal.state = 'won' and deal.deleted_at is null
          and deal.closed_at <= ${asOf}::timestamptz
      )
    on conflict (customer_id, as_of, policy) do update set n = 0, values = '{}', why = excluded.why, explanation = '{}'
    where held.n > 0
    returning customer_id
  `.execute(db)
  return rows.length
}
