import fc from 'fast-check'
import type { TicketEvent, TicketMessage, TicketStatusChange } from '../events.ts'
import { created, moment } from './history.ts'

const MINUTE = 60_000
const start = moment('09:00')
const categories = ['new', 'open', 'pending_customer', 'on_hold', 'solved', 'closed'] as const

/** A minute of the week from Monday 2026-03-02 09:00 UTC. */
export const anyMinute = fc.integer({ min: 0, max: 7 * 24 * 60 }).map((minute) => start + minute * MINUTE)
/** Close together, so that some are at once. */
const anyMoment = fc.oneof(
  anyMinute,
  fc.integer({ min: 0, max: 30 }).map((minute) => start + minute * MINUTE),
)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const anyId = fc.oneof(
  fc.constant({}),
  fc.integer({ min: 0, max: 9 }).map((id) => ({ source: 's', id: `${id}` })),
)
const anyName = fc.constantFrom('a1', 'a2', 'a3')

const anyMessage: fc.Arbitrary<TicketMessage> = fc.record({
  ticketId: fc.constant('1'),
  type: fc.constant('message'),
  at: anyMoment,
  direction: fc.constantFrom('in', 'out'),
  author: fc.constantFrom(
    'customer',
    'customer',
    'agent',
    'agent',
    'bot',
    'automation',
    'campaign',
    'system',
  ),
  authorId: maybe(anyName),
  sessionId: maybe(fc.constantFrom('s1', 's2')),
  visibility: fc.constantFrom('public', 'public', 'private'),
  automatic: fc.constantFrom(false, false, true),
  kind: fc.constantFrom('text', 'email', 'call', 'reaction', 'note'),
  delivered: fc.constantFrom(true, true, true, false),
  ringAt: maybe(anyMoment),
  answeredAt: maybe(anyMoment),
  endedAt: maybe(anyMoment),
})

/** A status change, said to be by somebody or not. */
export const anyStatus: fc.Arbitrary<TicketStatusChange> = fc
  .tuple(
    anyMoment,
    maybe(fc.constantFrom(...categories)),
    fc.constantFrom(...categories),
    maybe(fc.constantFrom('customer', 'agent', 'system')),
  )
  .map(([at, from, to, by]) => ({
    ticketId: '1',
    type: 'status',
    at,
    from,
    to,
    category: to,
    ...(by && { by }),
  }))

const anyOther: fc.Arbitrary<TicketEvent> = fc.oneof(
  fc.record({ ticketId: fc.constant('1'), type: fc.constant('bot_handoff'), at: anyMoment }),
  fc.record({
    ticketId: fc.constant('1'),
    type: fc.constant('assigned'),
    at: anyMoment,
    agent: maybe(anyName),
    team: maybe(fc.constantFrom('t1', 't2')),
  }),
  fc.record({
    ticketId: fc.constant('1'),
    type: fc.constant('priority'),
    at: anyMoment,
    from: maybe(fc.constant('low')),
    to: maybe(fc.constant('high')),
  }),
  fc.record({
    ticketId: fc.constant('1'),
    type: fc.constant('schedule_applied'),
    at: anyMoment,
    schedule: fc.constantFrom('day', 'night'),
  }),
  fc.record({ ticketId: fc.constant('1'), type: fc.constantFrom('spam', 'trash', 'restore'), at: anyMoment }),
)

/** Any history of a ticket, the sensible and the others. */
export const anyHistory: fc.Arbitrary<TicketEvent[]> = fc
  .tuple(
    maybe(
      fc
        .tuple(fc.constantFrom('customer', 'agent', 'system'), fc.constantFrom('email', 'chat', 'whatsapp'))
        .map(([initiator, channel]) => created('09:00', { initiator, channel })),
    ),
    fc.array(
      fc
        .tuple(fc.oneof(anyMessage, anyMessage, anyStatus, anyOther), anyId)
        .map(([event, id]): TicketEvent => ({ ...event, ...id })),
      { maxLength: 25 },
    ),
  )
  .map(([creation, events]) => (creation === null ? events : [creation, ...events]))
