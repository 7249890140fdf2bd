import type { TicketEvent } from '@rapport/metrics'
import type { Stored, StoredTicket } from './stored-events.ts'

/** What is known beside the ticket and its events. */
export interface KnownOfTicket {
  /** The earliest assignment that is listed. */
  readonly firstAssignment: Stored<'ticketEvent'> | null
  /** Whether messages of its connection are read. */
  readonly keepsMessages: boolean
}

/**
 * What a ticket itself says of its history, beside the events that the source lists: that it was created, and whatever the source
 * keeps only as the present state (who has it, that it is solved, spam, deleted or merged).
 */
export function ticketBeginning(
  ticket: StoredTicket,
  listed: readonly TicketEvent[],
  { firstAssignment, keepsMessages }: KnownOfTicket,
): TicketEvent[] {
  const { id: ticketId, data, deletedAt, mergedInto } = ticket
  const createdAt = Date.parse(data.createdAt)
  const has = (type: TicketEvent['type']) => listed.some((event) => event.type === type)
  const events: TicketEvent[] = [
    ...(data.creationKnown === false ? [] : [creation(ticket, listed, keepsMessages)]),
    ...assignedAtFirst(ticket, listed, firstAssignment),
  ]
  if (!has('priority') && data.priority !== null) {
    events.push({ type: 'priority', ticketId, at: createdAt, from: null, to: data.priority })
  }
  if (!has('status')) events.push(...presentStatus(ticket, createdAt))
  if (data.spam && !has('spam')) events.push({ type: 'spam', ticketId, at: createdAt })
  if (mergedInto !== null) {
    events.push({ type: 'merged', ticketId, at: deletedAt?.getTime() ?? createdAt, into: mergedInto })
  } else if (deletedAt !== null) {
    events.push({ type: 'deleted', ticketId, at: deletedAt.getTime() })
  }
  return events
}

function creation(
  { id: ticketId, data }: StoredTicket,
  listed: readonly TicketEvent[],
  keepsMessages: boolean,
): TicketEvent {
  const vendorSeconds = data.vendorReported.firstResponseSeconds
  return {
    type: 'created',
    ticketId,
    at: Date.parse(data.createdAt),
    initiator: data.initiator ?? supposedInitiator(listed),
    channel: data.channel,
    customerId: partyOf(data),
    topic: data.topic,
    ...(data.imported === undefined ? {} : { imported: data.imported }),
    ...hasMessages(data, keepsMessages),
    ...(isSeconds(vendorSeconds) ? { vendorFirstResponseSeconds: vendorSeconds } : {}),
  }
}

function hasMessages(data: StoredTicket['data'], keepsMessages: boolean): { readonly hasMessages?: boolean } {
  const known = data.hasMessages ?? (keepsMessages ? true : undefined)
  return known === undefined ? {} : { hasMessages: known }
}

const isSeconds = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/**
 * Who had it from the start: whoever the first change of that took it from; else, of what no change is listed, agent or team,
 * the present one.
 */
function assignedAtFirst(
  { id: ticketId, data }: StoredTicket,
  listed: readonly TicketEvent[],
  first: Stored<'ticketEvent'> | null,
): TicketEvent[] {
  const assignments = listed.filter((event) => event.type === 'assigned')
  const tellsAgent = assignments.some(({ agent }) => agent !== undefined)
  const tellsTeam = assignments.some(({ team }) => team !== undefined)
  const agent = first?.fromAgentId ?? (tellsAgent ? null : data.agentId)
  const team = first?.fromTeamId ?? (tellsTeam ? null : data.teamId)
  if (agent === null && team === null) return []
  return [
    {
      type: 'assigned',
      ticketId,
      at: Date.parse(data.createdAt),
      ...(agent === null ? {} : { agent }),
      ...(team === null ? {} : { team }),
    },
  ]
}

/** Without a history of statuses, only when the ticket was closed is known. */
function presentStatus({ id, data }: StoredTicket, createdAt: number): TicketEvent[] {
  const { category, status, closedAt } = data
  const resolved = category === 'solved' || category === 'closed'
  const at = resolved ? (closedAt === null ? null : Date.parse(closedAt)) : createdAt
  if (at === null || category === 'new') return []
  return [{ type: 'status', ticketId: id, at, from: null, to: status ?? category, category }]
}

/** Where the source does not say who began: whoever wrote first; a ticket without messages is a request. */
function supposedInitiator(listed: readonly TicketEvent[]): 'customer' | 'agent' | 'system' {
  let first: Extract<TicketEvent, { type: 'message' }> | null = null
  for (const event of listed) {
    if (event.type !== 'message' || event.visibility === 'private' || event.automatic) continue
    if (first === null || event.at < first.at) first = event
  }
  if (first === null || first.direction === 'in') return 'customer'
  return first.author === 'agent' ? 'agent' : 'system'
}

/** A person or company of the ticket, to tell whether there is one; which customer that is, is resolved in the store. */
function partyOf({ contacts, companies }: StoredTicket['data']): string | null {
  const [contact] = contacts
  if (contact !== undefined) return `contact:${contact.id}`
  const [company] = companies
  return company === undefined ? null : `company:${company.id}`
}
