import { type Kysely, sql } from 'kysely'

/**
 * What vendors told of by themselves. `webhook_record` is a queue of records to read again: one row a record however often it is told
 * of, so that its length is bounded by what there is. `due_at` is when it may be read; a process that reads it moves that ahead, so
 * that another takes it over where the first was killed. The tables of what came in are written with every request and stay small:
 * they are vacuumed early.
 */
const webhooks = `
create table webhook_record (
  connection text not null,
  entity text not null,
  id text not null,
  event text not null check (event in ('changed', 'erased')),
  event_at timestamptz not null,
  received_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  tries integer not null default 0,
  reason text,
  primary key (connection, entity, id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
create index webhook_record_due on webhook_record (connection, due_at);

create table webhook_tally (
  connection text not null,
  kind text not null,
  events bigint not null default 0,
  unknown bigint not null default 0,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (connection, kind)
) with (fillfactor = 50);

create table webhook_follow_up (
  singleton boolean primary key default true check (singleton),
  pending boolean not null,
  requested_at timestamptz
);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(webhooks).execute(db)
}
