import { type Kysely, sql } from 'kysely'

/**
 * What the terms of a source allow to be kept, and until when. A record with `expires_at` is read through `readable_review`,
 * `readable_place` and `readable_reject`: at that very moment reviews and what was set aside are there no more, and places have lost
 * all but their ids, whenever they are purged.
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

create function purged_place(data jsonb) returns jsonb language sql immutable as $$
  select jsonb_build_object(
    'id', data->'id', 'name', null, 'brand', null, 'domain', null, 'address', null, 'url', null,
    'foreignKeys', '[]'::jsonb, 'companies', '[]'::jsonb, 'modifiedAt', null
  )
$$;

create view readable_review as
select connection, id, data, raw, revision, modified_at, deleted_at, merged_into, first_seen_at, changed_at, expires_at
from review where expires_at is null or expires_at > now();

create view readable_place as
select connection, id,
  case when expires_at <= now() then purged_place(data) else data end as data,
  case when expires_at <= now() then null else raw end as raw,
  revision,
  case when expires_at <= now() then null else modified_at end as modified_at,
  deleted_at, merged_into, first_seen_at, changed_at, expires_at
from place;

create view readable_reject as
select id, stage, connection, entity, record_id, reason, raw, tries, first_at, last_at, resolved_at, expires_at
from reject where expires_at is null or expires_at > now();
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(retention).execute(db)
}
