import { type NextReplyFigures, nextReplyFigures } from '@rapport/metrics'
import type { Database } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import type { FiguresRequest } from './grouped-figures.ts'
import { inTurns } from './in-turns.ts'
import { listedDurations, rowsOfGroups } from './listed-durations.ts'
import { groupColumns, groupOf, inSlice } from './service-slice.ts'

/**
 * How fast customers were answered again, after the first response, by group. Each reply counts with who gave it and the team that had
 * the ticket when the customer asked; on the day the ticket began, or on the day of the reply.
 */
export async function groupedNextReplies(
  db: Database,
  request: FiguresRequest,
): Promise<ReadonlyMap<string | null, NextReplyFigures>> {
  const { slice, grouping } = request
  const reply = replyColumn(request)
  const columns = groupColumns(grouping, slice)
  const byColumns = columns.length === 0 ? sql`` : sql`group by ${sql.join(columns)}`
  // First by the columns as they are: what people see is made of few groups and not of each reply.
  const groups = await rowsOfGroups(
    db,
    sql<{ group: string | null; replies: string | null }>`
      select ${groupOf(grouping, slice)} as "group", string_agg(array_to_string(metric.replies, ','), ',') as replies
      from (
        select ${sql.join([...columns, sql`array_agg(${reply}) as replies`])}
        from (${nextReplies}) as metric
        where ${inSlice(slice)} and ${reply} is not null
        ${byColumns}
      ) as metric
      group by 1
    `,
  )
  return new Map(
    await inTurns(groups, ({ group, replies }): [string | null, NextReplyFigures] => {
      const { answered, totalSeconds, values } = listedDurations(replies)
      return [group, nextReplyFigures({ answered, totalSeconds }, values)]
    }),
  )
}

/** Where replies are grouped by agent, the agent's own time counts: from the assignment. */
function replyColumn({ clock, grouping }: FiguresRequest): RawBuilder<number | null> {
  const whose = grouping === 'agent' ? 'agent_reply' : 'reply'
  return sql.ref(`metric.${clock === 'business' ? `${whose}_business` : whose}`)
}

/** The replies, with what of their tickets is grouped and chosen by under the names that the tickets themselves have. */
export const nextReplies = sql`
  select connection, agent, team, replied_on as counted_on, reply, reply_business, agent_reply, agent_reply_business,
    standing, ticket_started_on as started_on, ticket_channel as channel, priority, topic, customer_id
  from ticket_turn where is_next`
