import { type Kysely, sql } from 'kysely'

/** Finds the newest score of a customer that stands beside its value; rows of the value are not in it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index score_further on score (customer_id, split_part(policy, '@', 1), as_of)
    where split_part(policy, '@', 1) in ('service', 'experience', 'health')
  `.execute(db)
}
