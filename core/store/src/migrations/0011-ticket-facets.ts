import { type Kysely, sql } from 'kysely'

/** In the order of their numbers, from 1; 0 is none. Whoever reads facets goes by the same order. */
const outcome = (column: string): string =>
  `case ${column} when 'met' then 1 when 'missed' then 2 when 'pending' then 3 when 'closed' then 4 else 0 end`
const truth = (column: string): string =>
  `case when ${column} then 2 when ${column} is null then 0 else 1 end`
const yes = (condition: string): string => `case when ${condition} then 1 else 0 end`

/**
 * Everything that a report counts of a ticket, packed into one number, and an index from which reports are answered without the
 * rows: they are ten times as wide, and those of a quarter lie all over the table. Only pages without changes since the last
 * vacuum can be passed over, so that comes sooner than by default.
 */
const ticketFacets = `
alter table ticket_metric add column facets integer generated always as (
  ${outcome('first_outcome')}
  | ((${outcome('first_outcome_agent')}) << 3)
  | ((${yes('first_replied_at is not null')}) << 6)
  | ((${yes('first_resolution is not null')}) << 7)
  | ((${yes('reopens > 0')}) << 8)
  | ((${truth('fcr')}) << 9)
  | ((${yes(`fcr_reason = 'maturing'`)}) << 11)
  | ((${yes('repeat_contact')}) << 12)
  | ((${truth('survey_resolved')}) << 13)
) stored;
drop index ticket_metric_started;
create index ticket_metric_started on ticket_metric (started_on) include (
  facets, first_response, first_response_business, first_response_agent, first_response_agent_business, first_due_at, satisfaction,
  customer_id, connection, agent, team, channel, priority, topic
) where standing = 'counted';
alter table ticket_metric set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(ticketFacets).execute(db)
}
