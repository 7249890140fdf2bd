import { defineEventStream } from '../events/event-stream.ts'
import { instantOf, recordId } from '../events/record-id.ts'

const optionalInstant = (at: number | null): string | null => (at === null ? null : instantOf(at))

/** What was said on tickets, from a file of events. */
export const messages = defineEventStream({
  entity: 'message',
  types: ['message'],
  convert: (event) => {
    if (event.type !== 'message') return null
    const { at, ringAt, answeredAt, endedAt, loggedAt = null } = event
    return {
      id: recordId(event),
      ticketId: event.ticketId,
      at: instantOf(at),
      direction: event.direction,
      author: event.author,
      authorId: event.authorId,
      visibility: event.visibility,
      automatic: event.automatic,
      kind: event.kind,
      delivered: event.delivered,
      sessionId: event.sessionId,
      ringAt: optionalInstant(ringAt),
      answeredAt: optionalInstant(answeredAt),
      endedAt: optionalInstant(endedAt),
      ...(loggedAt === null ? {} : { loggedAt: instantOf(loggedAt) }),
    }
  },
})
