import { type Kysely, sql } from 'kysely'

/** What hangs off a ticket, and may be moved to another one. */
const parts = ['message', 'status_change', 'ticket_event', 'survey_response']

/**
 * By which policies a ticket was measured; on which days it was answered and solved, so that figures can be counted on the day
 * something happened; since when it is in its category, as its waits are kept only up to then: what grows with time does not hold;
 * and which replies are not the first. A part that moves to another ticket is no part of the one before any more: only the database
 * sees both, and marks that one: in the order of the ids, as several transactions may mark the same ones. What was measured before
 * lacks all of this, and is measured again.
 */
const ticketFigures = `
truncate ticket_metric, ticket_turn, ticket_due;
create table ticket_policy (
  id integer generated always as identity primary key,
  service text not null,
  fcr text not null,
  unique (service, fcr)
);
alter table ticket_metric
  add column policy_id integer,
  add column category_since timestamptz,
  add column response_on date,
  add column first_resolved_on date,
  add column repeat_contact boolean;
create index ticket_metric_response on ticket_metric (response_on) where response_on is not null;
create index ticket_metric_resolved on ticket_metric (first_resolved_on) where first_resolved_on is not null;
alter table ticket_turn add column is_next boolean;
drop index ticket_turn_started;
create index ticket_turn_replied on ticket_turn (replied_on) where is_next;
create function mark_ticket_before() returns trigger language plpgsql as $$
begin
  insert into dirty_ticket (connection, ticket_id)
  select distinct before.connection, before.ticket_id from before
  join after on after.connection = before.connection and after.id = before.id
  where before.ticket_id is not null and before.ticket_id is distinct from after.ticket_id
  order by 1, 2 on conflict do nothing;
  return null;
end
$$;
${parts
  .map(
    (part) => `create trigger ${part}_moved after update on ${part}
referencing old table as before new table as after for each statement execute function mark_ticket_before();`,
  )
  .join('\n')}
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(ticketFigures).execute(db)
}
