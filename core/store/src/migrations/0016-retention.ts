import { type Kysely, sql } from 'kysely'

/**
 * What the terms of a source allow to be kept, and until when. A record with `expires_at` is read through `readable_review`,
 * `readable_place` and `readable_reject`: at that very moment they stop giving its content, whenever it is purged.
 *
 * What stays of a review are its id, its place, its scale and when it was written; of a place its ids.
 */
const retention = `
create table connection_retention (
  connection text primary key,
  retention text not null check (retention in ('full', 'revocable', 'ttl24h', 'id_only', 'contract')),
  since timestamptz not null default now()
);

alter table review add column expires_at timestamptz;
alter table place add column expires_at timestamptz;
alter table reject add column expires_at timestamptz;
create index review_expires on review (expires_at) where expires_at is not null;
create index place_expires on place (expires_at) where expires_at is not null;
create index reject_expires on reject (expires_at) where expires_at is not null;

create function purged_review(data jsonb) returns jsonb language sql immutable as $$
  select data || jsonb_build_object(
    'rating', null, 'title', null, 'text', null, 'language', null, 'author', null, 'authorEmail', null, 'orderReference', null,
    'reply', null, 'repliedAt', null, 'replyEditedAt', null, 'replyState', 'none', 'replyProblem', null
  ) - 'anonymous'
$$;

create function purged_place(data jsonb) returns jsonb language sql immutable as $$
  select data || '{"name": null, "brand": null, "domain": null, "address": null, "url": null}'
$$;

create view readable_review as
select connection, id,
  case when expires_at <= now() then purged_review(data) else data end as data,
  case when expires_at <= now() then null else raw end as raw,
  revision, modified_at, deleted_at, merged_into, first_seen_at, changed_at, expires_at
from review;

create view readable_place as
select connection, id,
  case when expires_at <= now() then purged_place(data) else data end as data,
  case when expires_at <= now() then null else raw end as raw,
  revision, modified_at, deleted_at, merged_into, first_seen_at, changed_at, expires_at
from place;

create view readable_reject as
select id, stage, connection, entity,
  case when expires_at <= now() and starts_with(record_id, 'without id: ') then 'without id: ' || md5(record_id) else record_id end
    as record_id,
  case when expires_at <= now() then 'what was wrong with it was deleted with its content, 24 hours after it was read' else reason end
    as reason,
  case when expires_at <= now() then null else raw end as raw,
  tries, first_at, last_at, resolved_at, expires_at
from reject;
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(retention).execute(db)
}
