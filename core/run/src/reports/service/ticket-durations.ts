import { type RawBuilder, sql } from 'kysely'
import type { ServiceClock } from './grouped-figures.ts'
import type { TicketEventKind } from './service-slice.ts'

/** What of tickets takes time: the first answer, each further one, and the way to the last resolution. */
export const TICKET_DURATIONS = ['first-response', 'next-reply', 'resolution'] as const
export type TicketDuration = (typeof TICKET_DURATIONS)[number]

/** Tickets by how long something took, seconds. Of next replies, those with one that did. */
export interface DurationRange {
  readonly duration: TicketDuration
  readonly clock: ServiceClock
  readonly atLeast: number
  /** Null: without an end. */
  readonly below: number | null
}

const columns = {
  'first-response': 'first_response',
  'next-reply': 'reply',
  resolution: 'full_resolution',
} as const satisfies Readonly<Record<TicketDuration, string>>

/** On which event's day a duration counts, where events have their own. */
export const eventOfDuration = {
  'first-response': 'response',
  'next-reply': 'response',
  resolution: 'resolution',
} as const satisfies Readonly<Record<TicketDuration, TicketEventKind>>

/** The column that has a duration, of a ticket or, for next replies, of a turn; null where it has none. */
export function durationColumn(
  duration: TicketDuration,
  clock: ServiceClock,
  table: string,
): RawBuilder<number | null> {
  return sql.ref(`${table}.${columns[duration]}${clock === 'business' ? '_business' : ''}`)
}

/** The condition for rows of `slicedTickets` whose duration lies in the range. */
export function lasted({ duration, clock, atLeast, below }: DurationRange): RawBuilder<boolean> {
  const within = (column: RawBuilder<number | null>): RawBuilder<boolean> =>
    sql<boolean>`(${column} >= ${atLeast}${below === null ? sql`` : sql` and ${column} < ${below}`})`
  if (duration !== 'next-reply') return within(durationColumn(duration, clock, 'metric'))
  return sql<boolean>`exists (
    select from ticket_turn as turn
    where turn.connection = metric.connection and turn.ticket_id = metric.ticket_id and turn.is_next
      and ${within(durationColumn(duration, clock, 'turn'))}
  )`
}
