import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { calculateService } from './calculate-service.ts'
import { checkServiceRequest, type ServiceRequest } from './service-request.ts'
import { type ServiceRow, serviceRows, serviceSummaryOf } from './service-result.ts'
import { serviceLines } from './service-text.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rapport-calculate-service-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Line = Readonly<Record<string, unknown>> | string

const event = (type: string, time: string, keys: Line = {}): Line => ({
  ticketId: '1',
  type,
  at: time.includes('-') ? time : `2026-03-02T${time}:00Z`,
  ...(keys as object),
})
const created = (time: string, keys: Line = {}) =>
  event('created', time, { initiator: 'customer', channel: 'email', customerId: 'c1', ...(keys as object) })
const asks = (time: string, keys: Line = {}) =>
  event('message', time, { direction: 'in', author: 'customer', kind: 'email', ...(keys as object) })
const replies = (time: string, keys: Line = {}) =>
  event('message', time, {
    ...{ direction: 'out', author: 'agent', authorId: 'a1', kind: 'email' },
    ...(keys as object),
  })
const solved = (time: string, keys: Line = {}) => event('status', time, { to: 'solved', ...(keys as object) })
const of = (ticketId: string, ...lines: readonly Line[]): Line[] =>
  lines.map((line) => ({ ...(line as object), ticketId }))

const opened = [created('09:00'), asks('09:00')]
const answered = [...opened, replies('09:30'), solved('10:00')]

/** Computes from a file of these lines. */
async function calculate(lines: readonly Line[], change: Partial<ServiceRequest> & { hours?: string } = {}) {
  const events = path.join(folder, 'events.jsonl')
  await writeFile(
    events,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  )
  const { hours, ...options } = change
  const schedule = path.join(folder, 'hours.yaml')
  if (hours !== undefined) await writeFile(schedule, hours)
  const usual = { events, asOf: '2026-03-31', policy: 'rapport-fcr-7d@1', target: '2h' }
  const calculation = await calculateService(
    checkServiceRequest({ ...usual, ...(hours === undefined ? {} : { schedule }), ...options }),
  )
  const tickets: Readonly<Record<string, ServiceRow>> = Object.fromEntries(
    [...serviceRows(calculation)].map((row) => [row.ticketId, row]),
  )
  return { ...calculation, rows: tickets, summary: serviceSummaryOf(calculation) }
}

const reasons = ({ setAside }: Awaited<ReturnType<typeof calculate>>) =>
  setAside.map(({ line, reason }) => `${line}: ${reason}`)

describe('the events of a ticket', () => {
  test('may stand anywhere in the file, in any order and twice', async () => {
    const second = of('2', created('09:00', { customerId: 'c2' }), asks('09:00'), replies('10:00'))
    const inOrder = await calculate([...answered, ...second])
    const mixed = [...second, ...answered].toReversed()
    const turned = await calculate([...mixed, ...mixed])
    expect(turned.rows).toEqual(inOrder.rows)
    expect(turned.summary).toEqual(inOrder.summary)
    expect(inOrder.rows[1]).toMatchObject({ firstResponse: { calendarSeconds: 1_800 }, fcr: true })
  })

  test('after the evaluation are not looked at', async () => {
    const { counts, rows } = await calculate([...answered, ...of('2', created('2026-05-01T09:00:00Z'))], {
      asOf: '2026-03-02T09:45:00Z',
    })
    expect(counts).toMatchObject({ tickets: 1, notBegun: 1 })
    expect(rows[1]).toMatchObject({ resolution: null, fcr: null, fcrReason: 'not_resolved' })
  })
})

