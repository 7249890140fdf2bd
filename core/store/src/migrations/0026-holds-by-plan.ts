import { type Kysely, sql } from 'kysely'

/** What a revert holds back is listed by the plan that put it back: there may be as many fields as the CRM has records, and more. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index write_hold_plan on write_hold (plan_id, record_id)`.execute(db)
}
