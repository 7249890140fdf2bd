import type { EntityInput, TicketEventLine } from '@rapport/model'
import { defineEventStream } from '../events/event-stream.ts'
import { instantOf, recordId } from '../events/record-id.ts'

type TicketEvent = EntityInput<'ticketEvent'>

/** What else happened to tickets, from a file of events: all but what streams of their own have. */
export const ticketEvents = defineEventStream({
  entity: 'ticketEvent',
  types: [
    'assigned',
    'bot_handoff',
    'priority',
    'spam',
    'trash',
    'test',
    'restore',
    'deleted',
    'schedule_applied',
    'survey',
  ],
  convert: (event) => {
    const happened = whatHappened(event)
    if (happened === null) return null
    const { ticketId, at, type } = event
    return { id: `${type}/${recordId(event)}`, ticketId, at: instantOf(at), ...happened }
  },
})

function whatHappened(event: TicketEventLine): Omit<TicketEvent, 'id' | 'ticketId' | 'at'> | null {
  switch (event.type) {
    case 'created':
    case 'message':
    case 'status':
    case 'merged':
      return null
    case 'assigned': {
      const { type, agent, team } = event
      const agentId = agent === undefined ? {} : { agentId: agent }
      return { type, ...agentId, ...(team === undefined ? {} : { teamId: team }) }
    }
    case 'priority':
      return { type: event.type, from: event.from, to: event.to }
    case 'schedule_applied':
      return { type: event.type, to: event.schedule }
    case 'survey': {
      // With a score it is a survey response.
      const { type, resolved, satisfaction } = event
      if (satisfaction !== null) return null
      return { type, ...(resolved === null ? {} : { resolved }) }
    }
    default:
      return { type: event.type }
  }
}
