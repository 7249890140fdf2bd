import type { Score } from '@rapport/model'
import { type Database, ofFamily, withoutWaiting } from '@rapport/store'
import { sql } from 'kysely'

/** Scores of one policy and moment, as the lines that the database reads: the objects they were made of can go. */
export class ScoreLines {
  readonly #policy: string
  readonly #asOf: string
  readonly #customers: number[] = []
  readonly #orders: number[] = []
  readonly #values: string[] = []
  readonly #why: string[] = []
  readonly #explanations: string[] = []

  constructor(policy: string, asOf: string) {
    this.#policy = policy
    this.#asOf = asOf
  }

  add({ customerId, n, values, why, explanation }: Score): void {
    this.#customers.push(customerId)
    this.#orders.push(n)
    this.#values.push(JSON.stringify(values))
    this.#why.push(why === null ? '' : oneLine(why))
    this.#explanations.push(JSON.stringify(explanation))
  }

  /**
   * Stores those that are new or differ, in one statement. A crash may take them away until a later commit has waited for the disk:
   * they are scored again then. Returns how many were stored.
   */
  async save(db: Database): Promise<number> {
    const lines = (texts: readonly (string | number)[]) => sql`string_to_table(${texts.join('\n')}, chr(10))`
    const { rows } = await sql`
      insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
      select customer_id::bigint, ${this.#policy}, ${this.#asOf}::timestamptz, n::integer, values::jsonb, nullif(why, ''),
        explanation::jsonb
      from ${withoutWaiting} as commit, rows from (
        ${lines(this.#customers)}, ${lines(this.#orders)}, ${lines(this.#values)}, ${lines(this.#why)},
        ${lines(this.#explanations)}
      ) as line(customer_id, n, values, why, explanation)
      -- A subquery as a value is looked up line by line; where exists reads all customers for every few lines.
      where (select true from customer where id = line.customer_id::bigint)
      on conflict (customer_id, as_of, policy) do update set
        n = excluded.n, values = excluded.values, why = excluded.why,
        explanation = excluded.explanation, computed_at = now()
      where held.values <> excluded.values or held.why is distinct from excluded.why
        or held.explanation <> excluded.explanation
      returning customer_id
    `.execute(db)
    return rows.length
  }
}

/** A copy only where there is something to replace. */
const oneLine = (text: string): string => (text.includes('\n') ? text.replaceAll('\n', ' ') : text)

/** Whether any customer was ever scored. */
export async function hasScores(db: Database): Promise<boolean> {
  const { rows } = await sql<{ exist: boolean }>`select exists (select from score) as exist`.execute(db)
  return rows[0]?.exist ?? false
}

/**
 * A customer has one score of its value per moment: after a fit that chose another policy, the former one's rows of that moment
 * go. One that says that there are no orders any more holds under any policy, and hides the older scores: it stays. What stands
 * beside the value (service, experience, health) is not concerned.
 */
export async function dropOtherPolicies(transaction: Database, policy: string, asOf: string): Promise<void> {
  await sql`
    update score as cleared set policy = ${policy}
    where as_of = ${asOf}::timestamptz and policy <> ${policy} and n = 0 and ${ofFamily('value', 'cleared')}
      and not exists (
      select 1 from score as held
      where held.customer_id = cleared.customer_id and held.as_of = cleared.as_of and held.policy = ${policy}
    )
  `.execute(transaction)
  await transaction
    .deleteFrom('score')
    .where('as_of', '=', new Date(asOf))
    .where('policy', '<>', policy)
    .where(ofFamily('value'))
    .execute()
}

/** Which customers may have lost their last order. */
export interface Clearing {
  /** The policy and the moment of the scores in force. */
  readonly policy: string
  readonly asOf: string
  /** The customers whose data changed, where only they were scored; null: all were. */
  readonly changed: readonly number[] | null
  /** Customers whose won deals amount to no order up to then. */
  readonly withoutOrders: Float64Array
}

/**
 * A customer whose last order went away keeps a score that says so, so that what was written is taken back. Looks at the
 * customers whose data changed and have no won deal left, at those whose won deals amount to no order, and, after all were scored,
 * at those with a score of an earlier moment and none of this one: whoever has an order was just scored. Returns how many were cleared; one that was
 * cleared before is not cleared again. A score of a later moment, made for another evaluation date, is not in force and does not
 * count.
 */
export async function clearScores(
  transaction: Database,
  { policy, asOf, changed, withoutOrders }: Clearing,
): Promise<number> {
  const { rows } = await sql`
    with lost as materialized (
      select customer.id
      from (
        select dirty.customer_id from ${changed === null ? sql`dirty_customer` : sql`unnest(${changed}::bigint[])`} as dirty(customer_id)
        where not exists (
          select 1 from identity_link as link
          join deal_party as party
            on party.connection = link.connection and party.entity = link.entity and party.party_id = link.record_id
          join deal on deal.connection = party.connection and deal.id = party.deal_id
          where link.customer_id = dirty.customer_id and deal.state = 'won' and deal.deleted_at is null
            and deal.closed_at is not null
        )
        union
        select unnest(${[...withoutOrders]}::bigint[])
        ${changed === null ? scoredBefore(asOf) : sql``}
      ) as candidate
      join customer on customer.id = candidate.customer_id
      where (
        select score.n from score
        where score.customer_id = customer.id and score.as_of <= ${asOf}::timestamptz and ${ofFamily('value')}
        order by score.as_of desc limit 1
      ) > 0
    )
    insert into score as held (customer_id, policy, as_of, n, values, why, explanation)
    select id, ${policy}, ${asOf}::timestamptz, 0, '{}', 'No orders any more, so no value can be estimated.', '{}'
    from lost
    on conflict (customer_id, as_of, policy) do update set
      n = excluded.n, values = excluded.values, why = excluded.why,
      explanation = excluded.explanation, computed_at = now()
    returning customer_id
  `.execute(transaction)
  return rows.length
}

/** Also the customers with a score of an earlier moment and none of this one. */
const scoredBefore = (asOf: string) => sql`
  union
  select customer.id from customer where (
    select max(score.as_of) from score
    where score.customer_id = customer.id and score.as_of <= ${asOf}::timestamptz and ${ofFamily('value')}
  ) < ${asOf}::timestamptz`
