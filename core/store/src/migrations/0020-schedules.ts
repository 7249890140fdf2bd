import { type Kysely, sql } from 'kysely'

/**
 * What several processes have to agree on: which runs are wanted and when, who works on which step and how far it is, and which
 * alerts were raised. A run's counts, stops and failures stand in its steps' rows, so that any process can go on with it.
 */
const schedules = `
create table schedule (
  name text primary key,
  cron text not null,
  timezone text not null,
  connections jsonb,
  dry_run boolean not null,
  -- What rapport.yaml says; a person's pause stands beside it.
  paused_in_file boolean not null default false,
  paused_by text,
  paused_at timestamptz,
  next_due_at timestamptz,
  last_due_at timestamptz,
  skipped_due_at timestamptz,
  skipped_reason text,
  created_at timestamptz not null default now()
);
create table run_request (
  id bigint generated always as identity primary key,
  stages jsonb not null,
  connections jsonb,
  dry_run boolean not null,
  confirm boolean not null,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  schedule text,
  due_at timestamptz,
  -- Due times before this one that passed while nobody was up: this request stands for them too.
  missed integer not null default 0,
  state text not null default 'queued'
    check (state in ('queued', 'running', 'waiting', 'done', 'skipped', 'cancelled')),
  run_id bigint references run on delete set null,
  not_before timestamptz,
  outcome text,
  note text,
  finished_at timestamptz,
  judged_at timestamptz
);
create unique index run_request_due on run_request (schedule, due_at) where due_at is not null;
create index run_request_open on run_request (id) where state in ('queued', 'running', 'waiting');
create index run_request_unjudged on run_request (id) where judged_at is null;
create index run_request_run on run_request (run_id);
create index run_request_schedule on run_request (schedule, id);
alter table run
  add column requested_by text,
  add column schedule text,
  add column settings jsonb,
  add column heartbeat_at timestamptz,
  add column cut_off boolean not null default false,
  add column cancel_requested_at timestamptz,
  add column cancel_requested_by text;
alter table run_step
  add column subject text,
  add column progress jsonb,
  add column calls jsonb,
  add column account text,
  add column stop text,
  add column failure jsonb,
  add column worker text,
  add column updated_at timestamptz;
create table alert_state (
  schedule text primary key,
  -- Runs that failed one after another, the latest included.
  failures integer not null default 0,
  failing_since timestamptz,
  last_success_at timestamptz,
  watched_since timestamptz not null default now(),
  told_failed boolean not null default false,
  told_repeated boolean not null default false,
  told_silent boolean not null default false
);
create table alert (
  id bigint generated always as identity primary key,
  schedule text not null,
  kind text not null check (kind in ('failed', 'repeated', 'silent', 'recovered')),
  at timestamptz not null default now(),
  run_id bigint references run on delete set null,
  subject text not null,
  body text not null
);
create table alert_delivery (
  alert_id bigint not null references alert on delete cascade,
  channel text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'given up')),
  tries integer not null default 0,
  next_try_at timestamptz not null default now(),
  error text,
  sent_at timestamptz,
  primary key (alert_id, channel)
);
create index alert_delivery_waiting on alert_delivery (next_try_at) where state = 'waiting';
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(schedules).execute(db)
}
