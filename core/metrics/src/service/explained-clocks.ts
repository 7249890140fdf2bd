import type { Milliseconds, TicketCategory } from './events.ts'
import { AGENT_WAITS, isResolved, ON_HOLD, REQUESTER_WAITS, type StatusSpan } from './statuses.ts'
import type { TicketClock, TimeSpan } from './ticket-clock.ts'
import type { Duration, Segment, TicketMetrics, Turn } from './ticket-metrics.ts'

/** What was measured, and, of turns and cycles, of which one, from 1. */
export interface ClockName {
  readonly metric:
    | 'first response'
    | 'first response to the customer'
    | 'reply time'
    | "agent's reply time"
    | 'open wait'
    | 'first resolution'
    | 'full resolution'
    | 'requester wait'
    | 'agent wait'
    | 'on hold'
  readonly number: number | null
}

/** One duration, and the stretches that it is and is not made of: without a gap, in order. */
export interface ExplainedClock extends ClockName {
  readonly duration: Duration
  /** Those that count sum up to the calendar seconds. */
  readonly calendar: readonly Segment[]
  /** Those that count sum up to the business seconds. Null without a schedule. */
  readonly business: readonly Segment[] | null
}

/** A stretch that counts by the calendar, or why it does not. */
interface Piece extends TimeSpan {
  readonly excludedBecause: string | null
}

/** The clocks of a ticket, from the numbers themselves. */
export function explainedClocks(
  metrics: TicketMetrics,
  statuses: readonly StatusSpan[],
  clock: TicketClock,
  asOf: Milliseconds,
): ExplainedClock[] {
  const clocks: ExplainedClock[] = []
  const add = (
    metric: ClockName['metric'],
    number: number | null,
    duration: Duration | null,
    pieces: readonly Piece[],
  ) => {
    if (duration !== null) clocks.push(explained({ metric, number }, duration, pieces, clock))
  }
  const { startedAt, humanStartedAt, repliedAt, human, customer } = metrics.firstResponse
  if (startedAt !== null && humanStartedAt !== null && repliedAt !== null) {
    const before = 'before a person was to answer'
    add('first response', null, human, from(startedAt, humanStartedAt, repliedAt, before))
    add('first response to the customer', null, customer, from(startedAt, startedAt, repliedAt, before))
  }
  for (const [index, turn] of metrics.turns.entries()) {
    const end = turn.repliedAt ?? asOf
    add('reply time', index + 1, turn.reply, from(turn.startedAt, turn.startedAt, end, ''))
    const agentStart = agentStartOf(turn)
    add(
      "agent's reply time",
      index + 1,
      turn.agentReply,
      from(turn.startedAt, agentStart, end, 'not yet theirs'),
    )
    add('open wait', index + 1, turn.waiting, from(turn.startedAt, turn.startedAt, end, ''))
  }
  for (const [index, cycle] of metrics.cycles.entries()) {
    const until = (end: Milliseconds | null) => from(cycle.startedAt, cycle.startedAt, end ?? asOf, '')
    add('first resolution', index + 1, cycle.firstResolution, until(cycle.firstResolvedAt))
    add('full resolution', index + 1, cycle.fullResolution, until(cycle.lastResolvedAt))
  }
  add('requester wait', null, metrics.requesterWait, inCategories(REQUESTER_WAITS, statuses))
  add('agent wait', null, metrics.agentWait, inCategories(AGENT_WAITS, statuses))
  add('on hold', null, metrics.onHold, inCategories(ON_HOLD, statuses))
  return clocks
}

/** When the agent's own figure began. */
function agentStartOf({ startedAt, repliedAt, agentReply }: Turn): Milliseconds {
  if (repliedAt === null || agentReply === null) return startedAt
  return repliedAt - Math.round(agentReply.calendarSeconds * 1000)
}

/** What lies between the start and where counting starts does not count. */
function from(start: Milliseconds, counted: Milliseconds, end: Milliseconds, because: string): Piece[] {
  const pieces = [
    { from: start, to: counted, excludedBecause: because },
    { from: counted, to: end, excludedBecause: null },
  ]
  return pieces.filter((piece) => piece.from < piece.to)
}

function inCategories(categories: ReadonlySet<TicketCategory>, statuses: readonly StatusSpan[]): Piece[] {
  return statuses.map(({ from, to, category }) => {
    const reason = isResolved(category) ? 'resolved' : category.replaceAll('_', ' ')
    return { from, to, excludedBecause: categories.has(category) ? null : reason }
  })
}

function explained(
  name: ClockName,
  duration: Duration,
  pieces: readonly Piece[],
  clock: TicketClock,
): ExplainedClock {
  const segment = (piece: Piece): Segment => ({ ...piece, counts: piece.excludedBecause === null })
  const open = pieces.map((piece) =>
    piece.excludedBecause === null ? clock.businessSegments(piece) : [segment(piece)],
  )
  const isKnown = duration.businessSeconds !== null
  return {
    ...name,
    duration,
    calendar: pieces.map(segment),
    business: isKnown ? open.flatMap((segments) => segments ?? []) : null,
  }
}
