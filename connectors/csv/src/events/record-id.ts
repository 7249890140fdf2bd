import { createHash } from 'node:crypto'
import type { TicketEventLine } from '@rapport/model'

/**
 * The id of an event's record: the source's own, with the source where one is named; else a digest of what the event says, so
 * that a line that stands there twice, or is written in another way, is one event.
 */
export function recordId({ source, id, ...event }: TicketEventLine): string {
  if (id !== undefined) return source === undefined ? id : JSON.stringify([source, id])
  const content = Object.entries({ ...event, ...(source === undefined ? {} : { source }) })
  content.sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
}

/** A moment of an event, as records have it. */
export function instantOf(at: number): string {
  return new Date(at).toISOString()
}
