import type { TicketEvent } from '@rapport/metrics'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventsByTicket } from './events-by-ticket.ts'

test('the events of a ticket are found wherever they stand, in their order', () => {
  const event = fc.record({
    type: fc.constantFrom('spam', 'restore'),
    ticketId: fc.constantFrom('1', '2', 'a', 'b'),
    at: fc.integer(),
  })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events: TicketEvent[]) => {
      const store = new EventsByTicket()
      for (const one of events) store.add(one)
      expect([...store.ticketIds]).toEqual([...new Set(events.map(({ ticketId }) => ticketId))])
      for (const ticketId of ['1', '2', 'a', 'b', 'none']) {
        const own = events.filter((one) => one.ticketId === ticketId)
        expect(store.eventsOf(ticketId)).toEqual(own)
        expect(store.has(ticketId)).toBe(own.length > 0)
      }
    }),
  )
})

test('more events may come after some were asked for', () => {
  const store = new EventsByTicket()
  const spam = (at: number): TicketEvent => ({ type: 'spam', ticketId: '1', at })
  store.add(spam(1))
  expect(store.eventsOf('1')).toEqual([spam(1)])
  store.add(spam(2))
  expect(store.eventsOf('1')).toEqual([spam(1), spam(2)])
})