describe('the evaluation', () => {
  const hours = 'timezone: America/New_York\nweekly: { mon: ["09:00-17:00"] }\n'

  test('of a day is its end, in the zone of the schedule or else in UTC', async () => {
    const asOf = '2026-03-02'
    expect((await calculate(answered, { asOf })).asOf).toBe(Date.parse('2026-03-02T23:59:59Z'))
    expect((await calculate(answered, { asOf, hours })).asOf).toBe(Date.parse('2026-03-03T04:59:59Z'))
  })

  test('may be a moment', async () => {
    const { asOf } = await calculate(answered, { asOf: '2026-03-02T12:00:00+01:00', hours })
    expect(asOf).toBe(Date.parse('2026-03-02T11:00:00Z'))
  })
})

describe('first-contact resolution', () => {
  const follow = of(
    '2',
    created('2026-03-11T09:00:00Z', { topic: 'delivery' }),
    asks('2026-03-11T09:00:00Z'),
    replies('2026-03-11T09:10:00Z'),
    solved('2026-03-11T09:20:00Z'),
  )
  const first = [created('09:00', { topic: 'billing' }), ...answered.slice(1)]

  test.each([
    ['rapport-fcr-7d@1', true, null],
    ['rapport-fcr-14d@1', false, 'repeat_contact'],
    ['rapport-fcr-14d-topic@1', true, null],
    ['rapport-fcr-30d@1', null, 'maturing'],
  ])('by %s of a ticket that another followed after nine days is %s', async (policy, fcr, fcrReason) => {
    const { rows } = await calculate([...first, ...follow], { policy })
    expect(rows[1]).toMatchObject({ fcr, fcrReason })
  })

  test('by another system looks at each ticket alone, and says so', async () => {
    const twice = of('3', ...opened, replies('09:10'), asks('09:20'), replies('09:40'), solved('10:00'))
    const { rows, summary } = await calculate([...first, ...follow, ...twice, ...of('4', ...opened)], {
      policy: 'zoho',
    })
    expect(rows).toMatchObject({
      1: { fcr: true, fcrReason: null },
      3: { fcr: false, fcrReason: 'preset_rule' },
      4: { fcr: null, fcrReason: 'not_resolved' },
    })
    expect(summary.fcr).toMatchObject({ n: 3, maturing: 0, share: 2 / 3 })
    expect(summary.presets).toMatchObject({ zoho: { n: 3, share: 2 / 3 }, intercom: { n: 3, share: 1 } })
  })

  test('of an unknown customer is unknown', async () => {
    const { rows } = await calculate([created('09:00', { customerId: null }), ...answered.slice(1)])
    expect(rows[1]).toMatchObject({ fcr: null, fcrReason: 'unknown_customer' })
  })
})

