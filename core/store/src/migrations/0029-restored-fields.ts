import { type Kysely, sql } from 'kysely'

/** Fields of a CRM that came back, maybe empty: what is known of their values is not believed until it was read back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table restored_field (
      connection text not null,
      entity text not null,
      field text not null,
      primary key (connection, entity, field)
    )
  `.execute(db)
}
