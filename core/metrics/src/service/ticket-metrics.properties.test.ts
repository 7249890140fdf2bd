import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { businessCalendar, scheduleFile } from './business-time/index.ts'
import type { TicketEvent, TicketStatusChange } from './events.ts'
import { explainTicket } from './explain-ticket.ts'
import { RAPPORT_SERVICE_POLICY } from './service-policy.ts'
import { anyHistory, anyMinute, anyStatus } from './testing/any-history.ts'
import {
  asks,
  created,
  metricsOf,
  minutes,
  moment,
  officeHours,
  options,
  replies,
} from './testing/history.ts'
import type { Duration, TicketMetrics } from './ticket-metrics.ts'
import { ticketMetrics } from './ticket-metrics-of.ts'

const target = { seconds: minutes(90), clock: 'business', byPriority: { high: minutes(10) } } as const
const calendar = businessCalendar(
  scheduleFile.parse({
    schedules: [
      { id: 'day', timezone: 'Europe/Berlin', weekly: { mon: ['09:00-17:00'], tue: ['09:00-17:00'] } },
      { id: 'night', from: '2026-03-04', timezone: 'Asia/Tokyo', weekly: { thu: ['22:00-06:00'] } },
    ],
  }),
)
const policy = { ...RAPPORT_SERVICE_POLICY, firstResponseTarget: target, nextReplyTarget: target }
const strict = options({ calendar, policy, asOf: moment('2026-03-07T12:00') })
const anyOptions = fc.boolean().map((countBot) => ({ ...strict, policy: { ...policy, countBot } }))

const durationsOf = (metrics: TicketMetrics): Duration[] =>
  [
    metrics.firstResponse.human,
    metrics.firstResponse.customer,
    metrics.longestWait,
    metrics.openWait,
    metrics.requesterWait,
    metrics.agentWait,
    metrics.onHold,
    ...metrics.turns.flatMap(({ reply, agentReply, waiting }) => [reply, agentReply, waiting]),
    ...metrics.cycles.flatMap(({ firstResolution, fullResolution }) => [firstResolution, fullResolution]),
  ].filter((duration) => duration !== null)

describe('whatever the history', () => {
  test('the order of the events and duplicates of them change nothing', () => {
    const shuffled = anyHistory.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc
          .subarray(events)
          .chain((twice) =>
            fc.shuffledSubarray([...events, ...twice], { minLength: events.length + twice.length }),
          ),
      ),
    )
    fc.assert(
      fc.property(shuffled, anyOptions, ([events, others], terms) => {
        expect(ticketMetrics(others, terms)).toEqual(ticketMetrics(events, terms))
      }),
    )
  })

  test('what happens later than the evaluation changes nothing', () => {
    fc.assert(
      fc.property(anyHistory, anyMinute, (events, asOf) => {
        const known = events.filter(({ at }) => at <= asOf)
        expect(ticketMetrics(events, { ...strict, asOf })).toEqual(ticketMetrics(known, { ...strict, asOf }))
      }),
    )
  })

  test('no duration is negative, and none has more business than calendar seconds', () => {
    fc.assert(
      fc.property(anyHistory, anyOptions, (events, terms) => {
        const metrics = ticketMetrics(events, terms)
        for (const { calendarSeconds, businessSeconds } of metrics ? durationsOf(metrics) : []) {
          expect(calendarSeconds).toBeGreaterThanOrEqual(0)
          expect(businessSeconds).toBeGreaterThanOrEqual(0)
          expect(businessSeconds).toBeLessThanOrEqual(calendarSeconds)
        }
      }),
    )
  })

  test('turns follow each other, only the last one waits, and it is missed once it is past its due moment', () => {
    fc.assert(
      fc.property(anyHistory, anyOptions, (events, terms) => {
        const { turns = [] } = ticketMetrics(events, terms) ?? {}
        for (const [index, { repliedAt, closedAt, waiting, dueAt, outcome }] of turns.entries()) {
          expect(repliedAt === null || closedAt === null).toBe(true)
          const end = repliedAt ?? closedAt
          if (index < turns.length - 1) expect(end).not.toBeNull()
          if (end !== null) expect(waiting).toBeNull()
          if (dueAt !== null && outcome !== null) {
            expect(outcome === 'missed').toBe((end ?? strict.asOf) > dueAt)
          }
        }
      }),
    )
  })

  test('every event is explained, by the very numbers, from stretches that sum up to them without a gap', () => {
    fc.assert(
      fc.property(anyHistory, anyOptions, (events, terms) => {
        const explanation = explainTicket(events, terms)
        expect(explanation?.metrics ?? null).toEqual(ticketMetrics(events, terms))
        if (explanation === null) return
        expect(explanation.events).toHaveLength(events.length)
        for (const { duration, calendar: pieces, business } of explanation.clocks) {
          for (const [segments, seconds] of [
            [pieces, duration.calendarSeconds],
            [business ?? [], duration.businessSeconds ?? 0],
          ] as const) {
            const counted = segments.filter(({ counts }) => counts)
            expect(counted.reduce((sum, { from, to }) => sum + to - from, 0) / 1000).toBeCloseTo(seconds, 9)
            for (const [index, segment] of segments.slice(1).entries()) {
              expect(segment.from).toBe(segments[index]?.to)
            }
          }
        }
      }),
    )
  })
})

