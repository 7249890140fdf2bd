import { type Kysely, sql } from 'kysely'

/**
 * The customers that lost a record since the tickets were last brought up to date with the identities: only their tickets, and those of
 * nobody, can belong to somebody else now. The database notes them, so that no writer can forget it. 0 stands for all: what was measured
 * before this was kept is looked through once. A record that was merged away has no customer of its own: whose it was through the one
 * it lived on in is kept beside, as it may be parted again.
 */
const movedCustomers = `
create table moved_customer (customer_id bigint primary key);
insert into moved_customer select 0 where exists (select from ticket_metric);
create table merged_party (
  connection text not null,
  entity text not null,
  record_id text not null,
  customer_id bigint not null,
  primary key (connection, entity, record_id)
);
create function note_moved_customers() returns trigger language plpgsql as $$
begin
  insert into moved_customer (customer_id)
  select distinct before.customer_id from before
  left join after on after.connection = before.connection and after.entity = before.entity and after.record_id = before.record_id
  where after.customer_id is distinct from before.customer_id
  order by 1 on conflict do nothing;
  return null;
end
$$;
create function note_left_customers() returns trigger language plpgsql as $$
begin
  insert into moved_customer (customer_id) select distinct customer_id from before order by 1 on conflict do nothing;
  return null;
end
$$;
create trigger identity_link_moved after update on identity_link
referencing old table as before new table as after for each statement execute function note_moved_customers();
create trigger identity_link_gone after delete on identity_link
referencing old table as before for each statement execute function note_left_customers();
create index ticket_metric_unlinked on ticket_metric (connection, party_entity, party_id)
where customer_id is null and party_id is not null;
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(movedCustomers).execute(db)
}
