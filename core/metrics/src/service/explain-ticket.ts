import { momentOf } from './event-order.ts'
import { eventValues, eventWords } from './event-words.ts'
import type { Milliseconds, TicketEvent } from './events.ts'
import { type ExplainedClock, explainedClocks } from './explained-clocks.ts'
import type { MessageRole, PassedOverReason } from './qualifying-reply.ts'
import { type OrderedTicket, orderTicket, type TicketMetricsOptions, TicketReader } from './read-ticket.ts'
import type { TicketMetrics, Turn } from './ticket-metrics.ts'
import { measured } from './ticket-metrics-of.ts'

/** What an event was taken for. */
export type TakenFor =
  | 'question'
  | 'reply'
  | 'answered call'
  /** Something that happened to the ticket. */
  | 'change'
  | 'passed over'
  | 'duplicate'
  | 'later than the evaluation'

/** One event of a ticket, and what it came to. */
export interface ExplainedEvent {
  readonly at: Milliseconds
  /** In words: `email out by automation`. */
  readonly event: string
  readonly type: TicketEvent['type']
  /** What it says beside its type: of a status `from` and `to`. */
  readonly values: Readonly<Record<string, string | null>>
  readonly id: string | null
  /** The ticket it was written on, where that was merged into this one. */
  readonly mergedFrom: string | null
  readonly takenFor: TakenFor
  /** Why it was passed over. */
  readonly because: PassedOverReason | null
  /** The turn that it belongs to or answers, from 1. */
  readonly turn: number | null
}

/** One ticket's clock: its events in order, its numbers, and the stretches that they are made of. */
export interface TicketExplanation {
  readonly metrics: TicketMetrics
  readonly events: readonly ExplainedEvent[]
  readonly clocks: readonly ExplainedClock[]
}

interface ReadEvent {
  readonly event: TicketEvent
  readonly takenFor: TakenFor
  readonly because: PassedOverReason | null
  /** When it took effect. */
  readonly moment: Milliseconds
}

/** Explains the numbers that `ticketMetrics` gives for the same arguments; null where that gives null. */
export function explainTicket(
  events: readonly TicketEvent[],
  options: TicketMetricsOptions,
): TicketExplanation | null {
  const ticket = orderTicket(events, { asOf: options.asOf, countBot: options.policy.countBot })
  if (ticket === null) return null
  const read: ReadEvent[] = []
  const reader = new TicketReader(ticket, options).read((event, role) => {
    read.push({
      event: ticket.moved?.get(event) ?? event,
      takenFor: takenFor(role),
      because: reasonOf(role),
      moment: momentOf(event, options.asOf),
    })
  })
  const { metrics, statuses } = measured(reader, options, events[0]?.ticketId ?? '')
  const all = [...read, ...leftOut(events, ticket, options.asOf)]
  all.sort((left, right) => left.moment - right.moment)
  const found = foundTurns(metrics)
  return {
    metrics,
    events: all.map((one) => explained(one, found)),
    clocks: explainedClocks(metrics, statuses, reader.clock, options.asOf),
  }
}

function takenFor(role: MessageRole | null): TakenFor {
  if (role === null) return 'change'
  if (role === 'customer') return 'question'
  return role === 'reply' || role === 'answered call' ? role : 'passed over'
}

const reasonOf = (role: MessageRole | null): PassedOverReason | null =>
  role === null || role === 'customer' || role === 'reply' || role === 'answered call' ? null : role

/** Duplicates, and what had not happened yet. */
function leftOut(events: readonly TicketEvent[], ticket: OrderedTicket, asOf: Milliseconds): ReadEvent[] {
  const kept = new Set(ticket.events.map((event) => ticket.moved?.get(event) ?? event))
  return events
    .filter((event) => !kept.delete(event))
    .map((event) => ({
      event,
      takenFor: event.at > asOf ? 'later than the evaluation' : 'duplicate',
      because: null,
      moment: event.at > asOf ? event.at : momentOf(event, asOf),
    }))
}

function explained({ event, moment, takenFor, because }: ReadEvent, found: FoundTurns): ExplainedEvent {
  const passedOver = takenFor === 'question' && event.at >= found.noTurnFrom
  return {
    at: event.at,
    event: eventWords(event),
    type: event.type,
    values: eventValues(event),
    id: event.id ?? null,
    mergedFrom: ('mergedFrom' in event ? event.mergedFrom : null) ?? null,
    takenFor: passedOver ? 'passed over' : takenFor,
    because: passedOver ? afterResolution : because,
    turn: turnOfEvent(takenFor, moment, found.turns),
  }
}

const afterResolution = 'written after the resolution, which it did not undo' satisfies PassedOverReason

interface FoundTurns {
  readonly turns: readonly Turn[]
  /** From when what the customer wrote is no turn; infinity: it all is. */
  readonly noTurnFrom: Milliseconds
}

const foundTurns = ({ turns, passedOver }: TicketMetrics): FoundTurns => ({
  turns,
  noTurnFrom: passedOver.find(({ because }) => because === afterResolution)?.at ?? Number.POSITIVE_INFINITY,
})

/** The first turn that ends no earlier, from 1; null where the event is no part of it. Turns end in order of time. */
function turnOfEvent(takenFor: TakenFor, moment: Milliseconds, turns: readonly Turn[]): number | null {
  let [low, high] = [0, turns.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (endOf(turns[middle]) < moment) low = middle + 1
    else high = middle
  }
  const turn = turns[low]
  const isPart =
    takenFor === 'question'
      ? turn !== undefined && turn.startedAt <= moment
      : (takenFor === 'reply' || takenFor === 'answered call') && turn?.repliedAt === moment
  return isPart ? low + 1 : null
}

const endOf = (turn: Turn | undefined): Milliseconds =>
  turn?.repliedAt ?? turn?.closedAt ?? Number.POSITIVE_INFINITY
