import { type Kysely, sql } from 'kysely'

/** Scoring asks for the first won deal, and for those with an implausible date, at every sync of a few customers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index deal_won on deal (closed_at) where state = 'won' and deleted_at is null`.execute(db)
}
