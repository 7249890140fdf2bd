import { serviceReport } from '@rapport/run'
import { scoreService, serviceScoreSettings } from '@rapport/score'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { deskAsOf, deskHours, formulaSubject, giveDesk } from '../../../../test/support/desk.ts'
import type {
  backlog,
  distribution,
  notCounted,
  presetComparison,
  report,
  scope,
} from '../service/service-answers.ts'
import { type SignedIn, startTestServer } from '../testing/test-server.ts'
import type { explainedTicket, listedTicket } from '../tickets/ticket-answers.ts'

const server = await startTestServer({
  config: { timezone: 'UTC', metrics: { asOf: deskAsOf, service: deskHours } },
})
afterAll(() => server[Symbol.asyncDispose]())
const { workspace } = server

type Report = z.output<typeof report>
type Distribution = z.output<typeof distribution>
type Backlog = z.output<typeof backlog>
type Presets = z.output<typeof presetComparison>
type Scope = z.output<typeof scope>
type NotCounted = z.output<typeof notCounted>
type Listed = z.output<typeof listedTicket>
interface Tickets {
  readonly items: readonly Listed[]
  readonly next: string | null
  readonly total: number
}

let lead: SignedIn
let dana: SignedIn
/** Reads as the support lead. */
const read = async <T>(path: string, as: SignedIn = lead): Promise<T> => {
  const answer = await as.ask(path)
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBe(200)
  return (await answer.json()) as T
}

beforeAll(async () => {
  lead = await server.signIn('analyst')
  dana = await server.signIn('agent', ['desk/agent:1'])
})

test('before tickets were measured, that is said, and there is nothing to choose from', async () => {
  expect(await read<Scope>('/api/service/scope')).toMatchObject({ measured: null, choices: { agent: [] } })
  const answer = await lead.ask('/api/service/report')
  expect(answer.status).toBe(404)
  expect(await answer.json()).toMatchObject({
    type: '/problems/not-measured',
    detail: expect.stringContaining('run a sync'),
  })
})

