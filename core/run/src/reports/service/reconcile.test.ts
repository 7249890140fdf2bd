import type { FirstContactPreset } from '@rapport/metrics'
import { entities } from '@rapport/model'
import { scoreService, serviceScoreSettings } from '@rapport/score'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestWorkspace, type TestWorkspace } from '../../testing/workspace.ts'
import { reconcileFirstContact } from './reconcile.ts'

const asOf = new Date('2026-04-30T21:59:59Z')
const slice = { from: '2026-03-01', to: '2026-03-31' }

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
})
afterAll(() => opened[Symbol.asyncDispose]())

type Step = 'asks' | 'answers' | 'automatic' | 'solved' | 'pending' | 'open'

const categories = { solved: 'solved', pending: 'pending_customer', open: 'open' } as const

interface GivenTicket {
  readonly id: string
  /** One a day from 1 March on. */
  readonly steps: readonly Step[]
  readonly reported: Readonly<Record<string, unknown>>
  /** Where it is another than the last step says. */
  readonly category?: 'solved'
}

const at = (step: number) => `2026-03-${String(step + 1).padStart(2, '0')}T09:00:00Z`
const isStatus = (step: Step): step is keyof typeof categories => step in categories

async function giveTickets(connection: string, tickets: readonly GivenTicket[]): Promise<void> {
  const { store } = opened.workspace
  const parts = tickets.flatMap(({ id, steps }) =>
    steps.map((what, step) => ({ what, part: { id: `${id}.${step}`, ticketId: id, at: at(step) } })),
  )
  await give(
    store,
    connection,
    'ticket',
    tickets.map((ticket) => storedTicket(connection, ticket)),
  )
  await give(
    store,
    connection,
    'statusChange',
    parts.flatMap(({ what, part }) =>
      isStatus(what) ? [entities.statusChange.parse({ ...part, to: what, category: categories[what] })] : [],
    ),
  )
  await give(
    store,
    connection,
    'message',
    parts.flatMap(({ what, part }) => (isStatus(what) ? [] : [messageOf(what, part)])),
  )
}

function storedTicket(connection: string, { id, steps, reported, category }: GivenTicket) {
  return entities.ticket.parse({
    id,
    subject: `About ${id}`,
    category: category ?? categories[steps.findLast(isStatus) ?? 'open'],
    channel: 'email',
    contacts: [{ id: `of-${connection}-${id}`, primary: true }],
    createdAt: at(0),
    vendorReported: reported,
  })
}

function messageOf(what: Step, part: object) {
  const isQuestion = what === 'asks'
  return entities.message.parse({
    ...part,
    direction: isQuestion ? 'in' : 'out',
    author: isQuestion ? 'customer' : 'agent',
    kind: 'email',
    automatic: what === 'automatic',
  })
}

async function reconciled(preset: FirstContactPreset, limit = 50) {
  const found = await reconcileFirstContact(opened.workspace, { slice, preset, limit })
  if (found === null) throw new Error('nothing is measured')
  return found
}

const replies = (n: number, reopens = 0, pending = 0) => ({
  ...{ replies: n, reopens },
  agent_wait_time_in_minutes: { calendar: pending, business: 0 },
  on_hold_time_in_minutes: { calendar: 0, business: 0 },
})

test('before tickets are measured there is nothing to reconcile', async () => {
  const request = { slice, preset: 'zoho', limit: 1 } as const
  expect(await reconcileFirstContact(opened.workspace, request)).toBeNull()
})

