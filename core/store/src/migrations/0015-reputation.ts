import { type Kysely, sql } from 'kysely'

/**
 * What reputation is told from: of each review one narrow row, since every report reads many of them, and a mark on each review whose
 * row is still to be made. The database sets the marks, so that no writer can forget them; those of a statement in the order of their ids,
 * as several transactions may mark the same ones. A mark has a number that another change raises, so that only what was looked at is
 * taken off. Of a source of which no row is made yet new reviews are not marked: all are to be made. A review that is deleted for good
 * takes its row with it at once.
 *
 * What the reviews of a place come to is kept by parts of 30 days, as of the last evaluation, with the customer that it was scored for:
 * where rows change, the part is marked and counted anew, and those customers alone are scored again. Nothing is marked while all are to
 * be counted.
 *
 * `copy_key` stands for the author and the moment: some sites give a review another id when it is edited, and of such copies one counts.
 * When a reply became public the database knows only where it saw the reply come: of those that are there already nothing is kept. One
 * that was seen to wait for approval became public no sooner than it was seen approved, whatever its site tells.
 * Reviews are found by their order and by the e-mail of their author, which alone say for certain who wrote them.
 * Places belong to one company each, or to none, with the reason; what a person decides of that is kept with its history.
 */
const reputation = `
alter table review add column reply_first_seen_at timestamptz, add column reply_was_pending boolean not null default false;
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
create index review_metric_copy on review_metric (copy_key) where copy_key is not null;
create sequence dirty_review_number;
create table dirty_review (
  connection text not null,
  review_id text not null,
  number bigint not null default nextval('dirty_review_number'),
  primary key (connection, review_id)
);
create table dirty_place (
  connection text not null,
  place_id text not null,
  part integer not null,
  primary key (connection, place_id, part)
);
create table place_part (
  connection text not null,
  place_id text not null,
  part integer not null,
  n bigint not null,
  stars bigint not null,
  star_units numeric not null,
  weight numeric not null,
  weighted_units numeric not null,
  rated bigint not null,
  positive bigint not null,
  answered bigint not null,
  last_30 bigint not null,
  last_90 bigint not null,
  last_365 bigint not null,
  answered_last_365 bigint not null,
  newest_at timestamptz not null,
  primary key (connection, place_id, part)
);
create table scored_place (
  connection text not null,
  place_id text not null,
  customer_id bigint not null,
  primary key (connection, place_id, customer_id)
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
select jsonb_array_elements_text(state->list) as connection
from stage_state, unnest(array['connections', 'beingMeasured']) as list where stage = 'reputation';
create function mark_new_review() returns trigger language plpgsql as $$
begin
  insert into dirty_review (connection, review_id) select connection, id from after
  where connection in (select connection from measured_connection) order by 1, 2
  on conflict (connection, review_id) do update set number = excluded.number;
  return null;
end
$$;
create function mark_changed_review() returns trigger language plpgsql as $$
begin
  -- No join: the plan is kept, and made for a few rows it would hold each against all others of many.
  insert into dirty_review (connection, review_id)
  select distinct connection, id from (
    select connection, id, hash, deleted_at, modified_at, reply_first_seen_at from after
    except select connection, id, hash, deleted_at, modified_at, reply_first_seen_at from before
  ) as changed
  order by 1, 2 on conflict (connection, review_id) do update set number = excluded.number;
  return null;
end
$$;
create function delete_review_rows() returns trigger language plpgsql as $$
begin
  -- Another copy of it may count now. Rows go before marks come, in the order in which a scoring locks both.
  with gone as (
    delete from review_metric as held using before
    where held.connection = before.connection and held.review_id = before.id
    returning held.connection, held.review_id, held.copy_key
  )
  insert into dirty_review (connection, review_id)
  select distinct other.connection, other.review_id from gone
  join review_metric as other on other.copy_key = gone.copy_key and other.connection = gone.connection and other.review_id <> gone.review_id
  order by 1, 2 on conflict (connection, review_id) do update set number = excluded.number;
  delete from review_party as held using before where held.connection = before.connection and held.review_id = before.id;
  delete from dirty_review as held using before where held.connection = before.connection and held.review_id = before.id;
  return null;
end
$$;
create function part_of(at timestamptz) returns integer language sql immutable parallel safe as $$
  select floor(date_part('epoch', at) / 2592000)::integer
$$;
create function mark_places_after() returns trigger language plpgsql as $$
begin
  if exists (select from stage_state where stage = 'reputation-scores') then
    insert into dirty_place select distinct connection, place_id, part_of(created_at) from after order by 1, 2, 3 on conflict do nothing;
  end if;
  return null;
end
$$;
create function mark_places_before() returns trigger language plpgsql as $$
begin
  if exists (select from stage_state where stage = 'reputation-scores') then
    insert into dirty_place select distinct connection, place_id, part_of(created_at) from before order by 1, 2, 3 on conflict do nothing;
  end if;
  return null;
end
$$;
create trigger review_metric_added after insert on review_metric
referencing new table as after for each statement execute function mark_places_after();
create trigger review_metric_changed after update on review_metric
referencing new table as after for each statement execute function mark_places_after();
create trigger review_metric_left after update on review_metric
referencing old table as before for each statement execute function mark_places_before();
create trigger review_metric_deleted after delete on review_metric
referencing old table as before for each statement execute function mark_places_before();
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
