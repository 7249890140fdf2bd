import type { Milliseconds } from './events.ts'
import type { Standing, TicketMetrics } from './ticket-metrics.ts'

const MS_PER_DAY = 86_400_000

/** The rules of first-contact resolution that an admin can set. A change of them is another id. */
export interface FirstContactPolicy {
  readonly id: string
  /** For how long after the resolution neither a reopening nor a repeat contact may follow. */
  readonly windowDays: number
  /** Only another ticket of the same topic is a repeat contact; one without a topic may be about anything. */
  readonly sameTopic: boolean
}

/** METRICS.md, section 1: seven days, any topic. */
export const RAPPORT_FIRST_CONTACT_POLICY: FirstContactPolicy = Object.freeze({
  id: 'rapport-fcr-7d@1',
  windowDays: 7,
  sameTopic: false,
})

/** Why a ticket is in neither part of the rate, or why it was not resolved at the first contact. */
export type FirstContactReason =
  | Exclude<Standing, 'counted'>
  | 'not_customer_initiated'
  | 'not_resolved'
  | 'reopened_by_agent'
  | 'no_reply'
  | 'maturing'
  | 'unknown_customer'
  | 'several_contacts'
  | 'reopened'
  | 'repeat_contact'

/** Whether a ticket was resolved at the first contact. */
export interface FirstContact {
  /** Null: in neither part of the rate, for `reason`. */
  readonly resolved: boolean | null
  /** Null where it was. */
  readonly reason: FirstContactReason | null
  readonly resolvedAt: Milliseconds | null
  /** When it is judged, once for all. Null while it is not resolved. */
  readonly maturesAt: Milliseconds | null
}

/** When a ticket was first resolved, and when that is judged; null while it is not resolved. */
export function firstResolution(
  { cycles }: TicketMetrics,
  { windowDays }: FirstContactPolicy,
): { readonly resolvedAt: Milliseconds; readonly maturesAt: Milliseconds } | null {
  const resolvedAt = cycles[0]?.firstResolvedAt ?? null
  return resolvedAt === null ? null : { resolvedAt, maturesAt: resolvedAt + windowDays * MS_PER_DAY }
}

/**
 * What a ticket alone says of its first-contact resolution; `withRepeatContacts` adds what else the customer asked.
 * `present` is the ticket at `asOf`; `atMaturity` the same ticket as it was when the window had passed, since what came later
 * changes nothing any more.
 */
export function firstContact(
  present: TicketMetrics,
  atMaturity: TicketMetrics,
  policy: FirstContactPolicy,
  asOf: Milliseconds,
): FirstContact {
  const resolution = firstResolution(present, policy)
  const maturesAt = resolution?.maturesAt ?? null
  const resolvedAt = resolution?.resolvedAt ?? null
  const because = (reason: FirstContactReason): FirstContact => ({
    resolved: null,
    reason,
    resolvedAt,
    maturesAt,
  })
  if (present.standing !== 'counted') return because(present.standing)
  if (present.initiator !== 'customer') return because('not_customer_initiated')
  if (maturesAt === null) return because('not_resolved')
  const answered = atMaturity.contacts.filter((contact) => contact.answered).length
  if (asOf < maturesAt) return because(answered === 0 ? 'no_reply' : 'maturing')
  const [first] = atMaturity.cycles
  if (first?.lastResolvedAt === null) return because('reopened_by_agent')
  if (answered === 0) return because('no_reply')
  const failed = (reason: FirstContactReason): FirstContact => ({
    resolved: false,
    reason,
    resolvedAt,
    maturesAt,
  })
  // One that was solved again without a reply was a word of thanks.
  if (
    atMaturity.reopenings.some(
      ({ by, solvedWithoutReply }) => by === 'customer' && solvedWithoutReply !== true,
    )
  ) {
    return failed('reopened')
  }
  if (answered > 1) return failed('several_contacts')
  return { resolved: true, reason: null, resolvedAt, maturesAt }
}

/** The verdict on a ticket, what else the customer asked looked at. */
export interface FirstContactVerdict extends Pick<FirstContact, 'resolved' | 'reason'> {
  /** Whether a further ticket followed, also where the verdict rests on something else. Null: not judged. */
  readonly repeated: boolean | null
}

/** What of a ticket decides whether it is a repeat contact of another, and its own verdict. */
export interface FirstContactTicket extends FirstContact {
  readonly createdAt: Milliseconds
  /** Null: nobody known asked. */
  readonly customerId: string | number | null
  readonly initiator: TicketMetrics['initiator']
  readonly standing: Standing
  readonly topic: string | null
}

/**
 * The verdicts on all tickets of one customer, in their order: a further ticket that the customer began, on any channel, from the
 * creation of one to the end of its window, is a repeat contact. Without a known customer that cannot be told.
 */
export function withRepeatContacts(
  tickets: readonly FirstContactTicket[],
  policy: FirstContactPolicy,
): readonly FirstContactVerdict[] {
  const requests = tickets.filter(
    ({ initiator, standing }) => initiator === 'customer' && standing === 'counted',
  )
  const all = sortedCreations(requests)
  const byTopic = policy.sameTopic ? creationsByTopic(requests) : null
  return tickets.map((ticket) => {
    const { resolved, reason, customerId, createdAt, maturesAt, topic } = ticket
    if (resolved === null || maturesAt === null) return { resolved, reason, repeated: null }
    if (customerId === null) return { resolved: null, reason: 'unknown_customer', repeated: null }
    // A ticket without a topic may be about anything, so it counts for every topic.
    const among =
      byTopic === null || topic === null ? [all] : [byTopic.get(topic) ?? [], byTopic.get(null) ?? []]
    const others = among.reduce((sum, creations) => sum + countBetween(creations, createdAt, maturesAt), 0)
    // The ticket itself is one of them.
    const repeated = others > 1
    return resolved && repeated
      ? { resolved: false, reason: 'repeat_contact', repeated }
      : { resolved, reason, repeated }
  })
}

function sortedCreations(tickets: readonly FirstContactTicket[]): readonly Milliseconds[] {
  return tickets.map(({ createdAt }) => createdAt).sort((left, right) => left - right)
}

function creationsByTopic(
  tickets: readonly FirstContactTicket[],
): ReadonlyMap<string | null, readonly Milliseconds[]> {
  const groups = Map.groupBy(tickets, ({ topic }) => topic)
  return new Map([...groups].map(([topic, group]) => [topic, sortedCreations(group)]))
}

/** How many of the sorted moments lie from one to another, both included. */
function countBetween(sorted: readonly Milliseconds[], from: Milliseconds, to: Milliseconds): number {
  return firstIndex(sorted, (at) => at > to) - firstIndex(sorted, (at) => at >= from)
}

/** The index of the first moment for which a condition holds that holds for all later ones. */
function firstIndex(sorted: readonly Milliseconds[], holds: (at: Milliseconds) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle] ?? Number.NaN)) high = middle
    else low = middle + 1
  }
  return low
}
