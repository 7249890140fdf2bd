import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TicketEvent } from './events.ts'
import { mergeTickets } from './merge-tickets.ts'
import { asks, bot, created, event, metricsOf, moment } from './testing/history.ts'

const of = (ticketId: string, at: string, more: readonly TicketEvent[] = []) =>
  [created(at, { ticketId }), asks(at, { ticketId, source: 's', id: ticketId }), ...more] as const
const merged = (ticketId: string, into: string, at: string) => event('merged', at, { ticketId, into })
const together = (...tickets: (readonly TicketEvent[])[]) =>
  new Map(tickets.map((events) => [events[0]?.ticketId ?? '', events]))
const messagesOf = (events: readonly TicketEvent[] | undefined) =>
  (events ?? []).filter(({ type }) => type === 'message').map(({ id }) => id)

describe('messages of a merged ticket', () => {
  test('go to where it was merged, and say where they come from; the rest stays', () => {
    const tickets = mergeTickets(together(of('A', '09:00', [merged('A', 'B', '10:00')]), of('B', '09:30')))
    expect(tickets.get('A')?.map(({ type }) => type)).toEqual(['created', 'merged'])
    expect(tickets.get('B')?.at(-1)).toMatchObject({ id: 'A', ticketId: 'B', mergedFrom: 'A' })
  })

  test('go along a chain of merges, in whatever order those were', () => {
    const tickets = mergeTickets(
      together(
        of('A', '09:00', [merged('A', 'B', '12:00')]),
        of('B', '09:10', [merged('B', 'C', '11:00')]),
        of('C', '09:20'),
      ),
    )
    expect(messagesOf(tickets.get('B'))).toEqual([])
    expect(messagesOf(tickets.get('C')).toSorted()).toEqual(['A', 'B', 'C'])
  })

  test('take the handoff by a bot with them', () => {
    const chat = of('A', '09:00', [
      bot('09:01', { ticketId: 'A' }),
      event('bot_handoff', '09:05', { ticketId: 'A' }),
      merged('A', 'B', '10:00'),
    ])
    const { firstResponse } = metricsOf(mergeTickets(together(chat, of('B', '09:30'))).get('B') ?? [])
    expect(firstResponse.humanStartedAt).toBe(moment('09:05'))
  })

  test('that both tickets have are there once', () => {
    const copy = asks('09:00', { ticketId: 'B', source: 's', id: 'A' })
    const tickets = mergeTickets(
      together(of('A', '09:00', [merged('A', 'B', '10:00')]), of('B', '09:30', [copy])),
    )
    expect(metricsOf(tickets.get('B') ?? []).customerMessages).toBe(2)
  })

  test('stay where the target is not known, and go no further than is known', () => {
    const tickets = mergeTickets(
      together(
        of('A', '09:00', [merged('A', 'B', '10:00')]),
        of('B', '09:10', [merged('B', 'gone', '11:00')]),
      ),
    )
    expect(messagesOf(tickets.get('B')).toSorted()).toEqual(['A', 'B'])
    expect(metricsOf(tickets.get('B') ?? [])).toMatchObject({ standing: 'merged', mergedInto: 'gone' })
  })

  test('stay until the merge has happened', () => {
    const tickets = together(of('A', '09:00', [merged('A', 'B', '10:00')]), of('B', '09:30'))
    expect(mergeTickets(tickets, moment('09:59'))).toBe(tickets)
    expect(mergeTickets(tickets, moment('10:00'))).not.toBe(tickets)
  })
})

test('the last merge of a ticket counts', () => {
  const twice = of('A', '09:00', [merged('A', 'C', '11:00'), merged('A', 'B', '10:00')])
  const tickets = mergeTickets(together(twice, of('B', '09:10'), of('C', '09:20')))
  expect(messagesOf(tickets.get('B'))).toEqual(['B'])
  expect(messagesOf(tickets.get('C'))).toEqual(['C', 'A'])
  expect(metricsOf(tickets.get('A') ?? []).mergedInto).toBe('C')
})

describe('a circle of merges', () => {
  const circle = (times: readonly [string, string, string]) =>
    mergeTickets(
      together(
        of('A', '09:00', [merged('A', 'B', times[0])]),
        of('B', '09:10', [merged('B', 'C', times[1])]),
        of('C', '09:20', [merged('C', 'A', times[2])]),
        of('D', '09:30', [merged('D', 'A', '13:00')]),
      ),
    )

  test('is broken at the merge that came last, which is flagged', () => {
    const tickets = circle(['10:00', '12:00', '11:00'])
    expect(messagesOf(tickets.get('B')).toSorted()).toEqual(['A', 'B', 'C', 'D'])
    expect(metricsOf(tickets.get('B') ?? [])).toMatchObject({
      standing: 'counted',
      mergedInto: null,
      flags: ['merge_cycle'],
    })
    expect(metricsOf(tickets.get('A') ?? [])).toMatchObject({ standing: 'merged', flags: [] })
  })

  test('of merges at one moment is broken at the ticket whose id sorts last', () => {
    expect(messagesOf(circle(['10:00', '10:00', '10:00']).get('C'))).toHaveLength(4)
  })

  test('of one ticket merged into itself is flagged', () => {
    const tickets = mergeTickets(together(of('A', '09:00', [merged('A', 'A', '10:00')])))
    expect(metricsOf(tickets.get('A') ?? [])).toMatchObject({ standing: 'counted', flags: ['merge_cycle'] })
  })
})

test('no message is lost or doubled, and the order of the tickets changes nothing, however they were merged', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F']
  const merge = fc.tuple(
    fc.constantFrom(...names),
    fc.constantFrom(...names, 'gone'),
    fc.constantFrom('10:00', '11:00'),
  )
  const cases = fc.tuple(fc.array(merge), fc.shuffledSubarray(names, { minLength: names.length }))
  fc.assert(
    fc.property(cases, ([merges, shuffled]) => {
      const inOrder = (order: readonly string[]) => {
        const tickets = order.map((name) =>
          of(
            name,
            '09:00',
            merges.filter(([from]) => from === name).map(([from, into, at]) => merged(from, into, at)),
          ),
        )
        const result = mergeTickets(together(...tickets))
        return names.map((name) => [name, messagesOf(result.get(name)).toSorted()] as const)
      }
      const result = inOrder(names)
      expect(result.flatMap(([, ids]) => ids).toSorted()).toEqual(names)
      expect(inOrder(shuffled)).toEqual(result)
    }),
  )
})
