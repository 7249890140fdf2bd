import type { TicketEvent } from '@rapport/metrics'
import type { EntityName, entities } from '@rapport/model'
import { type Database, tableOf } from '@rapport/store'
import { sql } from 'kysely'
import type { z } from 'zod'
import { ticketBeginning } from './ticket-beginning.ts'

/** An entity as it is stored. */
export type Stored<E extends EntityName> = z.output<(typeof entities)[E]>

/** A ticket as it is stored, with what hangs off it. */
export interface StoredTicket {
  readonly id: string
  readonly data: Stored<'ticket'>
  readonly deletedAt: Date | null
  readonly mergedInto: string | null
}

/** Some tickets of one connection: those that are asked for, and those that were merged into them. */
export interface TicketHistories {
  readonly tickets: ReadonlyMap<string, StoredTicket>
  readonly events: ReadonlyMap<string, readonly TicketEvent[]>
}

/**
 * The events of some tickets of one connection and of all that were merged into them, by ticket id. Few tickets at a time: the
 * events of all of them are in memory together.
 */
export async function ticketHistories(
  db: Database,
  connection: string,
  ids: readonly string[],
): Promise<TicketHistories> {
  const stored = await readTickets(db, connection, ids)
  const tickets = new Map(stored.map((ticket) => [ticket.id, ticket]))
  const events = new Map<string, TicketEvent[]>()
  for (const id of tickets.keys()) events.set(id, [])
  const all = [...tickets.keys()]
  const [messages, statuses, others, answers] = await Promise.all([
    readParts(db, 'message', connection, all),
    readParts(db, 'statusChange', connection, all),
    readParts(db, 'ticketEvent', connection, all),
    readParts(db, 'surveyResponse', connection, all),
  ])
  for (const row of messages) events.get(row.ticketId)?.push(messageEvent(connection, row))
  for (const row of statuses) events.get(row.ticketId)?.push(statusEvent(connection, row))
  for (const row of others) events.get(row.ticketId)?.push(otherEvent(connection, row))
  for (const row of answers) events.get(row.ticketId)?.push(surveyEvent(connection, row))
  const firstAssignments = earliestAssignments(others)
  const keepsMessages = messages.length > 0 || (await keepsAnyMessages(db, connection))
  for (const ticket of stored) {
    const own = events.get(ticket.id)
    const firstAssignment = firstAssignments.get(ticket.id) ?? null
    own?.push(...ticketBeginning(ticket, own, { firstAssignment, keepsMessages }))
  }
  return { tickets, events }
}

/** Whether messages of a connection are read at all: then a ticket without one is not answered yet. */
async function keepsAnyMessages(db: Database, connection: string): Promise<boolean> {
  const { rows } = await sql<{ keeps: boolean }>`
    select exists (select from message where connection = ${connection})
      or exists (select from checkpoint where connection = ${connection} and stream = 'message') as keeps
  `.execute(db)
  return rows[0]?.keeps ?? false
}

async function readTickets(
  db: Database,
  connection: string,
  ids: readonly string[],
): Promise<StoredTicket[]> {
  // Those asked for by themselves: behind the recursion the planner would rather read the whole table.
  const { rows } = await sql<StoredTicket>`
    with recursive merged as (
      select id from ticket where connection = ${connection} and merged_into = any(${ids}::text[])
      union
      select ticket.id from merged
      join ticket on ticket.connection = ${connection} and ticket.merged_into = merged.id
    )
    select id, data, deleted_at as "deletedAt", merged_into as "mergedInto" from ticket
    where connection = ${connection} and (id = any(${ids}::text[]) or id = any(array(select id from merged)))
  `.execute(db)
  return rows
}

interface Part<E extends EntityName> {
  readonly ticketId: string
  readonly id: string
  readonly data: Stored<E>
}

