import { type Kysely, sql } from 'kysely'

/** In which currency the money of a line is meant, where each record of the CRM has one of its own. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table plan_item add column currency text`.execute(db)
}
