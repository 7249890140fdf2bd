import { type Kysely, sql } from 'kysely'

/** A file and several connections may each know the rate of a day: all are kept, and whoever converts chooses among them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table exchange_rate drop constraint exchange_rate_pkey,
      add primary key (source, from_currency, to_currency, on_date)
  `.execute(db)
}
