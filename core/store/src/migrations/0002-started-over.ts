import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table checkpoint add column started_over timestamptz`.execute(db)
}
