import { type Kysely, sql } from 'kysely'

/**
 * Next replies keep what reports group and choose them by of their tickets, so that one index answers for them: to look up the ticket
 * of each took a minute for a year of them. Other turns have none of it. What is kept already is filled in. Ids of people and teams are
 * cut as those of the tickets are: longer ones would not fit into the index.
 */
const nextReplies = `
alter table ticket_turn
  add column standing text,
  add column ticket_started_on date,
  add column customer_id bigint,
  add column ticket_channel text,
  add column priority text,
  add column topic text;
drop index ticket_turn_replied;
update ticket_turn as turn set standing = ticket.standing, ticket_started_on = ticket.started_on, customer_id = ticket.customer_id,
  ticket_channel = ticket.channel, priority = ticket.priority, topic = ticket.topic,
  agent = left(turn.agent, 100), team = left(turn.team, 100)
from ticket_metric as ticket
where turn.is_next and ticket.connection = turn.connection and ticket.ticket_id = turn.ticket_id;
create index ticket_turn_next on ticket_turn (ticket_started_on) include (
  replied_on, reply, reply_business, agent_reply, agent_reply_business, customer_id, connection, agent, team, ticket_channel, priority,
  topic
) where is_next and standing = 'counted';
create index ticket_turn_replied on ticket_turn (replied_on) where is_next and standing = 'counted';
alter table ticket_turn set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02);
`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(nextReplies).execute(db)
}
