import { inOrder, momentOf } from './event-order.ts'
import type { Milliseconds, TicketEvent, TicketMessage } from './events.ts'
import { messageRole, type RoleRules } from './qualifying-reply.ts'
import type { TicketRequest } from './request.ts'

/** Clocks of two systems differ by less (METRICS.md, edge case 18). */
const SKEW_MS = 5 * 60_000
/** A message so soon after the creation is the request that created the ticket. */
const REQUEST_FOLLOWS_WITHIN_MS = 60_000

/** The events with replies put right that are dated before the request. */
export interface AlignedEvents {
  readonly events: readonly TicketEvent[]
  /** What a moved reply was before, by what it is now; null: none was moved. */
  readonly moved: ReadonlyMap<TicketEvent, TicketMessage> | null
  /** Replies dated too early to be one. */
  readonly setAside: ReadonlySet<TicketEvent> | null
}

/**
 * An agent's reply that is dated up to 5 minutes before a customer's request was given at once; an earlier one is set aside. Before a
 * ticket that an agent or a machine began, a message is no reply to it and stays as it is.
 */
export function alignReplies(
  ordered: readonly TicketEvent[],
  request: TicketRequest,
  rules: RoleRules,
): AlignedEvents {
  const early = request.initiator === 'customer' ? repliesBefore(ordered, request.startedAt, rules) : NONE
  if (early.length === 0) return { events: ordered, moved: null, setAside: null }
  const isSkewed = (reply: TicketMessage) => request.startedAt - momentOf(reply, rules.asOf) <= SKEW_MS
  const at = requestedAt(request)
  const moved = new Map(early.filter(isSkewed).map((reply) => [movedTo(reply, at), reply] as const))
  const before = new Set<TicketEvent>(moved.values())
  const kept = ordered.filter((event) => !before.has(event))
  return {
    events: moved.size === 0 ? ordered : inOrder([...kept, ...moved.keys()], rules.asOf),
    moved,
    setAside: new Set(early.filter((reply) => !isSkewed(reply))),
  }
}

const NONE: readonly TicketMessage[] = []

function repliesBefore(
  ordered: readonly TicketEvent[],
  start: Milliseconds,
  rules: RoleRules,
): readonly TicketMessage[] {
  let early: TicketMessage[] | null = null
  for (const event of ordered) {
    if (momentOf(event, rules.asOf) >= start) break
    if (event.type !== 'message' || event.author !== 'agent' || messageRole(event, rules) !== 'reply')
      continue
    early ??= []
    early.push(event)
  }
  return early ?? NONE
}

function requestedAt({ startedAt, firstAskedAt }: TicketRequest): Milliseconds {
  const follows = firstAskedAt !== null && firstAskedAt - startedAt <= REQUEST_FOLLOWS_WITHIN_MS
  return follows ? firstAskedAt : startedAt
}

const movedTo = (reply: TicketMessage, at: Milliseconds): TicketMessage => ({
  ...reply,
  at,
  answeredAt: reply.answeredAt === null ? null : at,
})
