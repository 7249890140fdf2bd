import { type Kysely, sql } from 'kysely'

/**
 * Runs that apply or revert one plan, and records set aside that somebody asked to be tried again: how, when and by whom. The view
 * shows that too.
 */
const askedAgain = `
alter table run_request add column plan jsonb;
create index run_request_plan on run_request ((plan->>'id')) where plan is not null;

alter table reject
  add column retry text check (retry in ('by id', 'from the start', 'next run')),
  add column retry_asked_at timestamptz,
  add column retry_asked_by text;
create index reject_from_the_start on reject (connection, entity) where retry = 'from the start' and resolved_at is null;
create or replace view readable_reject as
select id, stage, connection, entity, record_id, reason, raw, tries, first_at, last_at, resolved_at, expires_at,
  retry, retry_asked_at, retry_asked_by
from reject where expires_at is null or expires_at > now();
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(askedAgain).execute(db)
}
