import { type Kysely, sql } from 'kysely'

/** Refresh tokens that a vendor gave in place of the one of the set-up. They are encrypted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table kept_token (
      account text primary key,
      connection text not null,
      sealed text not null,
      kept_at timestamptz not null default now()
    )
  `.execute(db)
}
