import { expect, test } from 'vitest'
import { businessCalendar, scheduleFile } from './business-time/index.ts'
import type { TicketEvent } from './events.ts'
import { mergeTickets } from './merge-tickets.ts'
import { RAPPORT_SERVICE_POLICY } from './service-policy.ts'
import {
  aroundTheClock,
  asks,
  bot,
  created,
  days,
  event,
  hours,
  metricsOf,
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

// METRICS.md, section 1, "Edge cases: one test each". What first-contact resolution makes of 3, 10–12, 14, 16 and 17
// is tested beside it.

const opened = [created('09:00'), asks('09:00')]
const first = (events: readonly TicketEvent[], change = {}) => metricsOf(events, change).firstResponse
const because = (events: readonly TicketEvent[]) => metricsOf(events).passedOver.map((one) => one.because)

test('edge case 1: private note first, public reply later: the public reply stops the clock', () => {
  const events = [
    ...opened,
    replies('09:05', { kind: 'note', visibility: 'private' }),
    replies('09:10', { visibility: 'private' }),
    replies('09:30'),
  ]
  expect(first(events).human?.calendarSeconds).toBe(minutes(30))
  expect(because(events)).toEqual(['private note', 'private note'])
})

test('edge case 2: auto-acknowledgement, out of office, survey link and triggered macro are not a reply', () => {
  const events = [
    ...opened,
    event('message', '09:01', { direction: 'out', author: 'automation', automatic: true, kind: 'email' }),
    replies('09:02', { automatic: true }),
    event('message', '09:03', { direction: 'out', author: 'campaign', kind: 'email' }),
    event('message', '09:04', { direction: 'out', author: 'system', kind: 'email' }),
    asks('09:05', { automatic: true }),
    replies('10:00'),
  ]
  expect(first(events).human?.calendarSeconds).toBe(hours(1))
  expect(because(events)).toEqual(['automatic', 'automatic', 'campaign', 'system message', 'automatic'])
  expect(metricsOf(events)).toMatchObject({ touches: 1, customerMessages: 1, agentMessages: 1 })
})

test('edge case 3: bot answers, customer leaves, resolved: undefined for people, bot-resolved', () => {
  const events = [...opened, bot('09:00:10'), solved('09:30')]
  expect(metricsOf(events)).toMatchObject({
    firstResponse: { human: null, customer: null, undefinedBecause: 'bot_resolved', outcome: null },
    breached: null,
    botReplies: 1,
    qualifyingReplies: 0,
    contacts: [{ answered: false }],
    flags: ['bot_resolved'],
    passedOver: [{ because: 'bot' }],
  })
  const counting = { ...RAPPORT_SERVICE_POLICY, countBot: true }
  expect(metricsOf(events, { policy: counting })).toMatchObject({
    firstResponse: { customer: { calendarSeconds: 10 }, outcome: 'met' },
    contacts: [{ answered: true }],
    qualifyingReplies: 1,
    flags: [],
  })
})

test('edge case 4: bot, handoff, human: two clocks', () => {
  const events = [...opened, bot('09:00:10'), asks('09:04'), event('bot_handoff', '09:05'), replies('09:20')]
  expect(first(events)).toMatchObject({
    human: { calendarSeconds: minutes(15) },
    customer: { calendarSeconds: minutes(20) },
    startedAt: moment('09:00'),
    humanStartedAt: moment('09:05'),
    // Counted from the handoff.
    dueAt: moment('11:05'),
  })
})

test('edge case 5: bot resolves, customer reopens 5 days later, human answers in 10 min: 10 min', () => {
  const events = [
    ...opened,
    bot('09:00:10'),
    solved('09:30'),
    asks('2026-03-07T14:00'),
    reopened('2026-03-07T14:00'),
    replies('2026-03-07T14:10'),
  ]
  expect(first(events)).toMatchObject({
    human: { calendarSeconds: minutes(10) },
    customer: { calendarSeconds: minutes(10) },
    outcome: 'met',
  })
})

test('edge case 6: agent-created or outbound: undefined until the customer writes', () => {
  const outbound = [created('09:00', { initiator: 'agent' }), replies('09:00')]
  expect(first(outbound)).toMatchObject({ human: null, outcome: null, undefinedBecause: 'agent_initiated' })
  expect(metricsOf(outbound)).toMatchObject({ turns: [], touches: 1, breached: null })
  const written = [...outbound, asks('12:00')]
  expect(first(written, { asOf: moment('13:00') })).toMatchObject({
    startedAt: moment('12:00'),
    outcome: 'pending',
    undefinedBecause: 'unanswered',
  })
  expect(first([...written, replies('12:40')]).human?.calendarSeconds).toBe(minutes(40))
})

test('edge case 7: solved on the phone: the answered call is the reply, from when it rang if known', () => {
  const call = (ringAt: string | null) =>
    asks('09:00', { kind: 'call', authorId: 'a7', ringAt, answeredAt: '09:00:20', endedAt: '09:12' })
  const rang = [created('09:13', { channel: 'phone' }), call('09:00'), solved('09:14')]
  expect(metricsOf(rang)).toMatchObject({
    firstResponse: { human: { calendarSeconds: 20 }, outcome: 'met' },
    turns: [{ agent: 'a7' }],
    contacts: [{ startedAt: moment('09:00'), endedAt: moment('09:12'), answered: true }],
    qualifyingReplies: 1,
    touches: 1,
  })
  const unknown = [created('09:00', { channel: 'phone' }), call(null), solved('09:14')]
  expect(first(unknown)).toMatchObject({ human: null, outcome: null, undefinedBecause: 'unknown_ring' })
  expect(metricsOf(unknown).contacts).toMatchObject([{ answered: true }])
})

test('edge case 8: several customer messages before the reply: one turn, from the earliest', () => {
  const { turns, contacts } = metricsOf([...opened, asks('09:20'), asks('09:50'), replies('10:00')])
  expect(turns).toMatchObject([{ reply: { calendarSeconds: hours(1) } }])
  expect(contacts).toEqual([{ startedAt: moment('09:00'), endedAt: moment('09:50'), answered: true }])
})

test('edge case 9: agent answers twice: the first stops the clock, one touch within a chat session', () => {
  const twice = [...opened, replies('09:10'), replies('09:50')]
  expect(metricsOf(twice)).toMatchObject({
    turns: [{ reply: { calendarSeconds: minutes(10) } }],
    touches: 1,
    qualifyingReplies: 2,
  })
  const text = { kind: 'text', sessionId: 's1' }
  const chat = [
    created('09:00', { channel: 'chat' }),
    asks('09:00', text),
    replies('09:01', text),
    asks('09:02', text),
    replies('09:03', text),
    asks('09:04', text),
    replies('09:05', text),
  ]
  expect(metricsOf(chat)).toMatchObject({ touches: 1, qualifyingReplies: 3, contacts: [{ answered: true }] })
  expect(metricsOf(chat).turns).toHaveLength(3)
})

test('edge case 10: "thanks" after solved, solved again without a reply: the status reopening is recorded', () => {
  const { reopenings, contacts, turns, flags } = metricsOf([
    ...opened,
    replies('09:10'),
    solved('09:11'),
    asks('09:30'),
    reopened('09:30'),
    solved('09:45'),
  ])
  expect(reopenings).toEqual([
    { at: moment('09:30'), by: 'customer', solvedWithoutReply: true, replied: false },
  ])
  expect(contacts.map(({ answered }) => answered)).toEqual([true, false])
  expect(turns[1]).toMatchObject({ repliedAt: null, closedAt: moment('09:45') })
  expect(flags).toEqual(['trailing_contact'])
})

test('edge case 11: reopening with content after the window: new cycle', () => {
  const { cycles, reopenings, firstResolution, fullResolution } = metricsOf([
    ...opened,
    replies('09:10'),
    solved('10:00'),
    asks('2026-03-20T09:00'),
    reopened('2026-03-20T09:00'),
    replies('2026-03-20T09:05'),
    solved('2026-03-20T11:00'),
  ])
  expect(cycles.map(({ firstResolution: first, fullResolution: full }) => [first, full])).toMatchObject([
    [{ calendarSeconds: hours(1) }, { calendarSeconds: hours(1) }],
    [{ calendarSeconds: hours(2) }, { calendarSeconds: hours(2) }],
  ])
  expect([firstResolution, fullResolution]).toMatchObject([
    { calendarSeconds: hours(1) },
    { calendarSeconds: hours(2) },
  ])
  expect(reopenings).toMatchObject([{ by: 'customer', solvedWithoutReply: false, replied: true }])
})

test('edge case 12: follow-up ticket on another channel: each ticket tells its customer, topic and creation', () => {
  const follow = created('2026-03-04T09:00', { ticketId: '2', channel: 'chat', topic: 'billing' })
  expect(metricsOf([follow])).toMatchObject({
    ticketId: '2',
    customerId: 'c1',
    channel: 'chat',
    topic: 'billing',
    createdAt: moment('2026-03-04T09:00'),
    initiator: 'customer',
    standing: 'counted',
  })
})

test('edge case 13: A merged into B: A leaves all denominators, its messages join B in time order', () => {
  const merged = mergeTickets(
    new Map([
      [
        'A',
        [
          created('09:00', { ticketId: 'A' }),
          asks('09:00', { ticketId: 'A' }),
          event('merged', '09:40', { ticketId: 'A', into: 'B' }),
        ],
      ],
      [
        'B',
        [
          created('09:30', { ticketId: 'B' }),
          asks('09:30', { ticketId: 'B' }),
          replies('10:00', { ticketId: 'B' }),
        ],
      ],
    ]),
  )
  expect(metricsOf(merged.get('A') ?? [])).toMatchObject({
    standing: 'merged',
    mergedInto: 'B',
    turns: [],
    customerMessages: 0,
    flags: [],
  })
  expect(metricsOf(merged.get('B') ?? [])).toMatchObject({
    standing: 'counted',
    firstResponse: { customer: { calendarSeconds: hours(1) } },
    customerMessages: 2,
    contacts: [{ startedAt: moment('09:00') }],
  })
})

test('edge case 14: CRM contacts merged or split: the ticket tells the customer that it is given, and nothing else changes', () => {
  const of = (customerId: string) =>
    metricsOf([created('09:00', { customerId }), asks('09:00'), replies('10:00')])
  expect({ ...of('c1'), customerId: 'c2' }).toEqual(of('c2'))
})

test('edge case 15: spam, trash, test, restored: out while in that state', () => {
  for (const state of ['spam', 'trash', 'test', 'deleted'] as const) {
    const out = [...opened, event(state, '10:00')]
    expect(metricsOf(out, { asOf: moment('09:59') }).standing).toBe('counted')
    expect(metricsOf(out).standing).toBe(state)
    expect(metricsOf([...out, event('restore', '11:00')]).standing).toBe('counted')
  }
})

test('edge case 16: closed with no reply: apart if closed inside the target, overdue if after it', () => {
  const inside = metricsOf([...opened, status('10:00', 'open', 'closed')])
  expect(inside).toMatchObject({
    firstResponse: { human: null, outcome: 'closed', undefinedBecause: 'closed_without_reply' },
    breached: null,
    turns: [{ closedAt: moment('10:00'), reply: null, waiting: null }],
    openWait: null,
  })
  const after = metricsOf([...opened, status('11:00:01', 'open', 'closed')])
  expect(after).toMatchObject({ firstResponse: { outcome: 'missed' }, breached: true })
})

test('edge case 17: never answered: overdue', () => {
  expect(metricsOf(opened, { asOf: moment('11:00') })).toMatchObject({
    firstResponse: { outcome: 'pending' },
    breached: null,
  })
  expect(metricsOf(opened, { asOf: moment('12:00') })).toMatchObject({
    firstResponse: { human: null, outcome: 'missed', undefinedBecause: 'unanswered' },
    openWait: { calendarSeconds: hours(3) },
    longestWait: { calendarSeconds: hours(3) },
    breached: true,
  })
})

test('edge case 18: reply before creation: 0 with flag `skew`; past 5 min: set aside', () => {
  const skewed = metricsOf([...opened, replies('08:55')])
  expect(skewed).toMatchObject({
    firstResponse: { human: { calendarSeconds: 0 } },
    flags: ['reply_without_status', 'skew'],
  })
  const form = metricsOf([created('09:00'), replies('08:58')])
  expect(form).toMatchObject({ firstResponse: { human: { calendarSeconds: 0 } } })
  // The message that created the ticket is stamped a moment after it; the reply answers that too.
  const late = metricsOf([created('09:00'), asks('09:00:03'), replies('08:58')])
  expect(late.turns).toMatchObject([{ startedAt: moment('09:00:03'), reply: { calendarSeconds: 0 } }])
  // What a bot said before the request answers nothing.
  const policy = { ...RAPPORT_SERVICE_POLICY, countBot: true }
  expect(metricsOf([...opened, bot('08:58')], { policy }).turns).toMatchObject([{ repliedAt: null }])
  const aside = metricsOf([...opened, replies('08:54:59')])
  expect(aside).toMatchObject({
    firstResponse: { human: null },
    qualifyingReplies: 0,
    flags: ['set_aside'],
    passedOver: [{ at: moment('08:54:59'), because: 'dated more than 5 minutes before the request' }],
  })
})

test('edge case 19: events late, out of order, twice: same result', () => {
  const events = [...opened, replies('09:10', { source: 's', id: '5' }), replies('09:40'), solved('09:50')]
  const again = [...events, ...events].reverse()
  expect(metricsOf(again)).toEqual(metricsOf(events))
})

test('edge case 20: asked and answered out of hours: 0 business seconds, flagged', () => {
  const events = [created('20:00'), asks('20:00'), replies('20:30'), solved('20:31')]
  expect(metricsOf(events, { calendar: officeHours('Europe/Berlin') })).toMatchObject({
    firstResponse: { human: { calendarSeconds: minutes(30), businessSeconds: 0 } },
    flags: ['out_of_hours'],
  })
  const atOnce = [...opened, replies('09:00'), solved('09:01')]
  expect(metricsOf(atOnce, { calendar: officeHours('Europe/Berlin') }).flags).toEqual([])
})

test('edge case 21: holiday, part holiday, holiday added later: by the calendar that is given', () => {
  const events = [created('08:00'), asks('08:00'), replies('2026-03-04T10:00')]
  const business = (holidays: readonly Record<string, string>[]) =>
    first(events, { calendar: officeHours('Europe/Berlin', { holidays }) }).human?.businessSeconds
  expect(business([])).toBe(hours(18))
  expect(business([{ date: '2026-03-03' }])).toBe(hours(10))
  expect(business([{ date: '2026-03-03', from: '13:00', to: '24:00' }])).toBe(hours(14))
})

test('edge case 22: daylight saving gap and overlap', () => {
  const business = (from: string, to: string, calendar = officeHours('Europe/Berlin')) =>
    first([created(from), asks(from), replies(to)], { calendar }).human?.businessSeconds
  expect(business('2026-03-27T15:00', '2026-03-30T08:00')).toBe(hours(2))
  const always = aroundTheClock('Europe/Berlin')
  expect(business('2026-03-28T23:00', '2026-03-29T22:00', always)).toBe(hours(23))
  expect(business('2026-10-24T22:00', '2026-10-25T23:00', always)).toBe(hours(25))
})

test('edge case 23: 24/7 schedule: equals calendar time', () => {
  const events = [...opened, replies('2026-11-02T13:14:15'), solved('2026-11-03T10:00')]
  const { firstResponse, fullResolution, requesterWait } = metricsOf(events, {
    calendar: aroundTheClock('Europe/Berlin'),
  })
  for (const duration of [firstResponse.human, fullResolution, requesterWait]) {
    expect(duration?.businessSeconds).toBe(duration?.calendarSeconds)
  }
})

test('edge case 24: schedule or priority changed on the way: sum per schedule; target fixed at the turn’s start', () => {
  const [day, shift] = [
    { id: 'day', timezone: 'UTC', weekly: { mon: ['09:00-17:00'] } },
    { id: 'shift', timezone: 'UTC', weekly: { mon: ['06:00-22:00'] } },
  ]
  const schedules = (more = {}) => [day, { ...shift, from: '2026-03-02T16:00:00Z', ...more }]
  const calendar = businessCalendar(scheduleFile.parse({ schedules: schedules() }))
  const events = [created('15:00'), asks('15:00'), replies('20:00')]
  expect(first(events, { calendar }).human?.businessSeconds).toBe(hours(5))
  // The same said by the source, ticket by ticket.
  const both = businessCalendar(
    scheduleFile.parse({ schedules: schedules({ from: '2026-03-03T00:00:00Z' }) }),
  )
  const applied = [...events, event('schedule_applied', '16:00', { schedule: 'shift' })]
  expect(first(events, { calendar: both }).human?.businessSeconds).toBe(hours(2))
  expect(first(applied, { calendar: both }).human?.businessSeconds).toBe(hours(5))
  // Three hours by the schedule of the start end the next Monday.
  const target = { seconds: hours(3), clock: 'business', byPriority: { urgent: minutes(30) } } as const
  const policy = { ...RAPPORT_SERVICE_POLICY, firstResponseTarget: target }
  expect(first(applied, { calendar: both, policy }).outcome).toBe('met')
  const urgent = event('priority', '15:10', { from: 'normal', to: 'urgent' })
  expect(first([...applied, urgent], { calendar: both, policy })).toMatchObject({
    outcome: 'met',
    targetSeconds: hours(3),
  })
  const urgentAtOnce = event('priority', '15:00', { from: 'normal', to: 'urgent' })
  expect(first([...applied, urgentAtOnce], { calendar: both, policy })).toMatchObject({
    outcome: 'missed',
    targetSeconds: minutes(30),
  })
})

test('edge case 25: pending on customer is not in requester wait; no pause before the first reply', () => {
  const events = [
    ...opened,
    status('09:30', 'open', 'pending_customer'),
    status('10:30', 'pending_customer', 'open'),
    status('11:00', 'open', 'on_hold'),
    replies('12:00'),
    solved('12:00'),
  ]
  expect(metricsOf(events)).toMatchObject({
    firstResponse: { human: { calendarSeconds: hours(3) } },
    requesterWait: { calendarSeconds: hours(2) },
    agentWait: { calendarSeconds: hours(1) },
    onHold: { calendarSeconds: hours(1) },
    everPendingOrOnHold: true,
  })
})

test('edge case 26: open longer than any window: no cap', () => {
  const asOf = moment('2036-03-02T09:00')
  expect(metricsOf(opened, { asOf })).toMatchObject({
    openWait: { calendarSeconds: days(3653) },
    requesterWait: { calendarSeconds: days(3653) },
  })
})

test('edge case 27: agent deleted or changed role: role as of the event', () => {
  // Today a1 is gone; the message still says that an agent wrote it.
  const events = [
    ...opened,
    replies('09:30', { authorId: 'a1' }),
    event('assigned', '10:00', { agent: null }),
  ]
  expect(metricsOf(events)).toMatchObject({
    firstResponse: { human: { calendarSeconds: minutes(30) } },
    turns: [{ agent: 'a1' }],
    agent: null,
  })
})

test('edge case 28: reassigned before the reply: team from the ticket’s start, agent from assignment', () => {
  const events = [
    ...opened,
    event('assigned', '09:01', { agent: 'a1', team: 'first line' }),
    event('assigned', '09:40', { agent: 'a2', team: 'second line' }),
    replies('10:00', { authorId: 'a2' }),
  ]
  expect(metricsOf(events)).toMatchObject({
    teamAtStart: 'first line',
    team: 'second line',
    turns: [
      {
        team: 'first line',
        reply: { calendarSeconds: hours(1) },
        agent: 'a2',
        agentReply: { calendarSeconds: minutes(20) },
      },
    ],
  })
})

test('edge case 29: created Sun 2022-03-20 00:00 UTC, replied Sat 2022-03-26 23:59 UTC, Mon–Fri 9–17: 144,000 business seconds', () => {
  const events = [created('2022-03-20T00:00'), asks('2022-03-20T00:00'), replies('2022-03-26T23:59')]
  expect(first(events, { calendar: officeHours('UTC') }).human?.businessSeconds).toBe(144_000)
})

test('edge case 30: source without messages: the vendor’s own figure, marked `vendor_reported`, never mixed with computed ones', () => {
  const events = [created('09:00', { vendorFirstResponseSeconds: 900 }), solved('10:00')]
  expect(metricsOf(events)).toMatchObject({
    firstResponse: { human: null, outcome: null, undefinedBecause: 'no_messages' },
    turns: [],
    breached: null,
    vendorFirstResponseSeconds: 900,
    firstResolution: { calendarSeconds: hours(1) },
    flags: ['vendor_reported'],
  })
  // A source that keeps messages has none of this ticket: it was asked by its creation and never answered.
  const unanswered = [created('09:00', { hasMessages: true, vendorFirstResponseSeconds: 900 })]
  expect(metricsOf(unanswered)).toMatchObject({
    firstResponse: { outcome: 'missed', undefinedBecause: 'unanswered' },
    vendorFirstResponseSeconds: null,
    flags: [],
  })
})

test('edge case 31: reply sent from a private mailbox, logged later: the time it was sent, restated', () => {
  const events = [...opened, replies('09:20', { loggedAt: '2026-03-04T08:00' }), solved('10:00')]
  expect(metricsOf(events)).toMatchObject({
    firstResponse: { human: { calendarSeconds: minutes(20) }, outcome: 'met' },
    flags: ['restated'],
  })
  expect(metricsOf([...opened, replies('09:20', { loggedAt: '09:21' }), solved('10:00')]).flags).toEqual([])
})

test('edge case 32: imported, backdated history: flagged, so that it is kept out of alerts', () => {
  const events = [created('2019-03-02T09:00', { imported: true }), asks('2019-03-02T09:00')]
  expect(ticketMetrics(events, options())?.flags).toEqual(['imported'])
})
