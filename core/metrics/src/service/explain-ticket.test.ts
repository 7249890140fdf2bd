import { expect, test } from 'vitest'
import type { TicketEvent } from './events.ts'
import { explainTicket } from './explain-ticket.ts'
import {
  asks,
  bot,
  created,
  event,
  moment,
  officeHours,
  options,
  replies,
  solved,
  status,
} from './testing/history.ts'
import type { Segment } from './ticket-metrics.ts'

const explain = (events: Parameters<typeof explainTicket>[0], change: Parameters<typeof options>[0] = {}) => {
  const explanation = explainTicket(events, options(change))
  if (explanation === null) throw new Error('Nothing had happened by then.')
  return explanation
}

test('says of each event what it was taken for, in order, and why not', () => {
  const { events } = explain(
    [
      created('09:00'),
      asks('09:00', { source: 's', id: '1' }),
      asks('09:00', { source: 's', id: '1' }),
      replies('09:05', { kind: 'note', visibility: 'private', source: 's', id: '2' }),
      asks('09:07'),
      replies('09:10'),
      replies('09:12'),
      solved('09:12'),
      asks('09:30'),
      replies('15:00'),
    ].toReversed(),
    { asOf: moment('12:00') },
  )
  expect(events.map(({ event, takenFor, because, turn }) => [event, takenFor, because, turn])).toEqual([
    ['created by customer', 'change', null, null],
    ['email in by customer', 'question', null, 1],
    ['email in by customer', 'duplicate', null, null],
    ['note out by agent', 'passed over', 'private note', null],
    ['email in by customer', 'question', null, 1],
    ['email out by agent', 'reply', null, 1],
    ['email out by agent', 'reply', null, null],
    ['status open → solved', 'change', null, null],
    ['email in by customer', 'passed over', 'written after the resolution, which it did not undo', null],
    ['email out by agent', 'later than the evaluation', null, null],
  ])
})

test('says what an event is by its type and values too, for texts in other words', () => {
  const { events } = explain([created('09:00'), asks('09:00'), solved('10:00')])
  expect(events.map(({ type, values }) => [type, values])).toEqual([
    ['created', { initiator: 'customer' }],
    ['message', { kind: 'email', direction: 'in', author: 'customer' }],
    ['status', { from: 'open', to: 'solved' }],
  ])
})

test('shows a reply with the time that its clock gave, and where merged messages come from', () => {
  const moved = { ...asks('09:00'), mergedFrom: '7' } as TicketEvent
  const { events } = explain([created('09:00'), moved, replies('08:57'), replies('08:30')])
  expect(events.map(({ at, takenFor }) => [at, takenFor])).toEqual([
    [moment('08:30'), 'passed over'],
    [moment('09:00'), 'change'],
    [moment('09:00'), 'question'],
    [moment('08:57'), 'reply'],
  ])
  expect(events.map(({ mergedFrom }) => mergedFrom)).toEqual([null, null, '7', null])
})

test('shows which stretches ran, which did not, and why', () => {
  const { clocks } = explain(
    [
      created('15:00'),
      asks('15:00'),
      bot('15:01'),
      event('bot_handoff', '15:30'),
      event('assigned', '16:00', { agent: 'a1' }),
      replies('2026-03-03T10:00'),
      status('2026-03-03T10:00', 'open', 'pending_customer'),
      status('2026-03-03T11:00', 'pending_customer', 'solved'),
    ],
    {
      calendar: officeHours('UTC', { holidays: [{ date: '2026-03-03', from: '09:00', to: '09:30' }] }),
      asOf: moment('2026-03-03T12:00'),
    },
  )
  const shown = (metric: string) => {
    const clock = clocks.find((one) => one.metric === metric)
    const words = (segments: readonly Segment[]) =>
      segments.map(
        ({ from, to, excludedBecause }) =>
          [from, to].map((at) => new Date(at).toISOString().slice(8, 16)).join(' – ') +
          (excludedBecause === null ? '' : `, not: ${excludedBecause}`),
      )
    return [words(clock?.calendar ?? []), words(clock?.business ?? []), clock?.duration.businessSeconds]
  }
  expect(shown('first response')).toEqual([
    ['02T15:00 – 02T15:30, not: before a person was to answer', '02T15:30 – 03T10:00'],
    [
      '02T15:00 – 02T15:30, not: before a person was to answer',
      '02T15:30 – 02T17:00',
      '02T17:00 – 03T09:00, not: outside working hours',
      '03T09:00 – 03T09:30, not: holiday 2026-03-03',
      '03T09:30 – 03T10:00',
    ],
    7200,
  ])
  expect(shown("agent's reply time")[0]).toEqual([
    '02T15:00 – 02T16:00, not: not yet theirs',
    '02T16:00 – 03T10:00',
  ])
  expect(shown('requester wait')[0]).toEqual([
    '02T15:00 – 03T10:00',
    '03T10:00 – 03T11:00, not: pending customer',
    '03T11:00 – 03T12:00, not: resolved',
  ])
  expect(clocks.map(({ metric, number }) => [metric, number])).toEqual([
    ['first response', null],
    ['first response to the customer', null],
    ['reply time', 1],
    ["agent's reply time", 1],
    ['first resolution', 1],
    ['full resolution', 1],
    ['requester wait', null],
    ['agent wait', null],
    ['on hold', null],
  ])
})

test('has no business stretches without a schedule, and nothing of a ticket that was not yet there', () => {
  const events = [created('09:00'), asks('09:00')]
  expect(explain(events).clocks.every(({ business }) => business === null)).toBe(true)
  expect(explainTicket(events, options({ asOf: moment('08:00') }))).toBeNull()
})