const statuses = fc
  .uniqueArray(anyStatus, { selector: ({ at }) => at, maxLength: 12 })
  .map((list) => list.toSorted((left, right) => left.at - right.at))
const asOf = moment('2026-03-05T09:00')
const MINUTE = 60_000

describe('waits', () => {
  test('are what a walk through all minutes counts', () => {
    const isOpen = (at: number) => {
      const now = new Date(at)
      return now.getUTCDay() >= 1 && now.getUTCDay() <= 5 && now.getUTCHours() >= 9 && now.getUTCHours() < 17
    }
    const walk = (changes: readonly TicketStatusChange[], waits: readonly string[]): Duration => {
      const initial = changes[0]?.from ?? 'new'
      let category = initial === 'solved' || initial === 'closed' ? 'new' : initial
      let [calendarMinutes, businessMinutes] = [0, 0]
      for (let at = moment('09:00'); at < asOf; at += MINUTE) {
        for (const change of changes) if (change.at === at) category = change.category
        if (!waits.includes(category)) continue
        calendarMinutes += 1
        if (isOpen(at)) businessMinutes += 1
      }
      return { calendarSeconds: minutes(calendarMinutes), businessSeconds: minutes(businessMinutes) }
    }
    fc.assert(
      fc.property(statuses, (changes) => {
        const metrics = metricsOf([created('09:00'), ...changes], { asOf, calendar: officeHours('UTC') })
        const seen = changes.filter(({ at }) => at <= asOf)
        expect(metrics.requesterWait).toEqual(walk(seen, ['new', 'open', 'on_hold']))
        expect(metrics.agentWait).toEqual(walk(seen, ['pending_customer']))
        expect(metrics.onHold).toEqual(walk(seen, ['on_hold']))
      }),
      { numRuns: 50 },
    )
  })

  test('of requester and agent together are the cycles, and within them what an agent’s reopening left out', () => {
    fc.assert(
      fc.property(statuses, (changes) => {
        const { cycles, requesterWait, agentWait, reopenings } = metricsOf([created('09:00'), ...changes], {
          asOf,
        })
        const inCycles = cycles.reduce(
          (sum, { startedAt, lastResolvedAt }) => sum + (lastResolvedAt ?? asOf) - startedAt,
          0,
        )
        const waited = requesterWait.calendarSeconds + agentWait.calendarSeconds
        if (reopenings.every(({ by }) => by === 'customer')) expect(waited).toBe(inCycles / 1000)
        else expect(waited).toBeLessThanOrEqual(inCycles / 1000)
      }),
    )
  })
})

test('reply times are those between a question and the next reply', () => {
  const talk = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.boolean()), { selector: ([minute]) => minute })
    .map((list) => [[0, true] as const, ...list.toSorted(([left], [right]) => left - right)])
  fc.assert(
    fc.property(talk, (said) => {
      const clockOf = (minute: number) => new Date(moment('09:00') + minute * MINUTE).toISOString()
      const events: TicketEvent[] = said.map(([minute, byCustomer]) =>
        byCustomer ? asks(clockOf(minute)) : replies(clockOf(minute)),
      )
      const expected: (number | null)[] = []
      let asked: number | null = null
      for (const [minute, byCustomer] of said) {
        if (byCustomer) asked ??= minute
        else if (asked !== null) {
          expected.push(minutes(minute - asked))
          asked = null
        }
      }
      if (asked !== null) expected.push(null)
      const { turns } = metricsOf([created('09:00'), ...events])
      expect(turns.map(({ reply }) => reply?.calendarSeconds ?? null)).toEqual(expected)
    }),
  )
})
