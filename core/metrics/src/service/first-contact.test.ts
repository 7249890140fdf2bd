import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TicketEvent, TicketMessage, TicketStatusChange } from './events.ts'
import { type FirstContactTicket, RAPPORT_FIRST_CONTACT_POLICY, withRepeatContacts } from './first-contact.ts'
import { firstContactOfEvents } from './first-contact-of-events.ts'
import { RAPPORT_SERVICE_POLICY } from './service-policy.ts'
import { ticketMetrics } from './ticket-metrics-of.ts'

const start = Date.parse('2026-03-02T09:00:00Z')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

function created(at = start): TicketEvent {
  return {
    type: 'created',
    ticketId: '1',
    at,
    initiator: 'customer',
    channel: 'email',
    customerId: 'c1',
    topic: null,
  }
}

function message(at: number, more: Partial<TicketMessage>): TicketMessage {
  return {
    type: 'message',
    ticketId: '1',
    at,
    direction: 'in',
    author: 'customer',
    authorId: null,
    sessionId: null,
    visibility: 'public',
    automatic: false,
    kind: 'email',
    delivered: true,
    ringAt: null,
    answeredAt: null,
    endedAt: null,
    ...more,
  }
}

const asks = (at: number) => message(at, {})
const answers = (at: number) => message(at, { direction: 'out', author: 'agent', authorId: 'a1' })
const botAnswers = (at: number) => message(at, { direction: 'out', author: 'bot' })
const status = (at: number, to: TicketStatusChange['category']): TicketStatusChange => ({
  type: 'status',
  ticketId: '1',
  at,
  from: null,
  to,
  category: to,
})

function judge(events: readonly TicketEvent[], asOf = start + 30 * day, countBot = false) {
  const options = { asOf, calendar: null, policy: { ...RAPPORT_SERVICE_POLICY, countBot } }
  const metrics = ticketMetrics(events, options)
  if (metrics === null) throw new Error('the ticket has not begun')
  return firstContactOfEvents(events, metrics, RAPPORT_FIRST_CONTACT_POLICY, options)
}

const answered = [created(), asks(start), answers(start + hour), status(start + 2 * hour, 'solved')]

describe('first-contact resolution of one ticket', () => {
  it('is given to a ticket that was answered once and solved', () => {
    expect(judge(answered)).toMatchObject({ resolved: true, reason: null })
  })

  it('matures seven days after the resolution, and not a moment earlier', () => {
    const maturesAt = start + 2 * hour + 7 * day
    expect(judge(answered, maturesAt - 1)).toMatchObject({ resolved: null, reason: 'maturing', maturesAt })
    expect(judge(answered, maturesAt)).toMatchObject({ resolved: true })
  })

  it('is lost with a second contact that was answered', () => {
    const events = [...answered.slice(0, 3), asks(start + 2 * hour), answers(start + 3 * hour)]
    expect(judge([...events, status(start + 4 * hour, 'solved')])).toMatchObject({
      resolved: false,
      reason: 'several_contacts',
    })
  })

  it('is not lost with a trailing contact that nobody answered before the resolution', () => {
    const events = [...answered.slice(0, 3), asks(start + 90 * minute), status(start + 2 * hour, 'solved')]
    expect(judge(events)).toMatchObject({ resolved: true })
  })

  it('edge case 3: a bot that answered counts only where the policy says so', () => {
    const events = [created(), asks(start), botAnswers(start + minute), status(start + hour, 'solved')]
    expect(judge(events)).toMatchObject({ resolved: null, reason: 'no_reply' })
    expect(judge(events, start + 30 * day, true)).toMatchObject({ resolved: true })
  })

  it('edge case 10: thanks after solved, solved again without a reply, is no reopening', () => {
    const thanks = [
      ...answered,
      asks(start + 3 * hour),
      status(start + 3 * hour, 'open'),
      status(start + 4 * hour, 'solved'),
    ]
    expect(judge(thanks)).toMatchObject({ resolved: true })
  })

  it('is lost with a reopening that was answered within the window', () => {
    const again = [...answered, asks(start + day), status(start + day, 'open'), answers(start + day + hour)]
    expect(judge([...again, status(start + 2 * day, 'solved')])).toMatchObject({
      resolved: false,
      reason: 'reopened',
    })
  })

  it('is lost with a reopening that is still open and unanswered at maturity, whatever follows', () => {
    const again = [...answered, asks(start + 6 * day), status(start + 6 * day, 'open')]
    expect(judge(again)).toMatchObject({ resolved: false, reason: 'reopened' })
    expect(judge([...again, status(start + 9 * day, 'solved')])).toMatchObject({ resolved: false })
  })

  it('edge case 11: a reopening after the window leaves the verdict as it was', () => {
    const again = [
      ...answered,
      asks(start + 9 * day),
      status(start + 9 * day, 'open'),
      answers(start + 10 * day),
    ]
    expect(judge(again)).toMatchObject({ resolved: true })
  })

  it('edge case 16: a ticket closed with no reply is in neither part of the rate', () => {
    expect(judge([created(), asks(start), status(start + hour, 'closed')])).toMatchObject({
      resolved: null,
      reason: 'no_reply',
    })
  })

  it('edge case 17: a ticket that was never answered nor resolved is in neither part of the rate', () => {
    expect(judge([created(), asks(start)])).toMatchObject({ resolved: null, reason: 'not_resolved' })
  })

  it('is asked of customers only: a ticket that an agent began is left out', () => {
    const outbound: TicketEvent[] = [
      { ...created(), initiator: 'agent' } as TicketEvent,
      ...answered.slice(1),
    ]
    expect(judge(outbound)).toMatchObject({ resolved: null, reason: 'not_customer_initiated' })
  })

  it('edge case 15: spam is left out, and counts again when it is restored', () => {
    const spam: TicketEvent = { type: 'spam', ticketId: '1', at: start + 3 * day }
    const restored: TicketEvent = { type: 'restore', ticketId: '1', at: start + 4 * day }
    expect(judge([...answered, spam])).toMatchObject({ resolved: null, reason: 'spam' })
    expect(judge([...answered, spam, restored])).toMatchObject({ resolved: true })
  })
})

