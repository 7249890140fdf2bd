import type { ExplainedTicket, ServiceReport } from '@rapport/run'
import {
  deskOwner,
  type HubspotState,
  loadActivity,
  loadTicket,
  openThread,
  STAGES,
  seedSmall,
} from '@rapport/sandbox'
import { expect, it } from 'vitest'
import { ask } from '../support/calls.ts'
import { syncHere } from '../support/in-process.ts'
import { connect, type Installation, type InstallOptions } from '../support/installation.ts'
import { openPortal } from '../support/portal.ts'

const minute = 60_000
const hour = 60 * minute
/** A Monday morning. */
const monday = Date.UTC(2024, 11, 2, 9)

/** Priya's user is 1601. */
const priya = 1601

/** Five customers, each with one request. */
const requests = { answered: 11, late: 12, open: 13, call: 14, outreach: 15 } as const

function seedDesk(state: HubspotState): void {
  seedSmall(state, {
    owners: [deskOwner(601, 'Priya', 'Raman')],
    teams: [{ id: '31', name: 'Support', userIds: [String(priya)], secondaryUserIds: [] }],
    records: {
      contacts: Object.values(requests).map((id) => ({
        id: 1_000 + id,
        properties: { email: `c${id}@example.com` },
      })),
    },
  })
  seedAnswered(state)
  seedLate(state)
  const open = ticket(state, requests.open, [], 'EMAIL')
  say(state, open, 0)
  ticket(state, requests.call, [{ at: monday + 10 * minute, value: STAGES.closed, by: priya }], 'PHONE')
  loadActivity(state, {
    id: 61,
    type: 'calls',
    tickets: [requests.call],
    at: monday + minute,
    properties: { hs_call_direction: 'INBOUND', hs_call_status: 'COMPLETED', hubspot_owner_id: '601' },
  })
  ticket(state, requests.outreach, [], 'EMAIL')
  loadActivity(state, {
    id: 62,
    type: 'emails',
    tickets: [requests.outreach],
    at: monday,
    properties: { hs_email_direction: 'EMAIL', hubspot_owner_id: '601' },
  })
}

type Moves = Parameters<typeof loadTicket>[1]['stages']

/** A ticket that comes in on Monday morning and is Priya's from the start. Gives its conversation. */
function ticket(state: HubspotState, id: number, moves: Moves, channel: string) {
  loadTicket(state, {
    id,
    subject: `Request ${id}`,
    contact: 1_000 + id,
    createdAt: monday,
    stages: [{ at: monday, value: STAGES.new }, ...moves],
    owners: [{ at: monday, value: '601', by: priya }],
    properties: { source_type: channel },
  })
  return openThread(state, { id, contact: 1_000 + id, at: monday })
}

function say(
  state: HubspotState,
  { id }: { readonly id: number },
  ms: number,
  by: 'customer' | 'priya' = 'customer',
): void {
  state.conversations.add(id, {
    type: 'MESSAGE',
    actor: by === 'customer' ? 'V-1' : `A-${priya}`,
    direction: by === 'customer' ? 'INCOMING' : 'OUTGOING',
    at: monday + ms,
  })
}

function threadOf({ conversations }: HubspotState, ticketId: number) {
  const thread = [...conversations.threads.values()].find((candidate) => candidate.ticketId === ticketId)
  if (thread === undefined) throw new Error(`no conversation of ticket ${ticketId}`)
  return thread
}

/** Answered after half an hour, with an acknowledgement and a note before, and a copy of the mail on the ticket. */
function seedAnswered(state: HubspotState): void {
  const thread = ticket(
    state,
    requests.answered,
    [{ at: monday + 31 * minute, value: STAGES.closed, by: priya }],
    'EMAIL',
  )
  say(state, thread, 0)
  state.conversations.add(thread.id, {
    type: 'MESSAGE',
    actor: 'S-hubspot',
    direction: 'OUTGOING',
    at: monday + 1_000,
  })
  state.conversations.add(thread.id, { type: 'COMMENT', actor: `A-${priya}`, at: monday + 10 * minute })
  say(state, thread, 30 * minute, 'priya')
  loadActivity(state, {
    id: 63,
    type: 'emails',
    tickets: [requests.answered],
    at: monday + 30 * minute,
    properties: {
      hs_email_direction: 'EMAIL',
      hs_engagement_source: 'CONVERSATIONS',
      hubspot_owner_id: '601',
    },
  })
}

/** Answered after three hours with a question, which the customer answers the next day. */
function seedLate(state: HubspotState): void {
  const moves = [
    { at: monday + 3 * hour, value: STAGES.waitingOnContact, by: priya },
    { at: monday + 24 * hour, value: STAGES.waitingOnUs },
    { at: monday + 25 * hour, value: STAGES.closed, by: priya },
  ]
  const thread = ticket(state, requests.late, moves, 'EMAIL')
  say(state, thread, 0)
  say(state, thread, 3 * hour, 'priya')
  say(state, thread, 24 * hour)
  say(state, thread, 25 * hour, 'priya')
}

