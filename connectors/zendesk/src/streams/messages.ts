import { ConnectorError, defineStream } from '@rapport/connector'
import type { EntityInput } from '@rapport/model'
import { agentsOfToday } from '../agents-of-today.ts'
import type { ZendeskContext } from '../context.ts'
import { type Comment, comment, type TicketEvent } from '../exports/ticket-events.ts'
import { overlapMs, type TimeExportState, timeExportState } from '../exports/time-export.ts'
import { listPages } from '../lists.ts'
import { authorOf } from '../message-author.ts'
import { isReject, parseRecord } from '../records.ts'
import type { ZendeskSettings } from '../settings.ts'
import { readTicketPeople } from '../ticket-people.ts'
import { channelOf, relationOf } from '../via.ts'
import { type RecordChange, readTicketEvents } from './ticket-event-stream.ts'

/** A comment and where it stands. */
interface Written {
  readonly ticketId: string
  readonly at: string
  readonly comment: Comment
}

/** What was said on tickets: mails, forms, chats, notes and calls. */
export const messages = defineStream<'message', TimeExportState, ZendeskSettings>({
  entity: 'message',
  state: timeExportState,
  overlapMs,
  read: (ctx: ZendeskContext, since) =>
    readTicketEvents<'message'>(ctx, since, (events) => changesOf(ctx, events)),
})

async function* changesOf(
  ctx: ZendeskContext,
  events: readonly TicketEvent[],
): AsyncGenerator<RecordChange<'message'>> {
  const written: Written[] = []
  for (const event of events) {
    for (const child of event.child_events) {
      if (child.comment === undefined) continue
      const parsed = parseRecord(comment, 'comment', child.comment)
      if (isReject(parsed)) yield parsed
      else
        written.push({
          ticketId: event.ticket_id,
          at: parsed.created_at ?? event.created_at,
          comment: parsed,
        })
    }
  }
  written.push(...(await readMadePrivate(ctx, events)))
  if (written.length === 0) return
  const agents = await agentsOfToday(ctx)
  const people = await readTicketPeople(
    ctx,
    written.map(({ ticketId }) => ticketId),
    events,
  )
  for (const one of written) {
    const author = authorOf({
      authorId: one.comment.author_id,
      isPublic: one.comment.public,
      via: one.comment.via ?? null,
      customers: people.customersOf(one.ticketId),
      agentsOfToday: agents,
      bots: ctx.settings.botUsers,
    })
    yield { type: 'upsert', record: isCall(one.comment) ? callOf(one, author) : textOf(one, author) }
  }
}

/**
 * Comments that an agent made private afterwards. The event names the comment and tells nothing else of it, so that the comments of
 * its ticket are read; those of a deleted ticket stay as they were.
 */
async function readMadePrivate(ctx: ZendeskContext, events: readonly TicketEvent[]): Promise<Written[]> {
  const byTicket = new Map<string, Set<string>>()
  for (const { ticket_id: ticketId, child_events: children } of events) {
    for (const { event_type: type, comment_id: id } of children) {
      if (type !== 'CommentPrivacyChange' || id === null) continue
      byTicket.set(ticketId, (byTicket.get(ticketId) ?? new Set()).add(id))
    }
  }
  const found: Written[] = []
  for (const [ticketId, ids] of byTicket) {
    try {
      const path = `/api/v2/tickets/${encodeURIComponent(ticketId)}/comments.json`
      for await (const { records } of listPages(ctx, { path, list: 'comments' })) {
        for (const record of records) {
          const parsed = parseRecord(comment, 'comment', record)
          if (isReject(parsed) || !ids.has(parsed.id) || parsed.created_at == null) continue
          found.push({ ticketId, at: parsed.created_at, comment: parsed })
        }
      }
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'gone') throw error
    }
  }
  return found
}

function isCall({ type, data }: Comment): boolean {
  return type === 'VoiceComment' && data !== null && data !== undefined
}

function textOf({ ticketId, at, comment: said }: Written, author: Author): EntityInput<'message'> {
  return {
    id: said.id,
    ticketId,
    at,
    direction: author === 'customer' ? 'in' : 'out',
    author,
    authorId: said.author_id,
    visibility: said.public ? 'public' : 'private',
    automatic: author === 'automation' || author === 'system',
    kind: said.public ? (channelOf(said.via) === 'email' ? 'email' : 'text') : 'note',
    modifiedAt: at,
  }
}

type Author = EntityInput<'message'>['author']

/** A call that came in is the customer's, and names the agent who took it. */
function callOf({ ticketId, at, comment: said }: Written, author: Author): EntityInput<'message'> {
  const { data } = said
  const startedAt = data?.started_at ?? at
  const isOutbound = relationOf(said.via) === 'outbound'
  const answeredBy = data?.answered_by_id ?? null
  const seconds = data?.call_duration ?? null
  return {
    id: said.id,
    ticketId,
    at: startedAt,
    direction: isOutbound ? 'out' : 'in',
    author: isOutbound ? author : 'customer',
    authorId: isOutbound ? said.author_id : answeredBy,
    kind: 'call',
    ringAt: isOutbound ? null : startedAt,
    answeredAt: answeredBy === null ? null : startedAt,
    endedAt: seconds === null ? null : new Date(Date.parse(startedAt) + seconds * 1_000).toISOString(),
    modifiedAt: at,
  }
}