describe('with the tickets of half a year', () => {
  const asOf = new Date(`${deskAsOf}T23:59:59Z`)
  beforeAll(async () => {
    await giveDesk(workspace.store, 'desk')
    const settings = serviceScoreSettings(workspace.config, asOf)
    await scoreService(workspace.store.db, settings, { signal: new AbortController().signal })
  })

  test('it is known up to when, which days are shown, and what can be chosen', async () => {
    expect(await read<Scope>('/api/service/scope')).toMatchObject({
      measured: { asOf: asOf.toISOString(), from: '2024-10-03', to: '2024-12-31' },
      workingHours: true,
      choices: {
        agent: [
          { value: 'desk/1', label: 'Dana Desk' },
          { value: 'desk/2', label: 'Emil Eager' },
          { value: 'desk/3', label: 'Fay Few' },
        ],
        channel: [{ value: 'chat' }, { value: 'email' }, { value: 'form' }],
      },
    })
  })

  test('the report has the numbers that the command line has', async () => {
    const asked = '/api/service/report?from=2024-07-01&to=2024-12-31&by=agent&clock=business&compare=previous'
    const expected = await serviceReport(workspace, {
      slice: { dayOf: 'start', from: '2024-07-01', to: '2024-12-31' },
      ...{ grouping: 'agent', clock: 'business', compare: true },
    })
    const found = await read<Report>(asked)
    expect(found).toEqual(JSON.parse(JSON.stringify(expected)))
    expect(found.total.figures?.counts).toMatchObject({
      n: 60,
      answered: 57,
      fcrMaturing: expect.any(Number),
    })
    expect(found.groups.map((row) => [row.group, row.figures === null])).toEqual([
      ['desk/1', false],
      ['desk/2', false],
      ['desk/3', true],
    ])
  })

  test.each(['first-response', 'next-reply', 'resolution'])(
    'the distribution of %s holds each of them once, and its percentiles are those of the report',
    async (of) => {
      const days = 'from=2024-07-01&to=2024-12-31'
      const found = await read<Distribution>(`/api/service/distribution?${days}&of=${of}`)
      const bins = found.bins ?? []
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(found.n)
      expect(found.n).toBeGreaterThan(10)
      expect(bins.every(({ to }, index) => index + 1 === bins.length || to === bins[index + 1]?.from)).toBe(
        true,
      )
      if (of === 'resolution') return
      const { total } = await read<Report>(`/api/service/report?${days}`)
      const figures = of === 'first-response' ? total.figures : total.nextReply
      for (const name of ['median', 'p75', 'p90', 'p95'] as const)
        expect(found.figures?.[name]).toEqual(figures?.[name])
    },
  )

  test('behind every bar of the distribution stand as many tickets as it counts', async () => {
    const { bins } = await read<Distribution>(
      '/api/service/distribution?from=2024-07-01&to=2024-12-31&of=first-response',
    )
    expect(bins?.length).toBeGreaterThan(5)
    for (const { from, to, count } of bins ?? []) {
      const { total } = await read<Tickets>(
        `/api/tickets?from=2024-07-01&to=2024-12-31&took=first-response&atLeast=${from}&below=${to}`,
      )
      expect(total).toBe(count)
    }
  })

  test.each([
    ['all', 'n'],
    ['answered', 'answered'],
    ['in-time', 'met'],
    ['late', 'missed'],
    ['not-answered-late', 'overdue'],
    ['pending', 'pending'],
    ['closed-without-reply', 'closedWithoutReply'],
    ['resolved', 'resolved'],
    ['reopened', 'reopened'],
    ['fcr-judged', 'fcrJudged'],
    ['fcr', 'fcrResolved'],
    ['fcr-maturing', 'fcrMaturing'],
  ] as const)('the tickets chosen as %s are those that the report counts as %s', async (selection, count) => {
    const { total } = await read<Report>('/api/service/report')
    expect((await read<Tickets>(`/api/tickets?selection=${selection}`)).total).toBe(
      total.figures?.counts[count],
    )
  })

  test('the tickets behind each figure of an agent are as many as it counts, and show the times that it is of', async () => {
    const { groups } = await read<Report>('/api/service/report?by=agent')
    const counted = groups.flatMap(({ group, figures }) => (figures === null ? [] : [{ group, ...figures }]))
    expect(counted.map(({ group }) => group)).toEqual(['desk/1', 'desk/2'])
    const behind = (agent: string | null, selection: string) =>
      read<Tickets>(`/api/tickets?limit=200&agent=${agent}&selection=${selection}`)
    for (const { group, counts } of counted) {
      const answered = await behind(group, 'own-answered')
      expect(answered.total).toBe(counts.answered)
      const late = await behind(group, 'own-late')
      expect(late.total).toBe(counts.missed)
      expect(late.items.every(({ ownOutcome }) => ownOutcome === 'missed')).toBe(true)
      expect((await behind(group, 'own-in-time')).total).toBe(counts.met)
    }
    // One was assigned long after the customer had asked: late, but not by its agent.
    const [dana] = counted
    expect((await behind('desk/1', 'late')).total).toBe((dana?.counts.missed ?? 0) + 1)
    const passedOn = (await behind('desk/1', 'own-in-time')).items.find(({ outcome }) => outcome === 'missed')
    expect(passedOn).toMatchObject({ record: 'desk/ticket:christmas', ownResponse: 5_100, ownOutcome: 'met' })
  })

  test('figures are compared with those of the days before, with the interval of the difference', async () => {
    const days = 'from=2024-10-01&to=2024-12-31&compare=previous'
    const { total } = await read<Report>(`/api/service/report?${days}`)
    const resolution = await read<Distribution>(`/api/service/distribution?${days}&of=resolution`)
    const before = await read<Distribution>(
      '/api/service/distribution?from=2024-07-01&to=2024-09-30&of=resolution',
    )
    for (const change of [
      ...[total.change?.median, total.change?.withinTarget, total.change?.reopeningRate],
      ...[total.nextReplyChange, resolution.change],
    ]) {
      expect(change?.low).toBeLessThanOrEqual(change?.difference ?? Number.NaN)
      expect(change?.high).toBeGreaterThanOrEqual(change?.difference ?? Number.NaN)
    }
    expect(resolution.change?.difference).toBeCloseTo(
      (resolution.figures?.median?.value ?? 0) - (before.figures?.median?.value ?? 0),
    )
    expect(before.change).toBe(null)
  })

  test('the backlog by age adds up to what is open, and its trend ends there', async () => {
    const found = await read<Backlog>('/api/service/backlog')
    const open = found.ages.reduce((sum, age) => sum + age.open, 0)
    expect(found.open).toBe(open)
    expect(open).toBe(6)
    expect(found.trend.at(-1)).toMatchObject({ to: '2024-12-31', open })
    for (const age of found.ages.filter(({ open }) => open > 0)) {
      const { total } = await read<Tickets>(`/api/tickets?selection=open&from=${age.from}&to=${age.to}`)
      expect(total).toBe(age.open)
    }
  })

  test('as many tickets are open at the end of each stretch of the trend as had begun and were not resolved by then', async () => {
    const { trend } = await read<Backlog>('/api/service/backlog?from=2024-08-01&to=2024-12-31')
    const { items } = await read<Tickets>('/api/tickets?from=2024-01-01&limit=200')
    const dayOf = (moment: string | null) => moment?.slice(0, 10) ?? 'never'
    for (const { from, to, ...found } of trend) {
      const within = (moment: string | null) => dayOf(moment) >= from && dayOf(moment) <= to
      const expected = {
        begun: items.filter(({ startedAt }) => within(startedAt)).length,
        solved: items.filter(({ resolvedAt }) => within(resolvedAt)).length,
        open: items.filter(({ startedAt, resolvedAt }) => dayOf(startedAt) <= to && dayOf(resolvedAt) > to)
          .length,
      }
      expect({ to, ...found }).toEqual({ to, ...expected })
    }
    expect(trend.length).toBeGreaterThan(20)
  })

  test('what is not counted is told with its reason', async () => {
    const found = await read<NotCounted>('/api/service/not-counted?from=2024-07-01&to=2024-12-31')
    expect(found.out).toEqual([{ reason: 'spam', tickets: 1 }])
    expect(found.notJudged.map(({ reason }) => reason)).toContain('not_resolved')
  })

  test('the rules of other systems stand beside each other, with the tickets on which they differ', async () => {
    const found = await read<Presets>('/api/service/presets?preset=zendesk-one-touch')
    expect(found.presets).toHaveLength(6)
    expect(found.reconciliation).toMatchObject({ preset: 'zendesk-one-touch', vendor: { vendor: 'Zendesk' } })
    expect(found.presets[0]?.rate).toEqual(found.reconciliation.presetRate)
    expect(found.reconciliation.vendor?.tickets[0]?.reasons.length).toBeGreaterThan(0)
  })

  test('pages by cursor hold every ticket once, in order', async () => {
    const seen: Listed[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const next: Tickets = await read<Tickets>(
        `/api/tickets?from=2024-07-01&sort=-firstResponse&limit=25&cursor=${cursor}`.replace(/&cursor=$/, ''),
      )
      seen.push(...next.items)
      cursor = next.next
    }
    expect(new Set(seen.map(({ record }) => record)).size).toBe(60)
    expect(seen).toHaveLength(60)
    const known = seen.flatMap(({ firstResponse }) => firstResponse ?? [])
    expect(known).toEqual(known.toSorted((left, right) => right - left))
    expect(seen.at(-1)?.firstResponse).toBeNull()
  })

  test('the clock of a ticket has its events, the intervals that ran, and those left out with their reason', async () => {
    const found = await read<z.output<typeof explainedTicket>>(
      `/api/tickets/${encodeURIComponent('desk/ticket:christmas')}`,
    )
    const first = found.clocks.find(({ metric }) => metric === 'first response')
    expect(first?.duration.businessSeconds).toBe((2 + 1.5) * 3_600)
    expect(first?.business?.map((one) => one.excludedBecause)).toEqual([
      ...[null, 'outside working hours', 'holiday 2024-12-25', 'outside working hours'],
      ...['holiday 2024-12-26', 'outside working hours', null],
    ])
    expect(found.events.filter(({ takenFor }) => takenFor === 'passed over')).toMatchObject([
      { because: 'automatic' },
      { because: 'private note' },
    ])
    expect(found).toMatchObject({ agent: 'Dana Desk', team: 'First line' })
    expect(found.events.filter(({ type }) => type === 'assigned')).toMatchObject([
      { values: { agent: 'Dana Desk' } },
    ])
    expect(found).toMatchObject({ policies: { fcr: 'rapport-fcr-7d@1' }, fcr: { reason: 'maturing' } })
  })

  test('an agent sees own tickets alone, on every route, whatever is asked for', async () => {
    const own = await read<Tickets>('/api/tickets?from=2024-07-01', dana)
    expect(own.total).toBeGreaterThan(0)
    expect(own.items.every(({ agent }) => agent === 'Dana Desk')).toBe(true)
    expect(await read<Tickets>('/api/tickets?from=2024-07-01&agent=Emil%20Eager', dana)).toMatchObject({
      total: 0,
      items: [],
    })
    const report = await read<Report>('/api/service/report?from=2024-07-01&by=agent', dana)
    expect(report.groups.map(({ group }) => group)).toEqual(['desk/1'])
    expect(report.total.n).toBe(own.total)
    expect((await read<Scope>('/api/service/scope', dana)).choices.agent).toEqual([
      { value: 'desk/1', label: 'Dana Desk' },
    ])
    expect((await read<Presets>('/api/service/presets?from=2024-07-01', dana)).reconciliation.tickets).toBe(
      own.total,
    )
    expect((await read<Distribution>('/api/service/distribution?from=2024-07-01', dana)).n).toBe(
      report.total.figures?.counts.answered,
    )
    const [all, hers] = [
      await read<Backlog>('/api/service/backlog'),
      await read<Backlog>('/api/service/backlog', dana),
    ]
    expect(hers.open).toBeLessThan(all.open)
    expect(await read<NotCounted>('/api/service/not-counted?from=2024-07-01', dana)).toMatchObject({
      out: [{ reason: 'spam' }],
    })
  })

  test("somebody else's ticket is not told apart from one that there is not", async () => {
    const own = encodeURIComponent('desk/ticket:t2')
    const foreign = encodeURIComponent('desk/ticket:t1')
    expect((await dana.ask(`/api/tickets/${own}`)).status).toBe(200)
    const [hidden, absent] = await Promise.all(
      [foreign, encodeURIComponent('desk/ticket:none')].map((one) => dana.ask(`/api/tickets/${one}`)),
    )
    expect([hidden?.status, absent?.status]).toEqual([404, 404])
    expect((await lead.ask(`/api/tickets/${foreign}`)).status).toBe(200)
    expect((await lead.ask('/api/tickets/nonsense')).status).toBe(404)
    expect((await lead.ask(`/api/tickets/${encodeURIComponent('desk/contact:1001')}`)).status).toBe(404)
  })

  test('the export is of exactly what is filtered, and no text begins like a formula', async () => {
    const answer = await lead.ask(
      '/api/tickets/export?from=2024-12-01&sort=startedAt&agent=Dana%20Desk&format=csv',
    )
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="tickets.csv"')
    const [head, ...lines] = (await answer.text()).trim().split('\r\n')
    expect(head?.split(',').slice(0, 3)).toEqual(['record', 'subject', 'started_at'])
    const { total } = await read<Tickets>('/api/tickets?from=2024-12-01&agent=Dana%20Desk')
    expect(lines).toHaveLength(total)
    expect(lines.join('\n')).toContain(`"'${formulaSubject.replaceAll('"', '""')}"`)
    const json = await read<readonly Listed[]>(
      '/api/tickets/export?from=2024-12-01&sort=startedAt&agent=Dana%20Desk&format=json',
    )
    expect(json.map(({ record }) => record)).toEqual(lines.map((line) => line.split(',')[0]))
    expect((await dana.ask('/api/tickets/export')).status).toBe(403)
  })

  test.each([
    ['report?from=yesterday', 'query.from'],
    ['report?from=2024-02-30', 'query.from'],
    ['report?from=2024-12-31&to=2024-12-01', 'query.from'],
    ['report?from=1900-01-01', 'query.from'],
    ['report?by=mood', 'query.by'],
    ['report?clock=lunar', 'query.clock'],
    ['report?customer=-1', 'query.customer'],
    ['distribution?of=mood', 'query.of'],
    ['presets?preset=mine', 'query.preset'],
  ])('what makes no sense is refused with its place: %s', async (asked, path) => {
    const answer = await lead.ask(`/api/service/${asked}`)
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ type: '/problems/invalid', errors: [{ path }] })
  })
})

test('without working hours none are shown', async () => {
  await using bare = await startTestServer()
  const viewer = await bare.signIn('viewer')
  const answer = await viewer.ask('/api/service/report?clock=business')
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({
    detail: expect.stringContaining('metrics.service.schedules'),
  })
})
