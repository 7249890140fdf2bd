import { type Kysely, sql } from 'kysely'

/**
 * Reviews of one place are found by the beginning of their ids: whether there are any, and which are gone from their site. A run
 * asks that for each place.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index review_ids on review (connection, id collate "C") where deleted_at is null`.execute(
    db,
  )
}