const settings = { stageCategories: { [STAGES.waitingOnContact]: 'pending_customer' } } as const

const serviceOnly: InstallOptions = {
  change: ({ writeBack: _, ...input }) => ({
    ...input,
    connections: Object.fromEntries(
      Object.entries(input.connections ?? {}).map(([name, connection]) => [
        name,
        { ...connection, settings: { ...connection.settings, ...settings } },
      ]),
    ),
  }),
}

async function report(installation: Installation): Promise<ServiceReport> {
  const { json, code, stderr } = await installation.run(
    'report',
    'service',
    '--from',
    '2024-12-01',
    '--to',
    '2024-12-31',
    '--json',
  )
  expect(code, stderr).toBe(0)
  return json<ServiceReport>()
}

async function explained(installation: Installation, id: number): Promise<ExplainedTicket> {
  const { json, code, stderr } = await installation.run('explain', `ticket:${id}`, '--json')
  expect(code, stderr).toBe(0)
  return json<ExplainedTicket>()
}

it('a sync of tickets gives the report and the clocks that their histories say', async () => {
  await using portal = await openPortal({ seed: seedDesk })
  await using installation = await connect(portal, serviceOnly)
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded' })

  const { total } = await report(installation)
  expect(total.figures?.counts).toMatchObject({ n: 5, answered: 2, overdue: 1, pending: 0, fcrJudged: 3 })
  // The call rang for a time that HubSpot does not keep: it is answered, and in no median.
  expect(total.figures?.median).toMatchObject({ value: ((0.5 + 3) * 3_600) / 2 })
  expect(total.figures?.fcr).toMatchObject({ share: 2 / 3 })

  const { stdout } = await installation.run('explain', `hubspot/ticket:${requests.answered}`)
  const events = stdout.split('\n').filter((line) => line.startsWith('  2024-'))
  expect(events.map((line) => line.trim().replace(/ {2,}/g, ' | '))).toEqual([
    '2024-12-02 09:00:00 | created by customer | change',
    '2024-12-02 09:00:00 | assigned to 601 | change',
    '2024-12-02 09:00:00 | email in by customer | question (turn 1)',
    '2024-12-02 09:00:00 | status ? → New | change',
    '2024-12-02 09:00:01 | email out by system | passed over: system message',
    '2024-12-02 09:10:00 | note out by agent | passed over: private note',
    '2024-12-02 09:30:00 | email out by agent | reply (turn 1)',
    '2024-12-02 09:31:00 | status New → Closed | change',
  ])
  expect(stdout).toContain('First-contact resolution: yes.')

  const late = await explained(installation, requests.late)
  expect(late.fcr).toMatchObject({ resolved: false })
  const requesterWait = late.explanation.clocks.find(({ metric }) => metric === 'requester wait')
  // From three hours on until the next day it waited for the customer.
  expect(requesterWait?.duration.calendarSeconds).toBe(4 * 3_600)
})

it('an answer, a merge and an archive in HubSpot change the report with the next sync', async () => {
  await using portal = await openPortal({ seed: seedDesk, now: () => monday + 10 * 24 * hour })
  await using installation = await connect(portal, serviceOnly)
  await syncHere(installation)
  const { state } = portal.server
  say(state, threadOf(state, requests.open), 26 * hour, 'priya')
  const path = '/crm/v3/objects/tickets'
  const merge = { primaryObjectId: String(requests.answered), objectIdToMerge: String(requests.call) }
  await ask(portal, 'POST', `${path}/merge`, merge)
  await ask(portal, 'DELETE', `${path}/${requests.outreach}`)
  await syncHere(installation)

  const { total } = await report(installation)
  expect(total.figures?.counts).toMatchObject({ n: 3, answered: 3, overdue: 0 })
  const merged = await installation.run('explain', `hubspot/ticket:${requests.call}`)
  expect(merged.stdout).toContain(`Merged into ${requests.answered}: it counts there.`)
})

it('a token for deals alone syncs as before, and check says what is left out', async () => {
  const scopes = ['contacts', 'companies', 'deals', 'owners'].map((name) => `crm.objects.${name}.read`)
  await using portal = await openPortal({ seed: seedDesk, scopes })
  await using installation = await connect(portal, serviceOnly)
  expect(await syncHere(installation)).toMatchObject({ state: 'succeeded' })
  const { stdout, code } = await installation.run('check')
  expect(code).toBe(0)
  expect(stdout).toContain('tickets with their messages and histories (scope tickets)')
})
