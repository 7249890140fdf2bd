import type { TicketReader } from './read-ticket.ts'
import type { FirstResponse, NoFirstResponse, Turn } from './ticket-metrics.ts'

/** Whether nothing can be known about answers, since the source keeps no messages (METRICS.md, edge case 30). */
export const lacksMessages = ({ counts, request }: TicketReader): boolean =>
  counts.messages === 0 && request.created?.hasMessages !== true

/** The first response by the turns of a ticket. */
export function firstResponse(turns: readonly Turn[], reader: TicketReader): FirstResponse {
  const first = turns.find(({ botResolved }) => !botResolved)
  const answered = turns.find(({ repliedAt }) => repliedAt !== null)
  const decisive = decisiveTurn(turns)
  const asked = answered ?? decisive
  const repliedAt = answered?.repliedAt ?? null
  // The reply is there, and when it was asked for is not known.
  const isUnknown = answered !== undefined && answered.reply === null
  const isMeasured = first !== undefined && repliedAt !== null && asked !== undefined && !isUnknown
  return {
    human: isMeasured ? humanResponse(asked, reader) : null,
    customer: isMeasured ? reader.clock.duration(first.startedAt, repliedAt) : null,
    startedAt: first?.startedAt ?? null,
    humanStartedAt: asked?.humanStartedAt ?? null,
    repliedAt,
    closedAt: decisive?.closedAt ?? null,
    targetSeconds: decisive?.targetSeconds ?? null,
    dueAt: decisive?.dueAt ?? null,
    outcome: decisive?.outcome ?? null,
    undefinedBecause: isUnknown ? 'unknown_ring' : answered ? null : reasonWithout(turns, reader),
  }
}

const humanResponse = ({ humanStartedAt, startedAt, reply, repliedAt }: Turn, { clock }: TicketReader) =>
  humanStartedAt === startedAt || repliedAt === null ? reply : clock.duration(humanStartedAt, repliedAt)

/** What a bot resolved, and what was closed in time without a reply, says nothing; unless nothing follows. */
function decisiveTurn(turns: readonly Turn[]): Turn | undefined {
  const forPeople = turns.filter(({ botResolved }) => !botResolved)
  return forPeople.find(({ outcome }) => outcome !== 'closed') ?? forPeople.at(-1)
}

function reasonWithout(turns: readonly Turn[], reader: TicketReader): NoFirstResponse {
  const last = turns.at(-1)
  if (last === undefined) {
    const { initiator } = reader.request
    return initiator === 'customer' || lacksMessages(reader) ? 'no_messages' : `${initiator}_initiated`
  }
  if (turns.every(({ botResolved }) => botResolved)) return 'bot_resolved'
  if (last.closedAt !== null) return 'closed_without_reply'
  return last.waiting === null ? 'bot_answered' : 'unanswered'
}
