import { configuration } from '@rapport/config'
import {
  firstContactOfEvents,
  type JudgedTicket,
  mergeTickets,
  serviceSummary,
  type TicketMetrics,
  ticketMetrics,
  withRepeatContacts,
} from '@rapport/metrics'
import {
  firstContactPolicy,
  scoreService,
  servicePolicy,
  serviceScoreSettings,
  ticketHistories,
} from '@rapport/score'
import { type Random, seededRandom, sortedQuantile } from '@rapport/stats'
import type { Store } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { groupedFigures } from './grouped-figures.ts'
import { groupedNextReplies } from './next-replies.ts'
import type { ServiceGrouping, ServiceSlice } from './service-slice.ts'

const asOf = new Date('2026-06-30T23:59:59Z')
const config = configuration.parse({})
const settings = serviceScoreSettings(config, asOf)
const year = { from: '2026-01-01', to: '2026-12-31' }
const request = { slice: year, clock: 'calendar', asOf, notAtFirstContact: ['billing'] } as const

const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T

/** Tickets of a few customers with questions, answers, bots, resolutions and reopenings at random moments. */
async function giveTickets(store: Store, count: number, random: Random): Promise<void> {
  const tickets: { id: string }[] = []
  const messages: { id: string }[] = []
  const statuses: { id: string }[] = []
  for (let index = 0; index < count; index += 1) {
    const id = String(index)
    let at = Date.parse('2026-01-01T00:00:00Z') + Math.floor(random() * 170 * 86_400) * 1_000
    const moment = () => new Date(at).toISOString()
    const customer = Math.floor(random() * 60)
    tickets.push({
      id,
      subject: null,
      category: 'new',
      status: null,
      channel: pick(random, ['email', 'chat', null]),
      priority: null,
      topic: pick(random, ['billing', 'delivery', null]),
      initiator: pick(random, ['customer', 'customer', 'customer', 'agent']),
      contacts: [{ id: `c${customer}`, label: null, primary: true }],
      companies: [],
      agentId: pick(random, ['a1', 'a2', null]),
      teamId: null,
      createdAt: moment(),
      closedAt: null,
      spam: random() < 0.05,
      vendorReported: {},
    } as { id: string })
    const steps = Math.floor(random() * 8)
    for (let step = 0; step < steps; step += 1) {
      const kind = pick(random, ['customer', 'agent', 'agent', 'bot', 'solved', 'solved', 'open'])
      if (kind === 'solved' || kind === 'open') {
        statuses.push({
          id: `${id}.${step}`,
          ticketId: id,
          at: moment(),
          from: null,
          to: kind,
          category: kind,
          by: null,
        } as { id: string })
      } else {
        messages.push({
          id: `${id}.${step}`,
          ticketId: id,
          at: moment(),
          direction: kind === 'customer' ? 'in' : 'out',
          author: kind,
          authorId: kind === 'agent' ? pick(random, ['a1', 'a2']) : null,
          visibility: 'public',
          automatic: false,
          kind: 'email',
          delivered: true,
          sessionId: null,
          ringAt: null,
          answeredAt: null,
          endedAt: null,
        } as { id: string })
      }
      at += Math.floor(random() * (random() < 0.7 ? 3 : 100) * 3_600) * 1_000
    }
  }
  await give(store, 'desk', 'ticket', tickets)
  await give(store, 'desk', 'message', messages)
  await give(store, 'desk', 'statusChange', statuses)
  await sql`insert into customer (level, name) select 'contact', n::text from generate_series(1, 60) as n`.execute(
    store.db,
  )
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason)
    select 'desk', 'contact', 'c' || n, n + 1, 'test' from generate_series(0, 49) as n
  `.execute(store.db)
}

/** The same from the events of all tickets, without the store's rows. */
async function judgedTickets(
  store: Store,
  count: number,
): Promise<readonly (JudgedTicket & { readonly metrics: TicketMetrics })[]> {
  const ids = Array.from({ length: count }, (_, index) => String(index))
  const { events } = await ticketHistories(store.db, 'desk', ids)
  const options = { asOf: asOf.getTime(), calendar: null, policy: servicePolicy(settings.service) }
  const policy = firstContactPolicy(settings.service)
  const measured = [...mergeTickets(events)].flatMap(([, list]) => {
    const metrics = ticketMetrics(list, options)
    if (metrics === null) return []
    const contact = Number(metrics.customerId?.replace('contact:c', ''))
    const customerId = contact < 50 ? contact : null
    return [
      { metrics, own: { ...metrics, ...firstContactOfEvents(list, metrics, policy, options), customerId } },
    ]
  })
  return [
    ...Map.groupBy(measured, ({ own }) =>
      own.customerId === null ? `ticket ${own.ticketId}` : `customer ${own.customerId}`,
    ).values(),
  ].flatMap((group) => {
    const verdicts = withRepeatContacts(
      group.map(({ own }) => own),
      policy,
    )
    return group.map(({ metrics }, index) => ({
      metrics,
      fcr: verdicts[index] ?? { resolved: null, reason: null, repeated: null },
    }))
  })
}

it('the figures of the database are those that the events of the tickets give', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveTickets(store, 1_200, seededRandom(7))
  await scoreService(store.db, settings, { signal: new AbortController().signal })
  const tickets = await judgedTickets(store, 1_200)
  const summary = (chosen: readonly JudgedTicket[]) =>
    serviceSummary(chosen, { clock: 'calendar', notAtFirstContact: ['billing'] })
  const [all] = await groupedFigures(store.db, { ...request, grouping: null })
  expect(all?.figures).toEqual(summary(tickets))
  const channels = await groupedFigures(store.db, { ...request, grouping: 'channel' })
  expect(channels.map(({ group }) => group)).toEqual(['chat', 'email', null])
  for (const { group, figures } of channels) {
    expect(figures).toEqual(summary(tickets.filter(({ metrics }) => metrics.channel === group)))
  }
})

it('by the day of the event, each figure counts the tickets to which that happened on the days', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveTickets(store, 600, seededRandom(11))
  await scoreService(store.db, settings, { signal: new AbortController().signal })
  const tickets = (await judgedTickets(store, 600)).filter(({ metrics }) => metrics.standing === 'counted')
  const days = { from: '2026-03-01', to: '2026-03-31' }
  const within = (at: number | null) =>
    at !== null && at >= Date.parse('2026-03-01') && at < Date.parse('2026-04-01')
  const [march] = await groupedFigures(store.db, {
    ...request,
    slice: { dayOf: 'event', ...days },
    grouping: null,
  })
  const answered = tickets.filter(({ metrics }) => within(metrics.firstResponse.repliedAt))
  const solved = tickets.filter(({ metrics }) => within(metrics.cycles[0]?.firstResolvedAt ?? null))
  const begun = tickets.filter(({ metrics }) => within(metrics.createdAt))
  const unansweredDue = tickets.filter(
    ({ metrics: { firstResponse } }) =>
      firstResponse.repliedAt === null && firstResponse.outcome === 'missed' && within(firstResponse.dueAt),
  )
  const late = answered.filter(({ metrics }) => metrics.firstResponse.outcome === 'missed')
  expect(march?.figures.counts).toMatchObject({
    n: begun.length,
    answered: answered.length,
    overdue: unansweredDue.length,
    missed: late.length + unansweredDue.length,
    resolved: solved.length,
    fcrJudged: solved.filter(({ fcr }) => fcr.resolved !== null).length,
    fcrResolved: solved.filter(({ fcr }) => fcr.resolved).length,
    repeatContacts: solved.filter(({ fcr }) => fcr.repeated).length,
  })
  const responses = answered.map(({ metrics }) => metrics.firstResponse.human?.calendarSeconds ?? Number.NaN)
  expect(march?.figures.median?.value).toBeCloseTo(
    sortedQuantile(Float64Array.from(responses).sort(), 0.5) ?? Number.NaN,
    6,
  )
  const [first, ...others] = await groupedFigures(store.db, {
    ...request,
    slice: { dayOf: 'event', ...days },
    grouping: 'month',
  })
  expect([first?.group, others]).toEqual(['2026-03-01', []])
  expect(first?.figures).toEqual(march?.figures)
})

it('next replies are those to what was asked after the first response, with who gave them', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveTickets(store, 600, seededRandom(11))
  await scoreService(store.db, settings, { signal: new AbortController().signal })
  const replies = (await judgedTickets(store, 600)).flatMap(({ metrics }) => {
    if (metrics.standing !== 'counted') return []
    const answered = metrics.turns.filter(({ repliedAt }) => repliedAt !== null)
    return answered.slice(1).map((turn) => ({ ...turn, createdAt: metrics.createdAt }))
  })
  const medianOf = (seconds: readonly number[]) => sortedQuantile(Float64Array.from(seconds).sort(), 0.5)
  const all = (await groupedNextReplies(store.db, { ...request, grouping: null })).get(null)
  expect(all?.answered).toBe(replies.length)
  expect(all?.median?.value).toBe(medianOf(replies.map(({ reply }) => reply?.calendarSeconds ?? Number.NaN)))
  const agents = await groupedNextReplies(store.db, { ...request, grouping: 'agent' })
  for (const agent of ['a1', 'a2']) {
    const own = replies.filter((turn) => turn.agent === agent)
    const seconds = own.map(({ agentReply }) => agentReply?.calendarSeconds ?? Number.NaN)
    expect(agents.get(`desk/${agent}`)).toMatchObject({
      answered: own.length,
      median: { value: medianOf(seconds) },
    })
  }
  const march = await groupedNextReplies(store.db, {
    ...request,
    grouping: null,
    slice: { dayOf: 'event', from: '2026-03-01', to: '2026-03-31' },
  })
  const inMarch = ({ repliedAt }: { readonly repliedAt: number | null }) =>
    new Date(repliedAt ?? 0).toISOString().startsWith('2026-03')
  expect(march.get(null)?.answered).toBe(replies.filter(inMarch).length)
})

it('next replies are told from their own rows, by whatever they are grouped and chosen', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await sql`
    insert into ticket_turn (connection, ticket_id, position, started_on, replied_on, agent, team, channel, reply, agent_reply,
      is_next, standing, ticket_started_on, customer_id, ticket_channel, priority, topic)
    select 'desk', n::text, 1, '2026-05-20', date '2026-05-20' + n % 20, (array['a', 'b', null])[1 + n % 3],
      (array['t', 'u'])[1 + n % 2], 'other', ('x' || substr(md5(n::text), 1, 5))::bit(20)::integer, n,
      n % 10 > 0, case when n % 11 = 0 then 'spam' else 'counted' end, date '2026-05-01' + n % 40, nullif(n % 4, 0),
      (array['email', 'chat', null])[1 + n % 3], (array['low', 'high'])[1 + n % 2], (array['billing', 'delivery'])[1 + n / 2 % 2]
    from generate_series(1, 20000) as n
  `.execute(store.db)
  interface Reply extends Record<string, unknown> {
    readonly reply: number
    readonly agent_reply: number
    readonly started: string
    readonly replied: string
  }
  const { rows } = await sql<Reply>`
    select *, ticket_started_on::text as started, replied_on::text as replied from ticket_turn where is_next and standing = 'counted'
  `.execute(store.db)
  const desk = (value: unknown) => (value === null ? null : `desk/${value}`)
  const groupsOf = {
    agent: ({ agent }) => desk(agent),
    team: ({ team }) => desk(team),
    channel: (reply) => reply.ticket_channel,
    priority: ({ priority }) => priority,
    topic: ({ topic }) => topic,
    customer: ({ customer_id: customer }) => (customer === null ? null : String(customer)),
    month: ({ started }) => `${started.slice(0, 7)}-01`,
    day: ({ started }) => started,
  } satisfies Partial<Record<ServiceGrouping, (reply: Reply) => unknown>>
  const slices: readonly [Partial<ServiceSlice>, (reply: Reply) => boolean][] = [
    [{}, () => true],
    [
      { from: '2026-05-11', to: '2026-05-20' },
      ({ started }) => started >= '2026-05-11' && started <= '2026-05-20',
    ],
    [{ channel: 'chat', agent: 'b' }, (reply) => reply.ticket_channel === 'chat' && reply.agent === 'b'],
    [
      { priority: 'low', topic: 'billing' },
      ({ priority, topic }) => priority === 'low' && topic === 'billing',
    ],
    [{ customers: [1, null] }, (reply) => reply.customer_id === 1 || reply.customer_id === null],
  ]
  for (const [more, isWanted] of slices) {
    const wanted = rows.filter(isWanted)
    for (const [name, groupOf] of Object.entries(groupsOf)) {
      const grouping = name as ServiceGrouping
      const found = await groupedNextReplies(store.db, { ...request, slice: { ...year, ...more }, grouping })
      const expected = Map.groupBy(wanted, groupOf)
      expect(new Set(found.keys())).toEqual(new Set(expected.keys()))
      for (const [group, replies] of expected) {
        const whose = grouping === 'agent' ? 'agent_reply' : 'reply'
        const sorted = Float64Array.from(replies, (reply) => reply[whose]).sort()
        expect(found.get(group as string | null)).toMatchObject({
          answered: sorted.length,
          median: { value: expect.closeTo(sortedQuantile(sorted, 0.5) ?? Number.NaN, 6) },
          p90: { value: expect.closeTo(sortedQuantile(sorted, 0.9) ?? Number.NaN, 6) },
          mean: expect.closeTo(sorted.reduce((sum, seconds) => sum + seconds, 0) / sorted.length, 6),
        })
      }
    }
  }
  const byReply = await groupedNextReplies(store.db, {
    ...request,
    slice: { ...year, dayOf: 'event' },
    grouping: 'day',
  })
  const days = Map.groupBy(rows, ({ replied }) => replied)
  expect([...byReply].map(([day, { answered }]) => [day, answered]).sort()).toEqual(
    [...days].map(([day, replies]) => [day, replies.length]).sort(),
  )
})

it('quantiles agree with sorting, on 100,000 generated tickets', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await sql`
    insert into ticket_metric (connection, ticket_id, started_at, started_on, standing, initiator, category, channel,
      first_response, requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
    select 'desk', n::text, '2026-03-01', '2026-03-01', 'counted', 'customer', 'solved', (array['a', 'b', null])[1 + n % 3],
      case when n % 7 = 0 then null else ('x' || substr(md5(n::text), 1, 5))::bit(20)::integer end,
      0, 0, 0, 1, 1, 0, '{}'
    from generate_series(1, 100000) as n
  `.execute(store.db)
  const { rows } = await sql<{ channel: string | null; response: number }>`
    select channel, first_response as response from ticket_metric where first_response is not null
  `.execute(store.db)
  for (const { group, figures } of await groupedFigures(store.db, { ...request, grouping: 'channel' })) {
    const responses = rows.filter(({ channel }) => channel === group).map(({ response }) => response)
    const sorted = Float64Array.from(responses).sort()
    expect(figures.counts.answered).toBe(responses.length)
    for (const [figure, share] of [
      [figures.median, 0.5],
      [figures.p75, 0.75],
      [figures.p90, 0.9],
      [figures.p95, 0.95],
    ] as const) {
      expect(figure?.value).toBeCloseTo(sortedQuantile(sorted, share) ?? Number.NaN, 6)
      expect(responses).toContain(figure?.low)
      expect(responses).toContain(figure?.high)
    }
  }
})
