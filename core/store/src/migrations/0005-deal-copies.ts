import { type Kysely, sql } from 'kysely'

/** Deals that stand in several systems: each but one is set beside the one that counts. */
const dealCopies = `
create table deal_copy (
  connection text not null,
  deal_id text not null,
  counted_connection text not null,
  counted_id text not null,
  entity text not null,
  party_id text,
  reason text not null,
  primary key (connection, deal_id)
);
create index deal_copy_counted on deal_copy (counted_connection, counted_id);
create index deal_copy_party on deal_copy (connection, entity, party_id);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(dealCopies).execute(db)
}