describe('a line that cannot be counted is set aside with its number and reason, and the rest goes on', () => {
  test.each([
    [
      'a reply by an unknown actor',
      replies('09:20', { author: 'robot' }),
      /^3: author "robot" must be one of customer, agent, bot,/,
    ],
    ['a slip in the author', replies('09:20', { author: 'agnet' }), /did you mean "agent"\?$/],
    [
      'an unknown key',
      replies('09:20', { visiblity: 'private' }),
      /^3: unknown key "visiblity": did you mean "visibility"\?$/,
    ],
    [
      'a key in other letters',
      { ...(replies('09:20') as object), ticket_id: '1' },
      /unknown key "ticket_id": did you mean "ticketId"\?/,
    ],
    [
      'an unknown type',
      event('coment', '09:20'),
      /^3: type "coment" is not known: there are created, message/,
    ],
    ['no type', { ticketId: '1', at: '2026-03-02T09:00:00Z' }, /^3: type is missing: write one of created,/],
    [
      'a time without an offset',
      replies('2026-03-02T09:20:00'),
      /^3: at "2026-03-02T09:20:00" must be a moment in ISO 8601 with Z or an offset/,
    ],
    [
      'a moment that never was',
      replies('2026-02-30T09:20:00Z'),
      /^3: at "2026-02-30T09:20:00Z" must be a moment/,
    ],
    [
      'a ticket id that is a number',
      { ...(replies('09:20') as object), ticketId: 1 },
      /^3: ticketId "1" must be a text/,
    ],
    ['half a line', '{"ticketId":"1"', /^3: the line is not valid JSON: write one whole event/],
    ['no JSON', 'ticketId,type,at', /^3: the line is no JSON object: write one event on each line/],
    ['a list', '[1]', /^3: the line is no JSON object/],
  ])('%s', async (_, line, reason) => {
    const calculated = await calculate([...opened, line, replies('09:30'), solved('10:00')])
    expect(reasons(calculated)).toEqual([expect.stringMatching(reason)])
    expect(calculated.rows[1]).toMatchObject({ firstResponse: { calendarSeconds: 1_800 }, fcr: true })
    expect(calculated.counts).toMatchObject({ lines: 5, setAside: 1 })
  })

  test('an unknown status is listed with what it may mean, and never guessed', async () => {
    const statuses = ['Waiting on customer', 'Waiting on customer', 'Blue'].map((to) =>
      event('status', '09:10', { to }),
    )
    const calculated = await calculate([...answered, ...statuses])
    expect(calculated.unknownStatuses).toEqual([
      { status: 'Waiting on customer', lines: 2, suggestion: 'pending_customer' },
      { status: 'Blue', lines: 1, suggestion: null },
    ])
    expect(calculated.setAside[0]?.reason).toBe(
      'status "Waiting on customer" is none of the six categories: add "category":"pending_customer", if that is what it means',
    )
    expect(calculated.rows[1]).toMatchObject({
      requesterWait: { calendarSeconds: 3_600 },
      flags: ['incomplete'],
    })
    expect(serviceLines(calculated)).toContain(
      '"Waiting on customer"      2  "category": "pending_customer"?',
    )
  })

  test('where nothing is left, that is an error', async () => {
    await expect(calculate([])).rejects.toThrow('events.jsonl is empty: write one event on each line')
    await expect(calculate(['x', 'y'])).rejects.toThrow('all lines are bad (2)')
    await expect(calculate(answered, { asOf: '2020-01-01' })).rejects.toThrow(
      'all events are after 2020-01-01',
    )
  })
})

describe('what is odd about a ticket is flagged', () => {
  test('events before the creation', async () => {
    const { rows } = await calculate([
      ...[...answered, event('assigned', '08:00', { agent: 'a1' })],
      ...of('2', created('09:00'), asks('08:30'), replies('09:30'), solved('10:00')),
      ...of('3', ...opened, replies('08:57'), solved('10:00')),
      ...of('4', ...opened, replies('08:30'), solved('10:00')),
    ])
    expect(rows).toMatchObject({
      1: { firstResponse: { calendarSeconds: 1_800 }, flags: ['before_creation'] },
      2: { firstResponse: { calendarSeconds: 3_600 }, flags: ['before_creation'] },
      3: { firstResponse: { calendarSeconds: 0 }, flags: ['skew'] },
      4: { firstResponse: null, flags: ['before_creation', 'set_aside'] },
    })
  })

  test('a reply of nobody in particular, and an agent who is the customer', async () => {
    const { rows } = await calculate([
      ...of('1', ...opened, replies('09:30', { authorId: null }), solved('10:00')),
      ...of(
        '2',
        created('09:00'),
        asks('09:00', { authorId: 'p7' }),
        replies('09:30', { authorId: 'p7' }),
        solved('10:00'),
      ),
    ])
    expect(rows).toMatchObject({
      1: { firstResponse: { calendarSeconds: 1_800 }, flags: ['unnamed_agent'] },
      2: { firstResponse: { calendarSeconds: 1_800 }, flags: ['agent_is_customer'] },
    })
  })

  test('merges: a chain, a circle, and one into a ticket that the file does not have', async () => {
    const merged = (time: string, into: string) => event('merged', time, { into })
    const { rows, summary } = await calculate([
      ...of('a', ...opened, merged('09:10', 'b')),
      ...of('b', created('09:05'), merged('09:20', 'c')),
      ...of('c', created('09:08', { customerId: 'c9' }), replies('10:00'), solved('10:10')),
      ...of('x', ...opened, merged('09:10', 'y')),
      ...of('y', created('09:05'), merged('09:20', 'x')),
      ...of('z', ...opened, merged('09:10', 'gone')),
    ])
    expect(rows.c).toMatchObject({ standing: 'counted', firstResponse: { calendarSeconds: 3_600 } })
    expect([rows.a, rows.b, rows.x].map((row) => [row?.standing, row?.fcrReason])).toEqual(
      Array(3).fill(['merged', 'merged']),
    )
    expect(rows.y).toMatchObject({ standing: 'counted', flags: ['merge_cycle'] })
    expect(rows.z).toMatchObject({ standing: 'merged', flags: ['merged_elsewhere'] })
    expect(summary.firstResponse).toMatchObject({ n: 2, answered: 1, overdue: 1 })
  })

  test('a ticket with 20,000 messages is measured whole', async () => {
    const start = Date.parse('2026-03-02T09:00:00Z')
    const moment = (index: number) => new Date(start + index * 60_000).toISOString()
    const lines = Array.from({ length: 10_000 }, (_, index) => [
      asks(moment(2 * index), { source: 'desk', id: `q${index}` }),
      replies(moment(2 * index + 1), { source: 'desk', id: `a${index}` }),
    ]).flat()
    const { rows } = await calculate([created('09:00'), ...lines.toReversed()])
    expect(rows[1]?.replyTimes).toHaveLength(10_000)
    expect(rows[1]).toMatchObject({ touches: 10_000, replyTimes: { 9999: { calendarSeconds: 60 } } })
  })
})

