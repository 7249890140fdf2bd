import { expect, test } from 'vitest'
import type { TicketEvent } from './events.ts'
import type { ServiceFigures } from './figures.ts'
import { type FirstContactTicket, RAPPORT_FIRST_CONTACT_POLICY, withRepeatContacts } from './first-contact.ts'
import { firstContactOfEvents } from './first-contact-of-events.ts'
import { mergeTickets } from './merge-tickets.ts'
import { serviceSummary } from './service-summary.ts'
import {
  asks,
  bot,
  created,
  event,
  hours,
  minutes,
  moment,
  officeHours,
  options,
  reopened,
  replies,
  solved,
  status,
} from './testing/history.ts'
import { ticketMetrics } from './ticket-metrics-of.ts'

// METRICS.md, section 1, "Edge cases: one test each": what the figures of several tickets make of them. What one ticket makes of
// them is tested in edge-cases.test.ts, verdicts alone in first-contact.test.ts.

type Tickets = Readonly<Record<string, readonly TicketEvent[]>>

/** The figures of tickets, merges done and repeat contacts looked at. */
function figuresOf(
  tickets: Tickets,
  change: Parameters<typeof options>[0] = {},
  clock: 'calendar' | 'business' = 'calendar',
): ServiceFigures {
  const used = options(change)
  const own = Object.entries(tickets).map(([ticketId, events]): [string, readonly TicketEvent[]] => [
    ticketId,
    events.map((one) => ({ ...one, ticketId })),
  ])
  const measured = [...mergeTickets(new Map(own), used.asOf).values()].flatMap((events) => {
    const metrics = ticketMetrics(events, used)
    if (metrics === null) return []
    return [{ metrics, own: firstContactOfEvents(events, metrics, RAPPORT_FIRST_CONTACT_POLICY, used) }]
  })
  const judge = (ticket: (typeof measured)[number]): FirstContactTicket => ({
    ...ticket.metrics,
    ...ticket.own,
  })
  const customers = Map.groupBy(measured, ({ metrics }) => metrics.customerId)
  const judged = [...customers.values()].flatMap((group) => {
    const verdicts = withRepeatContacts(group.map(judge), RAPPORT_FIRST_CONTACT_POLICY)
    return group.map(({ metrics, own }, index) => ({
      metrics,
      fcr: verdicts[index] ?? { ...own, repeated: null },
    }))
  })
  return serviceSummary(judged, { clock, notAtFirstContact: [] })
}

const opened = (keys = {}) => [created('09:00', keys), asks('09:00')]
const answered = (keys = {}) => [...opened(keys), replies('09:30'), solved('10:00')]

test('edge case 3: what a bot resolved is in no figure but the number of tickets', () => {
  const { counts, median, withinTarget, fcr } = figuresOf({ 1: [...opened(), bot('09:01'), solved('09:30')] })
  expect(counts).toMatchObject({ n: 1, answered: 0, missed: 0, pending: 0, closedWithoutReply: 0 })
  expect([median, withinTarget, fcr]).toEqual([null, null, null])
})

test('edge case 4: the figures of agents count from the handoff', () => {
  const handed = [...opened(), bot('09:01'), event('bot_handoff', '09:20'), replies('09:30')]
  expect(figuresOf({ 1: handed }).median?.value).toBe(minutes(10))
})

test('edge case 6: a ticket that an agent began is in no figure of responses or of first contacts', () => {
  const outbound = [created('09:00', { initiator: 'agent' }), replies('09:00'), solved('09:10')]
  const { counts } = figuresOf({ 1: outbound })
  expect(counts).toMatchObject({ n: 1, answered: 0, missed: 0, fcrJudged: 0, fcrMaturing: 0 })
})

test('edge case 10: "thanks" counts in the reopening rate and not against first contacts', () => {
  const thanks = [...answered(), asks('10:30'), reopened('10:30'), solved('10:45')]
  const { fcr, reopeningRate } = figuresOf({ 1: thanks })
  expect([fcr?.share, reopeningRate?.share]).toEqual([1, 1])
})

test('edge case 11: a reopening after the window counts in the reopening rate; the verdict stays', () => {
  const later = '2026-03-20T09:00'
  const again = [
    ...answered(),
    asks(later),
    reopened(later),
    replies('2026-03-20T10:00'),
    solved('2026-03-20T11:00'),
  ]
  const { fcr, reopeningRate } = figuresOf({ 1: again })
  expect([fcr?.share, reopeningRate?.share]).toEqual([1, 1])
})

test('edge case 12: a follow-up in the window on another channel breaks the first ticket, and is the repeat-contact rate', () => {
  const follow = [
    created('2026-03-04T09:00', { channel: 'chat' }),
    asks('2026-03-04T09:00'),
    replies('2026-03-04T09:10'),
    status('2026-03-04T10:00', 'open', 'solved'),
  ]
  const { counts, fcr, repeatContactRate } = figuresOf({ 1: answered(), 2: follow })
  expect(counts).toMatchObject({ fcrJudged: 2, fcrResolved: 1, repeatContacts: 1 })
  expect([fcr?.share, repeatContactRate?.share]).toEqual([0.5, 0.5])
})

test('edge case 13: a ticket merged away leaves all denominators, and is no repeat contact', () => {
  const away = [...opened(), event('merged', '09:20', { into: '2' })]
  const { counts } = figuresOf({ 1: away, 2: answered() })
  expect(counts).toMatchObject({ n: 1, answered: 1, resolved: 1, fcrJudged: 1, fcrResolved: 1, overdue: 0 })
})

