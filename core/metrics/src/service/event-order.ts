import type { Milliseconds, TicketEvent, TicketStatusChange } from './events.ts'
import { askedAt, isAnsweredCall } from './qualifying-reply.ts'

/**
 * What comes first of events at one instant. Sources stamp whole seconds, so that "reply and solve" is one instant: what sets the
 * terms, then what the customer says, then bots, then people, then what that did to the ticket.
 */
const RANKS = {
  created: 0,
  schedule_applied: 1,
  priority: 2,
  assigned: 3,
  // Messages: 4 by the customer, 5 by machines, 7 by agents.
  bot_handoff: 6,
  status: 8,
  survey: 9,
  spam: 10,
  trash: 11,
  test: 12,
  deleted: 13,
  restore: 14,
  merged: 15,
} as const

const MESSAGE_RANKS = { customer: 4, bot: 5, automation: 5, campaign: 5, system: 5, agent: 7 } as const

const rankOf = (event: TicketEvent): number =>
  event.type === 'message' ? MESSAGE_RANKS[event.author] : RANKS[event.type]

/** When an event takes effect: a call when it is answered, or else rings. */
export function momentOf(event: TicketEvent, asOf: Milliseconds): Milliseconds {
  if (event.type !== 'message' || event.kind !== 'call') return event.at
  return isAnsweredCall(event, asOf) ? (event.answeredAt ?? event.at) : Math.min(askedAt(event), asOf)
}

/** Compares by moment, then as `RANKS` says, then by source and id, then by all keys: 0 only for identical events. */
export function compareEvents(left: TicketEvent, right: TicketEvent, asOf: Milliseconds): number {
  return (
    momentOf(left, asOf) - momentOf(right, asOf) ||
    rankOf(left) - rankOf(right) ||
    compareText(left.source ?? '', right.source ?? '') ||
    compareText(left.id ?? '', right.id ?? '') ||
    compareText(allKeys(left), allKeys(right))
  )
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const allKeys = (event: TicketEvent): string =>
  JSON.stringify(Object.entries(event).sort(([left], [right]) => compareText(left, right)))

/** The events in that order. Returns the list itself where it is in order. */
export function inOrder(events: readonly TicketEvent[], asOf: Milliseconds): readonly TicketEvent[] {
  for (let index = 1; index < events.length; index += 1) {
    const [before, after] = [events[index - 1], events[index]]
    if (before !== undefined && after !== undefined && compareEvents(before, after, asOf) > 0) {
      return events.toSorted((left, right) => compareEvents(left, right, asOf))
    }
  }
  return events
}

/** Puts status changes at one instant so that each starts, where one does, from what the one before led to. */
export function chainStatuses(ordered: readonly TicketEvent[]): readonly TicketEvent[] {
  let chained: TicketEvent[] | null = null
  let current: string | null = null
  for (let index = 0; index < ordered.length; index += 1) {
    const event = ordered[index]
    if (event?.type !== 'status') continue
    const group = statusesAtOnce(ordered, index)
    if (group.length > 1) {
      chained ??= [...ordered]
      for (const [place, change] of chainOf(group, current).entries()) chained[index + place] = change
      index += group.length - 1
    }
    const last = (chained ?? ordered)[index]
    current = last?.type === 'status' ? last.to : current
  }
  return chained ?? ordered
}

const NOTHING: readonly TicketStatusChange[] = []

function statusesAtOnce(ordered: readonly TicketEvent[], index: number): readonly TicketStatusChange[] {
  const next = ordered[index + 1]
  if (next?.type !== 'status' || next.at !== ordered[index]?.at) return NOTHING
  const group: TicketStatusChange[] = []
  for (let place = index; place < ordered.length; place += 1) {
    const event = ordered[place]
    if (event?.type !== 'status' || event.at !== next.at) break
    group.push(event)
  }
  return group
}

function chainOf(group: readonly TicketStatusChange[], before: string | null): TicketStatusChange[] {
  const byStart = Map.groupBy(group.toReversed(), ({ from }) => from)
  const left = new Set(group)
  const chain: TicketStatusChange[] = []
  let current = before
  while (left.size > 0) {
    const following = byStart.get(current) ?? []
    let next = following.pop()
    while (next !== undefined && !left.has(next)) next = following.pop()
    const [first] = left
    const taken = next ?? first
    if (taken === undefined) break
    left.delete(taken)
    chain.push(taken)
    current = taken.to
  }
  return chain
}
