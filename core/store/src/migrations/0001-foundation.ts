import { type Kysely, sql } from 'kysely'
import { createRecordTable, withoutStatistics } from '../record-table.ts'

/** The entities that there were when this migration was written, by table; later ones come with their own. */
const recordTables = [
  'company',
  'contact',
  'deal',
  'subscription',
  'ticket',
  'message',
  'status_change',
  'review',
  'place',
  'survey_response',
  'engagement',
  'agent',
  'team',
] as const

/** Columns taken out of `data` because queries select or sort by them. */
const extracted: Readonly<Record<string, string>> = {
  deal: ', state text not null, closed_at timestamptz',
}

const workspaceTables = `
create table customer (
  id bigint generated always as identity primary key,
  level text not null,
  name text,
  created_at timestamptz not null default now()
);
create table identity_link (
  connection text not null,
  entity text not null,
  record_id text not null,
  customer_id bigint not null references customer on delete cascade,
  reason text not null,
  primary key (connection, entity, record_id)
);
create index identity_link_customer on identity_link (customer_id);
create table identity_key (
  connection text not null,
  entity text not null,
  record_id text not null,
  kind text not null,
  value text not null,
  primary key (connection, entity, record_id, kind, value)
);
create index identity_key_value on identity_key (kind, value);
create table identity_override (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('merge', 'split')),
  left_connection text not null, left_entity text not null, left_id text not null,
  right_connection text not null, right_entity text not null, right_id text not null,
  decided_by text not null,
  decided_at timestamptz not null default now(),
  undone_at timestamptz
);
create table deal_party (
  connection text not null,
  deal_id text not null,
  entity text not null,
  party_id text not null,
  reason text not null,
  primary key (connection, deal_id)
);
create index deal_party_party on deal_party (connection, entity, party_id);
create table dirty_customer (customer_id bigint primary key);
create table score (
  customer_id bigint not null references customer on delete cascade,
  policy text not null,
  as_of timestamptz not null,
  n integer not null,
  values jsonb not null,
  why text,
  explanation jsonb not null,
  computed_at timestamptz not null default now(),
  primary key (customer_id, as_of, policy)
);
create table checkpoint (
  connection text not null,
  stream text not null,
  state jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (connection, stream)
);
create table stage_state (
  stage text primary key,
  state jsonb not null,
  updated_at timestamptz not null default now()
);
create table run (
  id bigint generated always as identity primary key,
  kind text not null,
  state text not null,
  dry_run boolean not null,
  owner jsonb,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  summary jsonb,
  error text
);
create index run_unfinished on run (state) where finished_at is null;
create table run_step (
  id bigint generated always as identity primary key,
  run_id bigint not null references run on delete cascade,
  position integer not null,
  name text not null,
  connection text,
  state text not null,
  attempts integer not null default 0,
  counts jsonb,
  error text,
  started_at timestamptz,
  finished_at timestamptz,
  unique (run_id, position)
);
create table reject (
  id bigint generated always as identity primary key,
  stage text not null,
  connection text not null,
  entity text not null,
  record_id text not null,
  reason text not null,
  raw jsonb,
  tries integer not null default 1,
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  resolved_at timestamptz
);
create unique index reject_open on reject (stage, connection, entity, record_id) where resolved_at is null;
create table plan (
  id bigint generated always as identity primary key,
  run_id bigint references run,
  kind text not null check (kind in ('write', 'revert')),
  reverts bigint references plan,
  connection text not null,
  entity text not null,
  state text not null,
  counts jsonb,
  created_at timestamptz not null default now(),
  applied_at timestamptz
);
create table plan_item (
  id bigint generated always as identity primary key,
  plan_id bigint not null references plan on delete cascade,
  record_id text not null,
  customer_id bigint,
  before jsonb not null,
  after jsonb not null,
  state text not null,
  reason text,
  sent_at timestamptz,
  finished_at timestamptz,
  unique (plan_id, record_id)
);
create index plan_item_open on plan_item (plan_id, id) where state in ('planned', 'sending');
create table remote_value (
  connection text not null,
  entity text not null,
  record_id text not null,
  held jsonb not null default '{}',
  written jsonb not null default '{}',
  read_at timestamptz,
  written_at timestamptz,
  primary key (connection, entity, record_id)
);
create table write_hold (
  connection text not null,
  entity text not null,
  record_id text not null,
  field text not null,
  plan_id bigint not null references plan,
  primary key (connection, entity, record_id, field)
);
create table exchange_rate (
  from_currency text not null,
  to_currency text not null,
  on_date date not null,
  rate numeric not null,
  source text not null,
  primary key (from_currency, to_currency, on_date)
);
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb
);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create sequence revision`.execute(db)
  for (const table of recordTables) await createRecordTable(db, table, extracted[table] ?? '')
  await sql.raw(workspaceTables).execute(db)
  await sql.raw(withoutStatistics('score', ['values', 'why', 'explanation'])).execute(db)
  await sql.raw(withoutStatistics('plan_item', ['before', 'after', 'reason'])).execute(db)
  await sql.raw(withoutStatistics('remote_value', ['held', 'written'])).execute(db)
}