const ticket = (more: Partial<FirstContactTicket>): FirstContactTicket => ({
  customerId: 'c1',
  initiator: 'customer',
  standing: 'counted',
  topic: null,
  createdAt: start,
  resolved: true,
  reason: null,
  resolvedAt: start + hour,
  maturesAt: start + hour + 7 * day,
  ...more,
})
const verdicts = (tickets: readonly FirstContactTicket[], sameTopic = false) =>
  withRepeatContacts(tickets, { ...RAPPORT_FIRST_CONTACT_POLICY, sameTopic })

describe('repeat contacts', () => {
  const later = (more: Partial<FirstContactTicket> = {}) =>
    ticket({ createdAt: start + 5 * day, maturesAt: start + 13 * day, ...more })

  it('edge case 12: a further ticket in the window breaks the first one, not itself', () => {
    expect(verdicts([ticket({}), later()])).toEqual([
      { resolved: false, reason: 'repeat_contact', repeated: true },
      { resolved: true, reason: null, repeated: false },
    ])
  })

  it('a ticket after the window breaks nothing', () => {
    expect(verdicts([ticket({}), later({ createdAt: start + hour + 7 * day + 1 })])[0]).toEqual({
      resolved: true,
      reason: null,
      repeated: false,
    })
  })

  it.each([
    ['spam', { standing: 'spam' }],
    ['a merged ticket', { standing: 'merged' }],
    ['a ticket that an agent began', { initiator: 'agent' }],
  ] as const)('%s is no repeat contact', (_, more) => {
    expect(verdicts([ticket({}), later(more)])[0]).toEqual({ resolved: true, reason: null, repeated: false })
  })

  it('what failed for another reason is a repeat contact all the same, where another ticket followed', () => {
    const reopened = ticket({ resolved: false, reason: 'reopened' })
    expect(verdicts([reopened, later()])[0]).toEqual({ resolved: false, reason: 'reopened', repeated: true })
    expect(verdicts([reopened])[0]).toMatchObject({ reason: 'reopened', repeated: false })
  })

  it('by topic, only the same topic is a repeat contact, or one without a topic', () => {
    const billing = ticket({ topic: 'billing' })
    expect(verdicts([billing, later({ topic: 'delivery' })], true)[0]?.resolved).toBe(true)
    expect(verdicts([billing, later({ topic: 'billing' })], true)[0]?.resolved).toBe(false)
    expect(verdicts([billing, later({ topic: null })], true)[0]?.resolved).toBe(false)
  })

  it('without a known customer nothing can be said', () => {
    expect(verdicts([ticket({ customerId: null })])).toEqual([
      { resolved: null, reason: 'unknown_customer', repeated: null },
    ])
  })

  it('edge case 14: when two contacts become one customer, their tickets are looked at together', () => {
    const apart = [verdicts([ticket({})])[0], verdicts([later()])[0]]
    expect(apart.map((verdict) => verdict?.resolved)).toEqual([true, true])
    expect(verdicts([ticket({}), later()]).map(({ resolved }) => resolved)).toEqual([false, true])
  })

  it('agrees with looking at every pair, on 100,000 generated tickets', () => {
    const topics = [null, 'a', 'b'] as const
    const anyTicket = fc.record({
      createdAt: fc.integer({ min: 0, max: 400 }).map((hours) => start + hours * hour),
      length: fc.integer({ min: 0, max: 200 }),
      topic: fc.constantFrom(...topics),
      initiator: fc.constantFrom('customer', 'customer', 'agent' as const),
      standing: fc.constantFrom('counted', 'counted', 'spam' as const),
      resolved: fc.constantFrom(true, true, false, null),
    })
    let seen = 0
    fc.assert(
      fc.property(
        fc.array(anyTicket, { minLength: 190, maxLength: 210 }),
        fc.boolean(),
        (drafts, sameTopic) => {
          const tickets = drafts.map(({ length, resolved, ...draft }) =>
            ticket({
              ...draft,
              // A ticket that does not count has no verdict.
              resolved: draft.standing === 'counted' && draft.initiator === 'customer' ? resolved : null,
              resolvedAt: draft.createdAt,
              maturesAt: draft.createdAt + length * hour,
            }),
          )
          seen += tickets.length
          expect(verdicts(tickets, sameTopic).map(({ resolved }) => resolved)).toEqual(
            tickets.map((one) => everyPair(one, tickets, sameTopic)),
          )
        },
      ),
      { numRuns: 520 },
    )
    expect(seen).toBeGreaterThan(100_000)
  })
})

/** The rule, word by word. */
function everyPair(
  one: FirstContactTicket,
  all: readonly FirstContactTicket[],
  sameTopic: boolean,
): boolean | null {
  if (one.resolved !== true) return one.resolved
  const repeats = all.filter(
    (other) =>
      other !== one &&
      other.initiator === 'customer' &&
      other.standing === 'counted' &&
      other.createdAt >= one.createdAt &&
      other.createdAt <= (one.maturesAt ?? Number.NaN) &&
      (!sameTopic || one.topic === null || other.topic === null || other.topic === one.topic),
  )
  return repeats.length === 0
}
