import { z } from 'zod'
import type { ZendeskContext } from './context.ts'
import type { TicketEvent } from './exports/ticket-events.ts'
import { isReject, parseRecord } from './records.ts'
import { optionalId, zendeskId } from './values.ts'

/** Most tickets of one call. */
const mostIds = 100

const ticketPeople = z.object({
  id: zendeskId,
  requester_id: optionalId,
  email_cc_ids: z.array(zendeskId).nullish(),
  collaborator_ids: z.array(zendeskId).nullish(),
})

/** On whose side people stand in some tickets. */
export interface TicketPeople {
  /** Whoever asked, then or now, and who is copied in; null: nothing is known of the ticket any more. */
  customersOf(ticketId: string): CustomerSide | null
}

export interface CustomerSide {
  readonly requesters: ReadonlySet<string>
  readonly copied: ReadonlySet<string>
}

const answer = z.object({ tickets: z.array(z.unknown()) })

/** Looks up who asked in the tickets of a page of events: a call for every hundred. */
export async function readTicketPeople(
  ctx: ZendeskContext,
  ticketIds: Iterable<string>,
  events: readonly TicketEvent[],
): Promise<TicketPeople> {
  const sides = new Map<string, { requesters: Set<string>; copied: Set<string> }>()
  const sideOf = (ticketId: string) => {
    const known = sides.get(ticketId) ?? { requesters: new Set<string>(), copied: new Set<string>() }
    sides.set(ticketId, known)
    return known
  }
  const wanted = [...new Set(ticketIds)]
  for (let start = 0; start < wanted.length; start += mostIds) {
    const { body } = await ctx.request({
      method: 'GET',
      path: '/api/v2/tickets/show_many.json',
      query: { ids: wanted.slice(start, start + mostIds).join(',') },
      budget: 'general',
      effect: 'read',
      schema: answer,
    })
    for (const record of body.tickets) {
      const ticket = parseRecord(ticketPeople, 'ticket', record)
      if (isReject(ticket)) continue
      const side = sideOf(ticket.id)
      if (ticket.requester_id !== null) side.requesters.add(ticket.requester_id)
      for (const id of ticket.email_cc_ids ?? ticket.collaborator_ids ?? []) side.copied.add(id)
    }
  }
  // A requester who was replaced had asked all the same, and a deleted ticket has its events only.
  for (const { ticket_id: ticketId, child_events: children } of events) {
    for (const { requester_id: requester, previous_value: previous } of children) {
      if (requester === null) continue
      const { requesters } = sideOf(ticketId)
      requesters.add(requester)
      const before = zendeskId.safeParse(previous)
      if (before.success) requesters.add(before.data)
    }
  }
  return { customersOf: (ticketId) => sides.get(ticketId) ?? null }
}
