import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ticketEventLine } from './event-line.ts'
import { metricsOf, moment, officeHours } from './testing/history.ts'

/** METRICS.md, section 6: the smallest complete events file. */
const smallest = `
{"ticketId":"1","type":"created","at":"2026-03-27T15:00:00Z","initiator":"customer","channel":"email","customerId":"c1","topic":"billing"}
{"ticketId":"1","type":"message","at":"2026-03-27T15:00:00Z","direction":"in","author":"customer","kind":"email"}
{"ticketId":"1","type":"message","at":"2026-03-27T15:01:00Z","direction":"out","author":"automation","automatic":true,"kind":"email"}
{"ticketId":"1","type":"message","at":"2026-03-30T08:00:00Z","direction":"out","author":"agent","authorId":"a1","kind":"email"}
{"ticketId":"1","type":"status","at":"2026-03-30T08:00:05Z","from":"open","to":"solved"}
`

test('the smallest file has a first response of 234,000 calendar and 7,200 business seconds', () => {
  const events = smallest
    .trim()
    .split('\n')
    .map((line) => ticketEventLine.parse(JSON.parse(line)))
  expect(metricsOf(events, { calendar: officeHours('Europe/Berlin') }).firstResponse.human).toEqual({
    calendarSeconds: 234_000,
    businessSeconds: 7_200,
  })
})

describe('a line', () => {
  test('that leaves keys out takes the usual ones', () => {
    const line = {
      ticketId: '1',
      type: 'message',
      at: '2026-03-02T09:00:00Z',
      direction: 'in',
      author: 'customer',
    }
    expect(ticketEventLine.parse(line)).toEqual({
      ...line,
      at: moment('09:00'),
      authorId: null,
      sessionId: null,
      visibility: 'public',
      automatic: false,
      kind: 'text',
      delivered: true,
      ringAt: null,
      answeredAt: null,
      endedAt: null,
    })
  })

  test('has times with an offset, of calls too', () => {
    const call = {
      ...{ ticketId: '1', type: 'message', direction: 'in', author: 'customer', kind: 'call' },
      ...{ at: '2026-03-02T10:00:00+01:00', answeredAt: '2026-03-02T04:00:20-05:00' },
    }
    expect(ticketEventLine.parse(call)).toMatchObject({ at: moment('09:00'), answeredAt: moment('09:00:20') })
  })

  test.each([
    ['an event of each kind', { type: 'assigned', agent: 'a1' }],
    ['a handoff', { type: 'bot_handoff' }],
    ['a merge', { type: 'merged', into: '2' }],
    ['spam', { type: 'spam' }],
    ['trash', { type: 'trash' }],
    ['a test', { type: 'test' }],
    ['a restored ticket', { type: 'restore' }],
    ['a deleted ticket', { type: 'deleted' }],
    ['a schedule', { type: 'schedule_applied', schedule: 'day' }],
    ['a priority', { type: 'priority', to: 'high' }],
    ['a survey', { type: 'survey', resolved: true }],
    ['a status of its own with its category', { type: 'status', to: 'Waiting', category: 'on_hold' }],
  ])('is %s', (_, keys) => {
    expect(ticketEventLine.parse({ ticketId: '1', at: '2026-03-02T09:00:00Z', ...keys })).toMatchObject(keys)
  })
})

describe('what is wrong is said', () => {
  const base = { ticketId: '1', at: '2026-03-02T09:00:00Z' }
  const message = { ...base, type: 'message', direction: 'in', author: 'customer' }

  test.each([
    ['a key that is not known, by its name', { ...message, ticket_id: '1' }, 'Unrecognized key: "ticket_id"'],
    [
      'a message without an author',
      { ...message, author: undefined },
      'author: must be one of customer, agent,',
    ],
    ['a direction that is none', { ...message, direction: 'inbound' }, 'direction: must be one of in, out'],
    [
      'a type that is none',
      { ...base, type: 'comment' },
      "type: Invalid discriminator value. Expected 'created' | 'message'",
    ],
    [
      'a status that means nothing',
      { ...base, type: 'status', to: 'Waiting' },
      '"Waiting" means is not known; add "category", one of new,',
    ],
    [
      'a category that is none',
      { ...base, type: 'status', to: 'x', category: 'y' },
      'category: must be one of new,',
    ],
    [
      'a time without an offset',
      { ...message, at: '2026-03-02T09:00:00' },
      'at: must be a moment in ISO 8601',
    ],
    ['a time that is none', { ...message, at: '2026-02-30T09:00:00Z' }, 'at: must be a moment in ISO 8601'],
    ['a ticket without an id', { ...message, ticketId: '' }, 'ticketId: must be a text that is not empty'],
    ['an id that is a number', { ...message, ticketId: 1 }, 'ticketId: must be a text that is not empty'],
    [
      'satisfaction on another scale',
      { ...base, type: 'survey', satisfaction: 0 },
      'satisfaction: must be a number from 1 to 10',
    ],
  ])('%s', (_, line, message) => {
    const { error } = ticketEventLine.safeParse(line)
    const told = (error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n')
    expect(told).toContain(message)
    expect(error).toBeInstanceOf(z.ZodError)
  })
})
