import type { Milliseconds, TicketCategory, TicketEvent } from './events.ts'
import { firstResponse, lacksMessages } from './first-response.ts'
import type { TicketFlag } from './flags.ts'
import { orderTicket, type TicketMetricsOptions, TicketReader } from './read-ticket.ts'
import { AGENT_WAITS, ON_HOLD, REQUESTER_WAITS, type StatusSpan } from './statuses.ts'
import type { TicketClock } from './ticket-clock.ts'
import type { Duration, FirstResponse, TicketMetrics, Turn } from './ticket-metrics.ts'
import { turnOf } from './turn-of.ts'

/**
 * Everything measured about one ticket at `asOf`, from its events in any order, duplicates among them or not (METRICS.md, section 1).
 * Messages of tickets that were merged into it are there already (`mergeTickets`). Durations are in seconds. Null where nothing
 * had happened by `asOf`.
 */
export function ticketMetrics(
  events: readonly TicketEvent[],
  options: TicketMetricsOptions,
): TicketMetrics | null {
  const ticket = orderTicket(events, { asOf: options.asOf, countBot: options.policy.countBot })
  return (
    ticket && measured(new TicketReader(ticket, options).read(), options, events[0]?.ticketId ?? '').metrics
  )
}

/** The metrics of a ticket, and the times that they are made of. */
export interface MeasuredTicket {
  readonly metrics: TicketMetrics
  readonly statuses: readonly StatusSpan[]
}

/** The metrics of a ticket that has been read. */
export function measured(
  reader: TicketReader,
  options: TicketMetricsOptions,
  ticketId: string,
): MeasuredTicket {
  const { request, clock, assignments, counts, resolutions, contacts } = reader
  const turns = turnsOf(reader, options)
  const categorySince = reader.statuses.since
  const statuses = reader.statuses.finish(options.asOf)
  const cycles = resolutions.cycles(clock)
  const first = firstResponse(turns, reader)
  const metrics = {
    ticketId: request.created?.ticketId ?? ticketId,
    createdAt: request.createdAt,
    initiator: request.initiator,
    channel: request.created?.channel ?? null,
    customerId: request.created?.customerId ?? null,
    topic: request.created?.topic ?? null,
    priority: reader.priority,
    teamAtStart: assignments.firstTeam,
    agent: assignments.agent,
    team: assignments.team,
    standing: reader.mergedInto === null ? reader.standing : 'merged',
    mergedInto: reader.mergedInto,
    category: reader.statuses.category,
    categorySince,
    firstResponse: first,
    turns,
    longestWait: longestWait(turns, clock, options.asOf),
    openWait: turns.at(-1)?.waiting ?? null,
    cycles,
    firstResolution: cycles[0]?.firstResolution ?? null,
    fullResolution: cycles.at(-1)?.fullResolution ?? null,
    resolvedAt: resolutions.resolvedAt,
    requesterWait: timeIn(REQUESTER_WAITS, statuses, clock),
    agentWait: timeIn(AGENT_WAITS, statuses, clock),
    onHold: timeIn(ON_HOLD, statuses, clock),
    reopenings: resolutions.reopenings(),
    touches: contacts.touches,
    qualifyingReplies: counts.qualifying,
    agentMessages: counts.agent,
    customerMessages: counts.customer,
    repliers: reader.repliers.size,
    everPendingOrOnHold: reader.statuses.everPendingOrOnHold,
    timesResolved: resolutions.timesResolved,
    botReplies: counts.bot,
    contacts: contacts.contacts,
    breached: first.outcome === 'missed' ? true : first.outcome === 'met' ? false : null,
    survey: reader.survey && { resolved: reader.survey.resolved, satisfaction: reader.survey.satisfaction },
    vendorFirstResponseSeconds: lacksMessages(reader)
      ? (request.created?.vendorFirstResponseSeconds ?? null)
      : null,
    flags: flagsOf(turns, first, reader),
    passedOver: reader.passedOver,
  }
  return { metrics, statuses }
}

/** The turns; the target of the first response holds until somebody has answered. */
function turnsOf(reader: TicketReader, { policy, asOf }: TicketMetricsOptions): Turn[] {
  const drafts = reader.turns.turns
  if (lacksMessages(reader)) return []
  const answered = drafts.findIndex(({ repliedAt }) => repliedAt !== null)
  return drafts.map((draft, index) => {
    const isFirst = answered === -1 || index <= answered
    return turnOf(draft, reader, isFirst ? policy.firstResponseTarget : policy.nextReplyTarget, asOf)
  })
}

function longestWait(turns: readonly Turn[], clock: TicketClock, asOf: Milliseconds): Duration | null {
  let longest: { from: Milliseconds; to: Milliseconds } | null = null
  for (const turn of turns) {
    // A bot's turn, and a call of which it is not known when it rang.
    if (turn.closedAt === null ? turn.reply === null && turn.waiting === null : turn.botResolved) continue
    const to = turn.repliedAt ?? turn.closedAt ?? asOf
    if (longest === null || to - turn.startedAt > longest.to - longest.from) {
      longest = { from: turn.startedAt, to }
    }
  }
  return longest && clock.duration(longest.from, longest.to)
}

const timeIn = (categories: ReadonlySet<TicketCategory>, spans: readonly StatusSpan[], clock: TicketClock) =>
  clock.durationOf(spans.filter(({ category }) => categories.has(category)))

function flagsOf(turns: readonly Turn[], first: FirstResponse, reader: TicketReader): readonly TicketFlag[] {
  const { flags, counts, statuses, mergedInto } = reader
  const { human, undefinedBecause } = first
  if (human !== null && human.calendarSeconds > 0 && human.businessSeconds === 0) flags.add('out_of_hours')
  if (undefinedBecause === 'bot_resolved') flags.add('bot_resolved')
  if (lacksMessages(reader) && mergedInto === null) flags.add('vendor_reported')
  if (counts.qualifying > 0 && !statuses.changed) flags.add('reply_without_status')
  if (reader.request.created === null) flags.add('created_missing')
  if (endsUnanswered(turns)) flags.add('trailing_contact')
  return [...flags].sort()
}

/** After an answer the customer wrote once more, and the ticket was resolved without a reply to that. */
function endsUnanswered(turns: readonly Turn[]): boolean {
  const last = turns.at(-1)
  if (last === undefined || last.closedAt === null || last.botResolved) return false
  return turns.some(({ repliedAt }) => repliedAt !== null)
}