describe('working hours', () => {
  const week = (more = '') => `timezone: Europe/Berlin\nweekly: { mon: ["09:00-17:00"] }\n${more}`

  test('count beside the calendar', async () => {
    const { rows, summary } = await calculate(
      [created('15:30'), asks('15:30'), replies('2026-03-09T08:30:00Z'), solved('2026-03-09T09:00:00Z')],
      { hours: week() },
    )
    expect(rows[1]?.firstResponse).toEqual({ calendarSeconds: 579_600, businessSeconds: 3_600 })
    expect(summary.firstResponse).toMatchObject({ median: 579_600, businessTime: { median: 3_600 } })
  })

  test('without a file are unknown, not 0', async () => {
    const { rows, summary } = await calculate(answered)
    expect(rows[1]?.firstResponse).toEqual({ calendarSeconds: 1_800, businessSeconds: null })
    expect(summary.firstResponse.businessTime).toBeNull()
  })

  test.each([
    [
      'windows that overlap',
      'timezone: UTC\nweekly: { mon: ["09:00-13:00", "12:00-17:00"] }',
      /^hours\.yaml weekly\.mon\[1\]: mon "09:00-13:00" and mon "12:00-17:00" overlap/,
    ],
    [
      'a zone that is none',
      'timezone: Europe/Berln\nweekly: { mon: ["09:00-17:00"] }',
      /^hours\.yaml timezone: unknown time zone "Europe\/Berln"; did you mean "Europe\/Berlin"\?$/,
    ],
    [
      'an unknown key',
      week('holiday: []\n'),
      /^hours\.yaml: unknown key "holiday"; did you mean "holidays"\?$/,
    ],
    ['what is no YAML', 'timezone: [', /^hours\.yaml line 1: /],
  ])('with %s are an error that says where', async (_, hours, message) => {
    await expect(calculate(answered, { hours })).rejects.toThrow(message)
  })

  test('with a holiday on a free day are taken, with a warning', async () => {
    const { warnings } = await calculate(answered, { hours: week('holidays: [{ date: 2026-03-01 }]\n') })
    expect(warnings).toEqual([
      'the holiday 2026-03-01 of schedule "default" falls where nobody works, so it changes nothing: is the date right?',
    ])
  })
})