async function readParts<E extends 'message' | 'statusChange' | 'ticketEvent' | 'surveyResponse'>(
  db: Database,
  entity: E,
  connection: string,
  ids: readonly string[],
): Promise<readonly Part<E>[]> {
  const { rows } = await sql<Part<E>>`
    select ticket_id as "ticketId", id, data from ${sql.table(tableOf(entity))}
    where connection = ${connection} and ticket_id = any(${ids}::text[]) and deleted_at is null
  `.execute(db)
  return rows
}

function messageEvent(source: string, { ticketId, id, data }: Part<'message'>): TicketEvent {
  return {
    type: 'message',
    source,
    id: `message/${id}`,
    ticketId,
    at: Date.parse(data.at),
    direction: data.direction,
    author: data.author,
    authorId: data.authorId,
    sessionId: data.sessionId,
    visibility: data.visibility,
    automatic: data.automatic,
    kind: data.kind,
    delivered: data.delivered,
    ringAt: moment(data.ringAt),
    answeredAt: moment(data.answeredAt),
    endedAt: moment(data.endedAt),
    ...(data.loggedAt === undefined ? {} : { loggedAt: moment(data.loggedAt) }),
  }
}

function statusEvent(source: string, { ticketId, id, data }: Part<'statusChange'>): TicketEvent {
  return {
    type: 'status',
    source,
    id: `status/${id}`,
    ticketId,
    at: Date.parse(data.at),
    from: data.from,
    to: data.to,
    category: data.category,
    ...(data.byRole === undefined ? {} : { by: data.byRole }),
  }
}

function otherEvent(source: string, { ticketId, id, data }: Part<'ticketEvent'>): TicketEvent {
  const base = { source, id: `event/${id}`, ticketId, at: Date.parse(data.at) }
  switch (data.type) {
    case 'assigned':
      return { ...base, type: 'assigned', ...halves(data.agentId, data.teamId) }
    case 'priority':
      return { ...base, type: 'priority', from: data.from, to: data.to }
    case 'schedule_applied':
      return { ...base, type: 'schedule_applied', schedule: data.to ?? '' }
    case 'survey':
      return { ...base, type: 'survey', resolved: data.resolved ?? null, satisfaction: null }
    default:
      return { ...base, type: data.type }
  }
}

/** The halves of an assignment that are told. */
export function halves(
  agent: string | null | undefined,
  team: string | null | undefined,
): { readonly agent?: string | null; readonly team?: string | null } {
  return { ...(agent === undefined ? {} : { agent }), ...(team === undefined ? {} : { team }) }
}

/** By ticket id. */
function earliestAssignments(
  parts: readonly Part<'ticketEvent'>[],
): ReadonlyMap<string, Stored<'ticketEvent'>> {
  const earliest = new Map<string, Stored<'ticketEvent'>>()
  for (const { ticketId, data } of parts) {
    if (data.type !== 'assigned') continue
    const known = earliest.get(ticketId)
    if (known === undefined || Date.parse(data.at) < Date.parse(known.at)) earliest.set(ticketId, data)
  }
  return earliest
}

function surveyEvent(source: string, { ticketId, id, data }: Part<'surveyResponse'>): TicketEvent {
  return {
    type: 'survey',
    source,
    id: `survey/${id}`,
    ticketId,
    at: Date.parse(data.at),
    resolved: data.resolved ?? null,
    satisfaction: data.kind === 'csat' ? fromOneToTen(data) : null,
  }
}

/** The mean of CSAT is kept on a scale from 1 to 10, whatever the source's (METRICS, experience). */
function fromOneToTen(answer: Stored<'surveyResponse'>): number | null {
  const { score, scaleMin, scaleMax, higherIsBetter } = answer
  if (score === null || scaleMax <= scaleMin) return null
  // Multiplied first, so that what is on that scale stays as it is to the last digit.
  return 1 + (9 * (higherIsBetter ? score - scaleMin : scaleMax - score)) / (scaleMax - scaleMin)
}

function moment(text: string | null): number | null {
  return text === null ? null : Date.parse(text)
}
