import { type Kysely, sql } from 'kysely'

/** Why a person decided whose a place is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table place_decision add column reason text`.execute(db)
}
