import { type Kysely, sql } from 'kysely'

/**
 * What Rapport wrote to a record is looked for by the record, and whether it was taken back by the plan that wrote it: every run adds a
 * plan, so that going through plans and their lines took longer with each.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index plan_item_record on plan_item (record_id, plan_id) where state = 'applied'`.execute(
    db,
  )
  await sql`create index plan_reverts on plan (reverts) where reverts is not null`.execute(db)
}
