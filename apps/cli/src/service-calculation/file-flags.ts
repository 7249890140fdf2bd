import { TICKET_FLAGS, type TicketEvent, type TicketFlag, type TicketMetrics } from '@rapport/metrics'

/** What a reader must know of a ticket that comes of the file rather than of what happened. */
export const FILE_FLAGS = {
  incomplete: 'A line of the ticket was set aside: the numbers rest on the others.',
  before_creation:
    'Something is dated more than 5 minutes before the creation. Clocks start at the first message of the customer.',
  unnamed_agent: 'A reply does not say which agent wrote it.',
  agent_is_customer:
    'One person wrote as customer and as agent; each message counts by the role in which it was written.',
  merged_elsewhere: 'Merged into a ticket that is not in the file: what was said on it counts nowhere.',
} as const

export type FileFlag = TicketFlag | keyof typeof FILE_FLAGS

/** What each flag means. */
export const FLAG_MEANINGS: Readonly<Record<FileFlag, string>> = { ...TICKET_FLAGS, ...FILE_FLAGS }

/** Clocks of two systems differ by less. */
const SKEW_MS = 5 * 60_000

/** What the metrics' flags are joined by. */
export interface FileFlagFacts {
  readonly incomplete: boolean
  readonly hasTicket: (ticketId: string) => boolean
}

/** All flags of a ticket, by name. */
export function flagsOf(
  events: readonly TicketEvent[],
  metrics: TicketMetrics,
  { incomplete, hasTicket }: FileFlagFacts,
): readonly FileFlag[] {
  const flags: FileFlag[] = [...metrics.flags]
  if (incomplete) flags.push('incomplete')
  if (hasEventBeforeCreation(events)) flags.push('before_creation')
  if (events.some(isUnnamedReply)) flags.push('unnamed_agent')
  if (hasAgentWhoIsCustomer(events)) flags.push('agent_is_customer')
  if (metrics.mergedInto !== null && !hasTicket(metrics.mergedInto)) flags.push('merged_elsewhere')
  return flags.length === 0 ? NONE : flags.sort()
}

const NONE: readonly FileFlag[] = []

function hasEventBeforeCreation(events: readonly TicketEvent[]): boolean {
  let createdAt = Number.NEGATIVE_INFINITY
  let first = Number.POSITIVE_INFINITY
  for (const event of events) {
    if (event.type === 'created') createdAt = event.at
    // What was said on a merged ticket may well be older.
    else if (!('mergedFrom' in event)) first = Math.min(first, event.at)
  }
  return first < createdAt - SKEW_MS
}

const isUnnamedReply = (event: TicketEvent): boolean =>
  event.type === 'message' &&
  event.author === 'agent' &&
  event.authorId === null &&
  event.visibility === 'public'

function hasAgentWhoIsCustomer(events: readonly TicketEvent[]): boolean {
  const customers = new Set<string>()
  for (const event of events) {
    if (event.type === 'message' && event.author === 'customer' && event.authorId !== null) {
      customers.add(event.authorId)
    }
  }
  if (customers.size === 0) return false
  return events.some(
    (event) =>
      event.type === 'message' &&
      event.author === 'agent' &&
      event.authorId !== null &&
      customers.has(event.authorId),
  )
}
