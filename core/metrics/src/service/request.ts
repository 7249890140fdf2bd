import { momentOf } from './event-order.ts'
import type { Milliseconds, TicketCreated, TicketEvent, TicketMessage } from './events.ts'
import { askedAt, messageRole, type RoleRules } from './qualifying-reply.ts'

/** How a ticket began. */
export interface TicketRequest {
  readonly createdAt: Milliseconds
  readonly initiator: TicketCreated['initiator']
  /** The creation or the first message of the customer, whichever was earlier: sources create a ticket for a conversation late. */
  readonly startedAt: Milliseconds
  /** First message of the customer. */
  readonly firstAskedAt: Milliseconds | null
  /** Null where no creation is recorded. */
  readonly created: TicketCreated | null
}

/** How the ticket of these events, one or more of them and in order, began. */
export function ticketRequest(ordered: readonly TicketEvent[], rules: RoleRules): TicketRequest {
  const created = ordered.find((event) => event.type === 'created') ?? null
  const [firstEvent] = ordered
  const createdAt = created?.at ?? (firstEvent === undefined ? rules.asOf : momentOf(firstEvent, rules.asOf))
  const firstAskedAt = firstQuestion(ordered, rules)
  return {
    createdAt,
    initiator: created?.initiator ?? supposedInitiator(ordered, rules),
    startedAt: Math.min(createdAt, firstAskedAt ?? createdAt),
    firstAskedAt,
    created,
  }
}

function firstQuestion(ordered: readonly TicketEvent[], rules: RoleRules): Milliseconds | null {
  for (const event of ordered) {
    if (event.type !== 'message') continue
    const role = messageRole(event, rules)
    // Of a call of which it is not known when it rang, `at` is no better than the answer.
    if (role === 'customer' || role === 'answered call')
      return Math.min(askedAt(event), momentOf(event, rules.asOf))
  }
  return null
}

/** Without a creation, whoever wrote first. */
function supposedInitiator(ordered: readonly TicketEvent[], rules: RoleRules): TicketCreated['initiator'] {
  const isTalk = (event: TicketEvent): event is TicketMessage =>
    event.type === 'message' && ['customer', 'reply', 'answered call'].includes(messageRole(event, rules))
  const first = ordered.find(isTalk)
  if (first === undefined) return 'system'
  return messageRole(first, rules) === 'reply' ? 'agent' : 'customer'
}
