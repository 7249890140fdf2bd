import { type Kysely, sql } from 'kysely'

/**
 * What reputation is told from: of each review one narrow row, since every report reads many of them, and a mark on each review whose
 * row is still to be made. The database sets the marks, so that no writer can forget them; those of a statement in the order of their ids,
 * as several transactions may mark the same ones. Of a source of which no row is made yet none is marked: all are to be made. A review
 * that is deleted for good takes its row with it at once.
 *
 * `copy_key` stands for the author and the moment: some sites give a review another id when it is edited, and of such copies one counts.
 * When a reply became public the database knows only where it saw the reply come: of those that are there already nothing is kept.
 * Reviews are found by their order and by the e-mail of their author, which alone say for certain who wrote them.
 * Places belong to one company each, or to none, with the reason; what a person decides of that is kept with its history.
 */
const reputation = `
alter table review add column reply_first_seen_at timestamptz;
create table review_metric (
  connection text not null,
  review_id text not null,
  place_id text not null,
  created_at timestamptz not null,
  replied_at timestamptz,
  unit double precision,
  reply_seconds double precision,
  copy_key bigint,
  is_yes_no boolean not null,
  is_answered boolean not null,
  is_copy boolean not null,
  has_text boolean not null,
  language text not null,
  primary key (connection, review_id)
);
create index review_metric_place on review_metric (connection, place_id, created_at);
create table dirty_review (
  connection text not null,
  review_id text not null,
  primary key (connection, review_id)
);
create table review_party (
  connection text not null,
  review_id text not null,
  party_connection text not null,
  party_entity text not null,
  party_id text not null,
  reason text not null,
  primary key (connection, review_id)
);
create index review_order on review ((data->>'orderReference')) where data->>'orderReference' is not null;
create index review_author on review (lower(btrim(data->>'authorEmail'))) where data->>'authorEmail' is not null;
create table place_link (
  connection text not null,
  place_id text not null,
  company_connection text,
  company_id text,
  reason text not null,
  primary key (connection, place_id)
);
create index place_link_company on place_link (company_connection, company_id);
create table place_decision (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('link', 'unlink')),
  connection text not null,
  place_id text not null,
  company_connection text,
  company_id text,
  decided_by text not null,
  decided_at timestamptz not null default now(),
  undone_at timestamptz
);
create unique index place_decision_standing on place_decision (connection, place_id) where undone_at is null;
create view measured_connection as
select jsonb_array_elements_text(state->'connections') as connection from stage_state where stage = 'reputation';
create function mark_new_review() returns trigger language plpgsql as $$
begin
  insert into dirty_review (connection, review_id) select connection, id from after
  where connection in (select connection from measured_connection) order by 1, 2 on conflict do nothing;
  return null;
end
$$;
create function mark_changed_review() returns trigger language plpgsql as $$
begin
  insert into dirty_review (connection, review_id)
  select after.connection, after.id from after
  left join before on before.connection = after.connection and before.id = after.id
  where after.connection in (select connection from measured_connection)
    and (before.hash, before.deleted_at, before.reply_first_seen_at)
      is distinct from (after.hash, after.deleted_at, after.reply_first_seen_at)
  order by 1, 2 on conflict do nothing;
  return null;
end
$$;
create function delete_review_rows() returns trigger language plpgsql as $$
begin
  -- Another copy of it may count now.
  insert into dirty_review (connection, review_id)
  select other.connection, other.review_id from before
  join review_metric as gone on gone.connection = before.connection and gone.review_id = before.id
  join review_metric as other on other.copy_key = gone.copy_key and other.connection = gone.connection and other.review_id <> gone.review_id
  order by 1, 2 on conflict do nothing;
  delete from review_metric as held using before where held.connection = before.connection and held.review_id = before.id;
  delete from review_party as held using before where held.connection = before.connection and held.review_id = before.id;
  delete from dirty_review as held using before where held.connection = before.connection and held.review_id = before.id;
  return null;
end
$$;
create trigger review_added after insert on review
referencing new table as after for each statement execute function mark_new_review();
create trigger review_changed after update on review
referencing old table as before new table as after for each statement execute function mark_changed_review();
create trigger review_deleted after delete on review
referencing old table as before for each statement execute function delete_review_rows();
drop index score_further;
create index score_further on score (customer_id, split_part(policy, '@', 1), as_of)
where split_part(policy, '@', 1) in ('service', 'experience', 'health', 'reputation');
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(reputation).execute(db)
}
