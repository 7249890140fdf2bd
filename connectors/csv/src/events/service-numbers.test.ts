import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { configuration } from '@rapport/config'
import { Redactor } from '@rapport/connector'
import {
  businessCalendar,
  firstContactOfEvents,
  mergeTickets,
  RAPPORT_SERVICE_POLICY,
  REQUESTER_WAITS,
  scheduleFile,
  serviceSummary,
  type TicketEvent,
  ticketEventLine,
  ticketMetrics,
  withRepeatContacts,
} from '@rapport/metrics'
import { serviceReport, sync, type Workspace } from '@rapport/run'
import type { Store } from '@rapport/store'
import { openTestWorkspace } from '@rapport/store/testing'
import { expect, test } from 'vitest'
import { csv } from '../index.ts'
import { type EventKeys, randomEvents } from '../testing/random-events.ts'

const asOf = '2026-03-01'
const endOfAsOf = Date.parse('2026-03-01T22:59:59Z')
const everyDay = { from: '2000-01-01', to: '2100-01-01' }
const hours = ['09:00-17:00']
const schedule = {
  id: 'day',
  timezone: 'Europe/Berlin',
  weekly: { mon: hours, tue: hours, wed: hours, thu: hours, fri: hours },
}

/** A workspace whose one source is a file of events. */
async function openDesk() {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-events-'))
  const opened = await openTestWorkspace()
  const workspace: Workspace = {
    config: configuration.parse({
      timezone: 'Europe/Berlin',
      currency: 'EUR',
      connections: { desk: { connector: 'csv', settings: { folder } } },
      metrics: { asOf, service: { schedules: [schedule] } },
    }),
    store: opened.store,
    connectors: new Map([[csv.id, csv]]),
    redactor: new Redactor(),
    folder,
    tokens: new Map(),
    environment: {},
    close: async () => {},
  }
  return {
    workspace,
    store: opened.store,
    save: (lines: readonly EventKeys[]) =>
      writeFile(
        join(folder, 'ticket-events.jsonl'),
        lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
      ),
    sync: () =>
      sync(workspace, {
        dryRun: false,
        wait: false,
        confirm: false,
        connections: null,
        signal: new AbortController().signal,
      }),
    [Symbol.asyncDispose]: async () => {
      await opened[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

const options = {
  asOf: endOfAsOf,
  calendar: businessCalendar(scheduleFile.parse({ schedules: [schedule] })),
  policy: RAPPORT_SERVICE_POLICY,
}
const firstContact = { id: 'rapport-fcr-7d@1', windowDays: 7, sameTopic: false }

/** What the metrics make of the same lines, without any store. */
function judged(lines: readonly EventKeys[]) {
  const events = Map.groupBy(
    lines.map((line): TicketEvent => ticketEventLine.parse(line)),
    ({ ticketId }) => ticketId,
  )
  const tickets = [...mergeTickets(events, endOfAsOf).values()].flatMap((own) => {
    const metrics = ticketMetrics(own, options)
    if (metrics === null) return []
    return [{ metrics, own: { ...metrics, ...firstContactOfEvents(own, metrics, firstContact, options) } }]
  })
  const groups = Map.groupBy(tickets, ({ metrics }) => metrics.customerId ?? metrics.ticketId)
  return [...groups.values()].flatMap((group) => {
    const verdicts = withRepeatContacts(
      group.map(({ own }) => own),
      firstContact,
    )
    return group.map(({ metrics }, place) => ({ metrics, fcr: verdicts[place]! }))
  })
}

const stored = (store: Store) => store.db.selectFrom('ticket_metric').selectAll().execute()

test('a report on the tickets of a file has the numbers that the metrics have of its lines', async () => {
  await using desk = await openDesk()
  const lines = randomEvents(250, 9)
  await desk.save(lines)
  await expect(desk.sync()).resolves.toMatchObject({ state: 'succeeded', rejected: 0 })
  const tickets = judged(lines)
  for (const clock of ['calendar', 'business'] as const) {
    const report = await serviceReport(desk.workspace, {
      slice: everyDay,
      grouping: null,
      clock,
      compare: false,
    })
    expect(report?.total.figures).toEqual(serviceSummary(tickets, { clock, notAtFirstContact: [] }))
    const apart = tickets.filter(
      ({ metrics }) => metrics.standing === 'counted' && metrics.flags.includes('vendor_reported'),
    )
    const answered = apart.filter(({ metrics }) => metrics.vendorFirstResponseSeconds !== null)
    expect(report?.vendorReported).toEqual({ tickets: apart.length, answered: answered.length, median: 900 })
    expect(answered.length).toBeGreaterThan(0)
  }
  const rows = new Map((await stored(desk.store)).map((row) => [row.ticket_id, row]))
  expect(rows.size).toBe(tickets.length)
  for (const { metrics, fcr } of tickets) {
    const row = rows.get(metrics.ticketId)
    // What was said on a ticket that was merged counts elsewhere.
    if (metrics.standing === 'merged') {
      expect(row).toMatchObject({ standing: 'merged', merged_into: metrics.mergedInto })
      continue
    }
    expect(row).toMatchObject({
      started_at: new Date(metrics.createdAt),
      standing: metrics.standing,
      initiator: metrics.initiator,
      category: metrics.category,
      channel: metrics.channel,
      priority: metrics.priority,
      topic: metrics.topic,
      team: metrics.teamAtStart ?? metrics.team,
      first_response: metrics.firstResponse.human?.calendarSeconds ?? null,
      first_response_business: metrics.firstResponse.human?.businessSeconds ?? null,
      first_response_customer: metrics.firstResponse.customer?.calendarSeconds ?? null,
      full_resolution: metrics.fullResolution?.calendarSeconds ?? null,
      // Kept up to where the present category began: what goes on would not hold.
      requester_wait:
        metrics.requesterWait.calendarSeconds -
        (REQUESTER_WAITS.has(metrics.category) ? (endOfAsOf - metrics.categorySince) / 1_000 : 0),
      category_since: new Date(metrics.categorySince),
      replies: metrics.qualifyingReplies,
      touches: metrics.touches,
      satisfaction: metrics.survey?.satisfaction ?? null,
      survey_resolved: metrics.survey?.resolved ?? null,
      fcr: fcr.resolved,
      fcr_reason: fcr.reason,
      flags: metrics.flags,
    })
  }
})
