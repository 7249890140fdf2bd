import { type NextReplyFigures, nextReplyFigures } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { durationsAtPositions, type FiguresRequest } from './grouped-figures.ts'
import { groupOf, inSlice } from './service-slice.ts'

/**
 * How fast customers were answered again, after the first response, by group. Each reply counts with who gave it and the team that had
 * the ticket when the customer asked; on the day the ticket began, or on the day of the reply.
 */
export async function groupedNextReplies(
  db: Database,
  request: FiguresRequest,
): Promise<ReadonlyMap<string | null, NextReplyFigures>> {
  const { slice, grouping } = request
  const replies = sql`
    select ${groupOf(grouping, slice)} as "group", ${replyColumn(request)} as duration
    from (${nextReplies(request)}) as metric
    where ${inSlice(slice)} and ${replyColumn(request)} is not null`
  const { rows: groups } = await sql<{ group: string | null; answered: number; totalSeconds: number }>`
    select reply."group", count(*) as answered, sum(reply.duration)::float8 as "totalSeconds"
    from (${replies}) as reply group by 1
  `.execute(db)
  const values = await durationsAtPositions(db, replies, groups)
  return new Map(
    groups.map(({ group, ...counts }) => [group, nextReplyFigures(counts, values.get(group) ?? [])]),
  )
}

/** Where replies are grouped by agent, the agent's own time counts: from the assignment. */
function replyColumn({ clock, grouping }: FiguresRequest): RawBuilder<number | null> {
  const whose = grouping === 'agent' ? 'agent_reply' : 'reply'
  return sql.ref(`metric.${clock === 'business' ? `${whose}_business` : whose}`)
}

/** The replies with what of their tickets is grouped and chosen by, under the names that the tickets themselves have. */
function nextReplies({ slice: { dayOf = 'start', from, to } }: FiguresRequest): RawBuilder<unknown> {
  const day = sql.ref(dayOf === 'start' ? 'ticket.started_on' : 'turn.replied_on')
  return sql`
    select turn.connection, turn.agent, turn.team, turn.replied_on as counted_on,
      turn.reply, turn.reply_business, turn.agent_reply, turn.agent_reply_business,
      ticket.standing, ticket.started_on, ticket.channel, ticket.priority, ticket.topic, ticket.customer_id
    from ticket_turn as turn
    join ticket_metric as ticket on ticket.connection = turn.connection and ticket.ticket_id = turn.ticket_id
    where turn.is_next and ${day} between ${from}::date and ${to}::date`
}
