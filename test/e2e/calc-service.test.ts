import { scheduleFile } from '@rapport/metrics'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { ServiceRow } from '../../apps/cli/src/service-calculation/service-result.ts'
import { type CalculationFolder, calculationFolder } from '../support/calculation.ts'
import { fences } from './documented-commands.ts'

interface Result {
  readonly policy: string
  readonly asOf: string
  readonly n: Readonly<Record<string, number>>
  readonly warnings: readonly string[]
  readonly tickets: readonly ServiceRow[]
  readonly summary: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly unknownStatuses: readonly unknown[]
  readonly setAside: readonly { readonly line: number; readonly reason: string }[]
}

/** The blocks of the documentation in a language, in their order. */
const examples = (language: string): readonly string[] =>
  fences
    .filter((fence) => fence.page === 'docs/service.md' && fence.language === language)
    .map(({ text }) => `${text}\n`)
const [events = ''] = examples('jsonl')
const [hours = '', schedules = ''] = examples('yaml')

/** METRICS.md, section 6: the smallest complete events file. */
const smallest = `{"ticketId":"1","type":"created","at":"2026-03-27T15:00:00Z","initiator":"customer","channel":"email","customerId":"c1","topic":"billing"}
{"ticketId":"1","type":"message","at":"2026-03-27T15:00:00Z","direction":"in","author":"customer","kind":"email"}
{"ticketId":"1","type":"message","at":"2026-03-27T15:01:00Z","direction":"out","author":"automation","automatic":true,"kind":"email"}
{"ticketId":"1","type":"message","at":"2026-03-30T08:00:00Z","direction":"out","author":"agent","authorId":"a1","kind":"email"}
{"ticketId":"1","type":"status","at":"2026-03-30T08:00:05Z","from":"open","to":"solved"}
`

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => `  ${day}: ["09:00-17:00"]\n`).join('')

let folder: CalculationFolder
beforeAll(async () => {
  folder = await calculationFolder({
    'events.jsonl': events,
    'hours.yaml': hours,
    'smallest.jsonl': smallest,
    'office.yaml': `timezone: Europe/Berlin\nweekly:\n${weekdays}`,
    'overlap.yaml': 'timezone: Europe/Berlin\nweekly: { mon: ["09:00-13:00", "12:00-17:00"] }\n',
  })
})
afterAll(() => folder[Symbol.asyncDispose]())

test('the smallest file has a first response of 234,000 calendar and 7,200 business seconds', async () => {
  const { code, stderr, json } = await folder.calc(
    ...['service', '--events', 'smallest.jsonl', '--schedule', 'office.yaml', '--as-of', '2026-04-10'],
    '--json',
  )
  expect(code, stderr).toBe(0)
  expect(json<Result>()).toMatchObject({
    policy: 'rapport-fcr-7d@1',
    asOf: '2026-04-10T21:59:59.000Z',
    tickets: [
      {
        ticketId: '1',
        firstResponse: { calendarSeconds: 234_000, businessSeconds: 7_200 },
        replyTimes: [{ calendarSeconds: 234_000, businessSeconds: 7_200 }],
        resolution: { calendarSeconds: 234_005, businessSeconds: 7_205 },
        requesterWait: { calendarSeconds: 234_005, businessSeconds: 7_205 },
        reopens: 0,
        touches: 1,
        breached: true,
        fcr: true,
        fcrReason: null,
        flags: [],
      },
    ],
    summary: {
      firstResponse: {
        ...{ n: 1, answered: 1, overdue: 0, pending: 0, closedWithoutReply: 0 },
        ...{ median: 234_000, p75: 234_000, p90: 234_000, p95: 234_000 },
        interval: { median: null, p75: null, p90: null, p95: null },
        withinTarget: { share: 0, low: 0, high: expect.closeTo(0.7935, 4) },
      },
      fcr: { n: 1, maturing: 0, share: 1, low: expect.closeTo(0.2065, 4), high: 1 },
    },
  })
})

describe('the example of the documentation', () => {
  const calculation = [
    'service',
    '--events',
    'events.jsonl',
    '--schedule',
    'hours.yaml',
    '--as-of',
    '2026-04-15',
  ]

  test('prints what the documentation says, and tells by its exit code that a line was set aside', async () => {
    const { code, stdout, stderr } = await folder.calcByItself(...calculation, '--out', 'tickets.csv')
    expect(stdout).toBe(examples('text')[0])
    expect(code).toBe(3)
    expect(stderr).toBe(
      'The tickets are in tickets.csv.\n1 line was set aside; the result says which and why.\n',
    )
    const [header, first, , third] = (await folder.read('tickets.csv')).split('\n')
    expect(header).toMatch(
      /^ticket_id,standing,first_response_calendar_seconds,first_response_business_seconds,/,
    )
    expect(first).toBe(
      '1,counted,234000,7200,,,234000,7200,234005,7205,234005,7205,234005,7205,0,1,true,false,repeat_contact,',
    )
    expect(third).toMatch(/^3,counted,,,unanswered,,,,.*,true,,not_resolved,$/)
  })

  test('is one JSON object, by the target and the policy that are asked for', async () => {
    const { json } = await folder.calc(...calculation, '--policy', 'zoho', '--target', '6d', '--json')
    const { policy, tickets, summary, n, unknownStatuses, setAside } = json<Result>()
    expect(policy).toBe('zoho')
    expect(n).toEqual({ lines: 25, setAside: 1, tickets: 5, notBegun: 0 })
    expect(tickets.map(({ breached, fcr }) => [breached, fcr])).toEqual([
      [false, true],
      [false, true],
      [true, null],
      [false, true],
      [false, true],
    ])
    expect(summary.fcr).toMatchObject({ n: 4, maturing: 0, share: 1 })
    expect(summary.firstResponse).toMatchObject({ overdue: 1, withinTarget: { share: 0.8 } })
    expect(unknownStatuses).toEqual([{ status: 'Waiting on us', lines: 1, suggestion: 'open' }])
    expect(setAside).toMatchObject([{ line: 23 }])
  })

  test('has working hours that change, which are understood', () => {
    expect(scheduleFile.parse(parse(schedules))).toMatchObject([
      { id: 'until 2025', effectiveFrom: null },
      { id: 'night shift', effectiveFrom: '2026-01-01' },
    ])
  })
})

test('working hours that contradict themselves are an error that says where', async () => {
  const { code, stderr } = await folder.calcByItself(
    ...['service', '--events', 'events.jsonl', '--schedule', 'overlap.yaml', '--as-of', '2026-04-15'],
  )
  expect(code).toBe(1)
  expect(stderr).toContain('overlap.yaml weekly.mon[1]: mon "09:00-13:00" and mon "12:00-17:00" overlap')
})
