import { compareEvents } from './event-order.ts'
import type { Milliseconds, TicketEvent } from './events.ts'

/** Up to here comparing each with each is faster than a set. */
const FEW = 16

/**
 * The events without duplicates: of the same type, source and id the first one stays, of identical ones without an id one. They come
 * in the order of `compareEvents`, so that the same one stays however they arrived. Returns the list itself where it has none.
 */
export function deduplicate(ordered: readonly TicketEvent[], asOf: Milliseconds): readonly TicketEvent[] {
  const isRepeated = ordered.length <= FEW ? repeatedAmongFew(ordered, asOf) : repeatedAmongMany(asOf)
  let kept: TicketEvent[] | null = null
  for (let index = 0; index < ordered.length; index += 1) {
    const event = ordered[index]
    if (event === undefined) continue
    if (isRepeated(event, ordered[index - 1], index)) kept ??= ordered.slice(0, index)
    else kept?.push(event)
  }
  return kept ?? ordered
}

type IsRepeated = (event: TicketEvent, before: TicketEvent | undefined, index: number) => boolean

/** Identical events stand next to each other. */
const isIdentical = (event: TicketEvent, before: TicketEvent | undefined, asOf: Milliseconds): boolean =>
  before !== undefined && before.at === event.at && compareEvents(before, event, asOf) === 0

function repeatedAmongFew(ordered: readonly TicketEvent[], asOf: Milliseconds): IsRepeated {
  return (event, before, index) => {
    if (event.id === undefined) return isIdentical(event, before, asOf)
    for (let earlier = 0; earlier < index; earlier += 1) {
      const other = ordered[earlier]
      if (other?.id === event.id && other.type === event.type && other.source === event.source) return true
    }
    return false
  }
}

function repeatedAmongMany(asOf: Milliseconds): IsRepeated {
  const seen = new Set<string>()
  return (event, before) => {
    if (event.id === undefined) return isIdentical(event, before, asOf)
    const key = JSON.stringify([event.type, event.source, event.id])
    if (seen.has(key)) return true
    seen.add(key)
    return false
  }
}
