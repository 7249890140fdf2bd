import { type Kysely, sql } from 'kysely'
import { createRecordTable } from '../record-table.ts'

/**
 * Tickets as they are measured. `ticket_metric` and `ticket_turn` are narrow, since every report reads many of their rows;
 * durations are whole seconds. Moments and not outcomes are kept (when a target falls due, when first-contact resolution is
 * mature), so that a row holds until an event changes it; `ticket_due` has the few tickets that time alone changes. The dirty
 * tables hold what is still to be computed, so that a scoring that was cut off goes on where it was.
 */
const serviceTables = `
alter table message add column ticket_id text collate "C" generated always as (data->>'ticketId') stored;
alter table status_change add column ticket_id text collate "C" generated always as (data->>'ticketId') stored;
alter table ticket_event add column ticket_id text collate "C" generated always as (data->>'ticketId') stored;
alter table survey_response add column ticket_id text collate "C" generated always as (data->>'ticketId') stored;
create index message_ticket on message (connection, ticket_id);
create index status_change_ticket on status_change (connection, ticket_id);
create index ticket_event_ticket on ticket_event (connection, ticket_id);
create index survey_response_ticket on survey_response (connection, ticket_id) where ticket_id is not null;
create index contact_merged on contact (connection, merged_into) where merged_into is not null;
create index company_merged on company (connection, merged_into) where merged_into is not null;
create index ticket_merged on ticket (connection, merged_into) where merged_into is not null;
create table ticket_metric (
  connection text not null,
  ticket_id text not null,
  party_entity text,
  party_id text,
  through_contact text,
  customer_id bigint,
  merged_into text,
  started_at timestamptz not null,
  started_on date not null,
  standing text not null,
  initiator text not null,
  category text not null,
  channel text,
  priority text,
  topic text,
  agent text,
  team text,
  first_response integer,
  first_response_business integer,
  first_response_customer integer,
  first_response_agent integer,
  first_response_agent_business integer,
  first_outcome text,
  first_outcome_agent text,
  first_due_at timestamptz,
  first_replied_at timestamptz,
  first_closed_at timestamptz,
  waiting_since timestamptz,
  waiting_due_at timestamptz,
  resolved_at timestamptz,
  first_resolution integer,
  full_resolution integer,
  full_resolution_business integer,
  requester_wait integer not null,
  agent_wait integer not null,
  on_hold integer not null,
  replies integer not null,
  touches integer not null,
  reopens integer not null,
  satisfaction real,
  survey_resolved boolean,
  fcr boolean,
  fcr_reason text,
  fcr_own boolean,
  fcr_own_reason text,
  fcr_matures_at timestamptz,
  flags text[] not null,
  primary key (connection, ticket_id)
) with (fillfactor = 80);
create index ticket_metric_started on ticket_metric (started_on);
create index ticket_metric_customer on ticket_metric (customer_id, started_at);
create table ticket_turn (
  connection text not null,
  ticket_id text not null,
  position integer not null,
  started_on date not null,
  replied_on date,
  agent text,
  team text,
  channel text,
  reply integer,
  reply_business integer,
  agent_reply integer,
  agent_reply_business integer,
  outcome text,
  due_at timestamptz,
  primary key (connection, ticket_id, position)
);
create table ticket_due (
  connection text not null,
  ticket_id text not null,
  due_at timestamptz not null,
  primary key (connection, ticket_id)
);
create index ticket_due_at on ticket_due (due_at);
create table dirty_ticket (
  connection text not null,
  ticket_id text not null,
  primary key (connection, ticket_id)
);
create table dirty_ticket_customer (customer_id bigint primary key);
create index ticket_turn_started on ticket_turn (started_on);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await createRecordTable(db, 'ticket_event')
  await sql.raw(serviceTables).execute(db)
}