describe('after a scoring', () => {
  beforeAll(async () => {
    const { store, config } = opened.workspace
    await giveTickets('desk', [
      { id: 'agreed', steps: ['asks', 'answers', 'solved'], reported: replies(1) },
      { id: 'twice', steps: ['asks', 'answers', 'asks', 'answers', 'solved'], reported: replies(1) },
      { id: 'robot', steps: ['asks', 'automatic', 'answers', 'solved'], reported: replies(2) },
      { id: 'silent', steps: ['asks', 'solved'], reported: replies(0) },
      { id: 'paused', steps: ['asks', 'answers', 'pending', 'solved'], reported: replies(1, 0, 1_440) },
      { id: 'unpaused', steps: ['asks', 'answers', 'pending', 'solved'], reported: replies(1) },
      // Zendesk has it solved by now, which was not so yet.
      { id: 'later', steps: ['asks', 'answers', 'open'], reported: replies(1), category: 'solved' },
      { id: 'unknown', steps: ['asks', 'answers', 'solved'], reported: {} },
    ])
    const flag = (isOneTouch: boolean) => ({ hs_is_one_touch_ticket: isOneTouch })
    await giveTickets('hub', [
      { id: 'agreed', steps: ['asks', 'answers', 'solved'], reported: flag(true) },
      {
        id: 'reopened',
        steps: ['asks', 'answers', 'solved', 'asks', 'open', 'solved'],
        reported: flag(false),
      },
      { id: 'open', steps: ['asks', 'answers', 'open'], reported: flag(false) },
    ])
    await sql`insert into customer (level, name) select 'contact', id from ticket`.execute(store.db)
    await sql`
      insert into identity_link (connection, entity, record_id, customer_id, reason)
      select ticket.connection, 'contact', ticket.data->'contacts'->0->>'id', row_number() over (), 'test' from ticket
    `.execute(store.db)
    await scoreService(store.db, serviceScoreSettings(config, asOf), { signal: new AbortController().signal })
  })

  test('Rapport, the preset and the vendor stand beside each other, each with how many it judges', async () => {
    const found = await reconciled('zendesk-one-touch')
    expect(found).toMatchObject({ tickets: 11, policy: 'rapport-fcr-7d@1', asOf: asOf.toISOString() })
    expect(found.rapportRate).toMatchObject({ judged: 8, resolved: 7, share: { share: 7 / 8 } })
    expect(found.presetRate).toMatchObject({ judged: 9, resolved: 8 })
    expect(found.vendor).toMatchObject({
      ...{ vendor: 'Zendesk', withFigure: 7, differing: 3 },
      presetRate: { judged: 6, resolved: 5 },
      vendorRate: { judged: 6, resolved: 5 },
    })
  })

  test('a ticket on which preset and vendor differ says what each of them counts', async () => {
    const { vendor } = await reconciled('zendesk-one-touch')
    expect(vendor?.tickets).toMatchObject([
      {
        ...{ record: 'desk/ticket:later', subject: 'About later', preset: null, other: true },
        reasons: ['not solved here as of 2026-04-30'],
      },
      {
        ...{ record: 'desk/ticket:robot', subject: 'About robot', preset: true, other: false },
        reasons: [
          '1 public agent message here, Zendesk counts 2',
          'not counted here: email out by agent (automatic)',
        ],
      },
      {
        ...{ record: 'desk/ticket:twice', subject: 'About twice', preset: false, other: true },
        reasons: ['2 public agent messages here, Zendesk counts 1'],
      },
    ])
  })

  test('a ticket on which preset and policy differ says why the policy does', async () => {
    const { differing, kinds, differingTickets } = await reconciled('zendesk-one-touch')
    expect(differing).toBe(1)
    expect(kinds).toEqual([{ preset: true, rapport: null, reason: 'no_reply', tickets: 1 }])
    expect(differingTickets).toMatchObject([
      {
        ...{ record: 'desk/ticket:silent', preset: true, other: null },
        reasons: ['rapport-fcr-7d@1: no reply', '0 public agent messages here'],
        because: [
          { reason: 'policy', values: { policy: 'rapport-fcr-7d@1', verdict: 'no_reply' } },
          { reason: 'agentMessages', values: { n: 0 } },
        ],
      },
    ])
  })

  test('a pause that Zendesk does not count is a reason of its own', async () => {
    const { vendor } = await reconciled('zendesk-messaging')
    const differing = new Map(vendor?.tickets.map(({ record, reasons }) => [record, reasons]))
    expect(differing.get('desk/ticket:unpaused')).toEqual([
      'was pending or on hold here, Zendesk counts 0 min',
    ])
    expect(differing.has('desk/ticket:paused')).toBe(false)
  })

  test("HubSpot's flag is compared where the ticket is closed, and a reopening is dated", async () => {
    const { vendor } = await reconciled('hubspot-one-touch')
    expect(vendor).toMatchObject({ vendor: 'HubSpot', withFigure: 2, differing: 1 })
    expect(vendor?.tickets).toMatchObject([
      {
        ...{ record: 'hub/ticket:reopened', preset: true, other: false },
        reasons: ['1 public agent message here, HubSpot does not say one touch', 'reopened 2026-03-05'],
      },
    ])
  })

  test.each(['freshservice', 'zoho', 'intercom'] as const)(
    '%s has no figure of a single ticket, and is compared with the policy alone',
    async (preset) => {
      const found = await reconciled(preset)
      expect(found.vendor).toBeNull()
      expect(found.presetRate.judged).toBe(9)
      expect(found.kinds.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(found.differing)
    },
  )

  test('a limit shortens the lists, never the counts; those that both judge come first', async () => {
    const whole = await reconciled('freshservice')
    const { differing, differingTickets } = await reconciled('freshservice', 1)
    expect(whole.differing).toBeGreaterThan(1)
    expect(differing).toBe(whole.differing)
    expect(differingTickets).toEqual(whole.differingTickets.slice(0, 1))
    expect(differingTickets[0]).toMatchObject({ preset: false, other: true })
  })
})