test('edge case 14: tickets of two contacts are looked at together once these are one customer', () => {
  const follow = (customerId: string) => [
    created('2026-03-04T09:00', { customerId }),
    asks('2026-03-04T09:00'),
    replies('2026-03-04T09:10'),
    status('2026-03-04T10:00', 'open', 'solved'),
  ]
  expect(figuresOf({ 1: answered(), 2: follow('c2') }).fcr?.share).toBe(1)
  expect(figuresOf({ 1: answered(), 2: follow('c1') }).fcr?.share).toBe(0.5)
})

test('edge case 15: spam, trash, test and deleted tickets are out of all figures, and in again when restored', () => {
  for (const state of ['spam', 'trash', 'test', 'deleted']) {
    const out = [...answered(), event(state, '11:00')]
    expect(figuresOf({ 1: out }).counts).toMatchObject({ n: 0, answered: 0, resolved: 0, fcrJudged: 0 })
    expect(figuresOf({ 1: [...out, event('restore', '12:00')] }).counts).toMatchObject({ n: 1, fcrJudged: 1 })
  }
})

test('edge case 16: closed with no reply is apart if closed inside the target, overdue if after it, and not in FCR', () => {
  const inside = figuresOf({ 1: [...opened(), status('10:00', 'open', 'closed')] })
  expect(inside.counts).toMatchObject({ n: 1, closedWithoutReply: 1, overdue: 0, missed: 0, fcrJudged: 0 })
  expect(inside.withinTarget).toBeNull()
  const after = figuresOf({ 1: [...opened(), status('11:30', 'open', 'closed')] })
  expect(after.counts).toMatchObject({ n: 1, closedWithoutReply: 0, overdue: 1, missed: 1, fcrJudged: 0 })
  expect(after.withinTarget?.share).toBe(0)
})

test('edge case 17: never answered is overdue, and counts against the share within target', () => {
  const tickets = { 1: answered(), 2: opened() }
  const { counts, withinTarget, median } = figuresOf(tickets)
  expect(counts).toMatchObject({ n: 2, answered: 1, overdue: 1 })
  expect(withinTarget?.share).toBe(0.5)
  // Quantiles are over what was answered.
  expect(median?.value).toBe(minutes(30))
  // Inside the target it is pending, in neither part of the share.
  const soon = figuresOf(tickets, { asOf: moment('10:30') })
  expect(soon.counts).toMatchObject({ pending: 1, overdue: 0 })
  expect(soon.withinTarget?.share).toBe(1)
})

test('edge case 18: a reply from before the request is a response of 0 seconds, one set aside is none', () => {
  const skewed = figuresOf({ 1: [...opened(), replies('08:57')] })
  expect(skewed.median?.value).toBe(0)
  expect(figuresOf({ 1: [...opened(), replies('08:50')] }).counts).toMatchObject({ answered: 0, overdue: 1 })
})

test('edge case 19: the order of tickets and events, and duplicates, change no figure', () => {
  const tickets = { 1: answered(), 2: opened(), 3: [...opened({ customerId: 'c3' }), replies('12:00')] }
  const turned = Object.fromEntries(
    Object.entries(tickets)
      .toReversed()
      .map(([id, events]) => [id, [...events, ...events].toReversed()]),
  )
  expect(figuresOf(turned)).toEqual(figuresOf(tickets))
})

test('edge case 20: out of hours, the median by working hours is 0, not unknown', () => {
  const night = [created('20:00'), asks('20:00'), replies('20:30')]
  const calendar = officeHours('Europe/Berlin')
  expect(figuresOf({ 1: night }, { calendar }, 'business').median?.value).toBe(0)
  expect(figuresOf({ 1: night }, {}, 'business').median).toBeNull()
})

test('edge case 26: a ticket that is open longer than any window stays overdue', () => {
  expect(figuresOf({ 1: opened() }, { asOf: moment('2036-03-02T09:00') }).counts).toMatchObject({
    overdue: 1,
  })
})

test('edge case 28: the figures of all tickets count from the request, whoever it was assigned to later', () => {
  const reassigned = [
    ...opened(),
    event('assigned', '09:01', { agent: 'a1', team: 'first line' }),
    event('assigned', '10:40', { agent: 'a2', team: 'second line' }),
    replies('11:00', { authorId: 'a2' }),
  ]
  const { median, counts } = figuresOf({ 1: reassigned })
  expect(median?.value).toBe(hours(2))
  expect(counts).toMatchObject({ met: 1, missed: 0 })
})

test("edge case 30: a source's own figure is in no median, and its ticket in no share", () => {
  const vendor = [created('09:00', { vendorFirstResponseSeconds: 90_000 }), solved('10:00')]
  const { counts, median, withinTarget } = figuresOf({ 1: vendor, 2: answered() })
  expect(counts).toMatchObject({ n: 2, answered: 1, met: 1, missed: 0, closedWithoutReply: 0 })
  expect([median?.value, withinTarget?.share]).toEqual([minutes(30), 1])
})

test('edge case 31: a reply that is logged late changes the figures to those of the time it was sent', () => {
  const before = figuresOf({ 1: opened() }, { asOf: moment('12:00') })
  const logged = [...opened(), replies('09:20', { loggedAt: '2026-03-04T08:00' })]
  const restated = figuresOf({ 1: logged }, { asOf: moment('12:00') })
  expect([before.withinTarget?.share, restated.withinTarget?.share]).toEqual([0, 1])
})

test('edge case 32: imported history counts in the figures of its own days, and is flagged for alerts', () => {
  const imported = [created('09:00', { imported: true }), asks('09:00'), replies('09:30'), solved('10:00')]
  expect(figuresOf({ 1: imported }).counts).toMatchObject({ n: 1, answered: 1, fcrJudged: 1 })
  expect(ticketMetrics(imported, options())?.flags).toEqual(['imported'])
})
