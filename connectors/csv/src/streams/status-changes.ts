import { defineEventStream } from '../events/event-stream.ts'
import { instantOf, recordId } from '../events/record-id.ts'

/** Moves of tickets from one status to another, from a file of events. */
export const statusChanges = defineEventStream({
  entity: 'statusChange',
  types: ['status'],
  convert: (event) => {
    if (event.type !== 'status') return null
    const { ticketId, at, from, to, category, by } = event
    return {
      id: recordId(event),
      ticketId,
      at: instantOf(at),
      from,
      to,
      category,
      ...(by === undefined ? {} : { byRole: by }),
    }
  },
})
