import type { BotHandoff, Milliseconds, TicketEvent, TicketMerged, TicketMessage } from './events.ts'

type EventsByTicket = ReadonlyMap<string, readonly TicketEvent[]>

/** The merge that says where each merged ticket went. */
type Merges = Map<string, TicketMerged>

/**
 * Moves what was said on tickets that were merged away, messages and handoffs, to where they were merged in the end; everything else
 * stays. The last merge of a ticket counts. A ticket whose target is not among those given keeps what it has. Where tickets were merged
 * in a circle, the merge that came last (of several at once, that of the ticket whose id sorts last) is undone: its `into`
 * becomes the ticket itself, which `ticketMetrics` flags. Merges after `asOf` (ms since 1970) have not happened. Lists that
 * nothing is moved out of or into are returned as they are.
 */
export function mergeTickets(
  eventsByTicket: EventsByTicket,
  asOf: Milliseconds = Number.POSITIVE_INFINITY,
): EventsByTicket {
  const merges = lastMerges(eventsByTicket, asOf)
  if (merges.size === 0) return eventsByTicket
  const undone = undoCircles(merges)
  const targets = finalTargets(merges, eventsByTicket)
  const merged = new Map<string, readonly TicketEvent[]>(eventsByTicket)
  for (const ticketId of undone) merged.set(ticketId, (merged.get(ticketId) ?? []).map(intoItself))
  const arrivals = new Map<string, TicketEvent[]>()
  for (const [from, to] of targets) {
    const events = merged.get(from) ?? []
    const moved = events.filter(isSaid)
    merged.set(
      from,
      events.filter((event) => !isSaid(event)),
    )
    const arrived = arrivals.get(to) ?? []
    for (const event of moved) arrived.push({ ...event, ticketId: to, mergedFrom: event.mergedFrom ?? from })
    arrivals.set(to, arrived)
  }
  for (const [to, arrived] of arrivals) merged.set(to, [...(merged.get(to) ?? []), ...arrived])
  return merged
}

const isSaid = (event: TicketEvent): event is TicketMessage | BotHandoff =>
  event.type === 'message' || event.type === 'bot_handoff'

const intoItself = (event: TicketEvent): TicketEvent =>
  event.type === 'merged' ? { ...event, into: event.ticketId } : event

function lastMerges(eventsByTicket: EventsByTicket, asOf: Milliseconds): Merges {
  const merges: Merges = new Map()
  for (const [ticketId, events] of eventsByTicket) {
    for (const event of events) {
      if (event.type !== 'merged' || event.at > asOf || event.into === ticketId) continue
      const known = merges.get(ticketId)
      if (known === undefined || isLater(event, known, event.into > known.into)) merges.set(ticketId, event)
    }
  }
  return merges
}

const isLater = (event: TicketMerged, other: TicketMerged, otherwise: boolean): boolean =>
  event.at === other.at ? otherwise : event.at > other.at

/** Takes one merge out of each circle; gives the tickets whose merge that was. */
function undoCircles(merges: Merges): string[] {
  const undone: string[] = []
  const walked = new Set<string>()
  for (const start of merges.keys()) {
    const path = new Set<string>()
    let ticketId: string | undefined = start
    while (ticketId !== undefined && !walked.has(ticketId)) {
      walked.add(ticketId)
      path.add(ticketId)
      ticketId = merges.get(ticketId)?.into
    }
    // Walks that end where an earlier one went have found nothing new.
    if (ticketId === undefined || !path.has(ticketId)) continue
    const circle = [...path]
    undone.push(lastMerged(circle.slice(circle.indexOf(ticketId)), merges))
  }
  for (const ticketId of undone) merges.delete(ticketId)
  return undone
}

function lastMerged(circle: readonly string[], merges: Merges): string {
  return circle.reduce((last, ticketId) => {
    const [merge, known] = [merges.get(ticketId), merges.get(last)]
    const isLast = merge !== undefined && known !== undefined && isLater(merge, known, ticketId > last)
    return isLast ? ticketId : last
  })
}

/** Where each merged ticket ended, among the tickets that are known; without those that lead nowhere known. */
function finalTargets(merges: Merges, known: EventsByTicket): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  for (const start of merges.keys()) {
    const path: string[] = []
    let end = start
    while (!targets.has(end)) {
      const into = merges.get(end)?.into
      if (into === undefined || !known.has(into)) break
      path.push(end)
      end = into
    }
    const target = targets.get(end) ?? end
    for (const ticketId of path) targets.set(ticketId, target)
  }
  return targets
}
