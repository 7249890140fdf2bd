import type { TicketEvent } from '@rapport/metrics'
import type { StoredTicket } from './stored-events.ts'

/**
 * What a ticket itself says of its history, beside the events that the source lists: that it was created, and whatever the source
 * keeps only as the present state (who has it, that it is solved, spam, deleted or merged).
 */
export function ticketBeginning(ticket: StoredTicket, listed: readonly TicketEvent[]): TicketEvent[] {
  const { id: ticketId, data, deletedAt, mergedInto } = ticket
  const createdAt = Date.parse(data.createdAt)
  const has = (type: TicketEvent['type']) => listed.some((event) => event.type === type)
  const events: TicketEvent[] = [
    {
      type: 'created',
      ticketId,
      at: createdAt,
      initiator: data.initiator ?? supposedInitiator(listed),
      channel: data.channel,
      customerId: partyOf(data),
      topic: data.topic,
    },
  ]
  if (!has('assigned') && (data.agentId !== null || data.teamId !== null)) {
    events.push({ type: 'assigned', ticketId, at: createdAt, agent: data.agentId, team: data.teamId })
  }
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
