import { type Kysely, sql } from 'kysely'

/**
 * The customers that lost a record since the tickets were last brought up to date with the identities: only their tickets, and those of
 * nobody, can belong to somebody else now. The database notes them, so that no writer can forget it. 0 stands for all: after the links
 * were truncated, and once for what was measured before this was kept. A record that was merged away has no customer of its own: whose it was through the one
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
  -- No join: batches of links are written with those that suit many rows switched off.
  insert into moved_customer (customer_id)
  select distinct customer_id from (
    select connection, entity, record_id, customer_id from before
    except select connection, entity, record_id, customer_id from after
  ) as moved
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
create function note_all_customers() returns trigger language plpgsql as $$
begin
  insert into moved_customer values (0) on conflict do nothing;
  return null;
end
$$;
create trigger identity_link_emptied after truncate on identity_link for each statement execute function note_all_customers();
create index ticket_metric_unlinked on ticket_metric (connection, party_entity, party_id)
where customer_id is null and party_id is not null;
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(movedCustomers).execute(db)
}
