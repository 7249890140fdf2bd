import { describe, expect, test } from 'vitest'
import type { TicketEvent } from './events.ts'
import { orderTicket } from './read-ticket.ts'
import {
  asks,
  bot,
  created,
  event,
  metricsOf,
  moment,
  reopened,
  replies,
  solved,
  status,
} from './testing/history.ts'

const rules = { asOf: moment('2027-01-01T00:00'), countBot: false }
const ordered = (events: readonly TicketEvent[]) => orderTicket(events, rules)?.events ?? []

describe('at one instant', () => {
  test('come the terms, then the customer, bots, the handoff, agents, and what that did to the ticket', () => {
    const events = [
      created('09:00'),
      event('schedule_applied', '09:00', { schedule: 'day' }),
      event('priority', '09:00', { to: 'high' }),
      event('assigned', '09:00', { agent: 'a1' }),
      asks('09:00'),
      bot('09:00'),
      event('bot_handoff', '09:00'),
      replies('09:00'),
      solved('09:00'),
      event('survey', '09:00', { resolved: true }),
      event('spam', '09:00'),
      event('restore', '09:00'),
      event('merged', '09:00', { into: '2' }),
    ]
    expect(ordered(events.toReversed())).toEqual(events)
  })

  test('"reply and solve" answers the turn before it is closed', () => {
    const events = [created('09:00'), asks('09:00'), solved('09:30'), replies('09:30')]
    expect(metricsOf(events).turns).toMatchObject([{ repliedAt: moment('09:30'), closedAt: null }])
  })

  test('statuses follow each other by what they start from', () => {
    const chain = [
      status('09:30', 'open', 'solved'),
      status('09:30', 'solved', 'pending_customer'),
      status('09:30', 'pending_customer', 'open'),
    ]
    const events = [created('09:00'), status('09:10', 'new', 'open'), ...chain]
    expect(ordered(events.toReversed())).toEqual(events)
    expect(metricsOf(events).category).toBe('open')
  })
})

describe('duplicates', () => {
  test('of the same source and id are one event, whatever else they say', () => {
    const [first, second] = [
      replies('09:10', { source: 's', id: '1' }),
      replies('09:20', { source: 's', id: '1' }),
    ]
    const events = [created('09:00'), asks('09:00'), second, first]
    expect(metricsOf(events)).toMatchObject({ qualifyingReplies: 1, turns: [{ repliedAt: moment('09:10') }] })
  })

  test('are not what only shares an id, with another source or of another type', () => {
    const events = [
      created('09:00', { source: 's', id: '1' }),
      asks('09:00', { source: 's', id: '1' }),
      replies('09:10', { source: 's', id: '2' }),
      replies('09:20', { source: 't', id: '2' }),
    ]
    expect(metricsOf(events)).toMatchObject({ customerMessages: 1, qualifyingReplies: 2 })
  })

  test('without an id are identical in all keys', () => {
    const events = [created('09:00'), asks('09:00'), replies('09:10'), replies('09:10')]
    expect(metricsOf(events).qualifyingReplies).toBe(1)
    expect(metricsOf([...events, replies('09:10', { authorId: 'a2' })]).qualifyingReplies).toBe(2)
  })

  test('are found among many events as among few', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      replies(`10:${10 + index}`, { source: 's', id: `${index}` }),
    )
    expect(metricsOf([created('09:00'), ...many, ...many]).qualifyingReplies).toBe(40)
  })
})

test('a ticket of which nothing is known yet has no metrics', () => {
  expect(orderTicket([], rules)).toBeNull()
  expect(orderTicket([created('2028-01-01T00:00')], rules)).toBeNull()
})

test('without a creation the first event stands for it, and that is flagged', () => {
  expect(metricsOf([asks('09:00'), replies('09:10'), solved('10:00'), reopened('11:00')])).toMatchObject({
    createdAt: moment('09:00'),
    initiator: 'customer',
    customerId: null,
    flags: ['created_missing'],
  })
  expect(metricsOf([replies('09:00'), asks('09:10')]).initiator).toBe('agent')
  expect(metricsOf([status('09:00', null, 'open')]).initiator).toBe('system')
})
