import { expect, test } from 'vitest'
import { createFormat } from '../../messages/format.ts'
import { clockSummary } from './clock-summary.ts'
import { extentOf, lanesOf, type Segment } from './lanes.ts'
import type { Ticket, TicketClock } from './queries.ts'

const hour = 3_600_000
const ran = (from: number, to: number): Segment => ({ from, to, counts: true, excludedBecause: null })
const not = (from: number, to: number, excludedBecause: string): Segment => ({
  ...{ from, to, counts: false, excludedBecause },
})

const clockOf = (
  metric: string,
  calendar: readonly Segment[],
  business: readonly Segment[] | null,
  number: number | null = null,
): TicketClock => {
  const seconds = (segments: readonly Segment[]) =>
    segments.reduce((sum, { from, to, counts }) => sum + (counts ? (to - from) / 1_000 : 0), 0)
  const duration = {
    calendarSeconds: seconds(calendar),
    businessSeconds: business === null ? null : seconds(business),
  }
  return { metric, number, duration, calendar, business }
}

const night = [ran(0, 2 * hour), not(2 * hour, 18 * hour, 'outside working hours'), ran(18 * hour, 19 * hour)]
const ticket: Ticket = {
  ...{
    record: 'desk/ticket:1',
    subject: null,
    page: null,
    asOf: new Date(100 * hour).toISOString(),
    timezone: 'UTC',
  },
  ...{ policies: { service: 's', fcr: 'f' }, customer: null, customerId: null, agent: null, team: null },
  ...{
    standing: 'counted',
    mergedInto: null,
    category: 'solved',
    channel: null,
    priority: null,
    topic: null,
  },
  target: { seconds: 7_200, dueAt: null, outcome: 'missed', undefinedBecause: null },
  fcr: { policy: 'f', resolved: false, reason: 'reopened', maturesAt: null },
  flags: [],
  events: [
    ...[0, 19 * hour, 200 * hour].map((at) => ({
      ...{
        at,
        event: 'email',
        type: 'message',
        values: {},
        id: null,
        mergedFrom: null,
        takenFor: 'question',
        because: null,
        turn: 1,
      },
    })),
  ],
  clocks: [
    clockOf('first response', [ran(0, 19 * hour)], night),
    clockOf('first response to the customer', [ran(0, 19 * hour)], night),
    clockOf('reply time', [ran(0, 19 * hour)], night, 1),
    clockOf('requester wait', [ran(0, 20 * hour), not(20 * hour, 100 * hour, 'resolved')], null),
    clockOf('on hold', [not(0, 100 * hour, 'open')], null),
  ],
}

test('clocks that say the same are drawn once, and those that never ran not at all', () => {
  expect(lanesOf(ticket, 'business').map(({ metric }) => metric)).toEqual([
    'first response',
    'requester wait',
  ])
})

test('the drawing ends with the last thing that ran or happened, not with the evaluation', () => {
  expect(extentOf(ticket, 'business')).toEqual({ from: 0, to: 20 * hour })
})

test('the words say what ran, what was left out and why, the target and the verdict', () => {
  const format = createFormat({ currency: 'EUR', timezone: 'UTC' })
  expect(clockSummary(ticket, 'business', format)).toEqual([
    'First response: 3 hr of working hours, 19 hr by the calendar.',
    'Left out of it: 16 hr outside working hours.',
    'Target 2 hr: late.',
    'Not resolved at the first contact: reopened by the customer.',
  ])
})
