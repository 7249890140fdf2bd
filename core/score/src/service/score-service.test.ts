import { configuration } from '@rapport/config'
import type { Store } from '@rapport/store'
import { give, openTestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { saveCustomerService } from './customer-service.ts'
import { scoreService } from './score-service.ts'
import { serviceScoreSettings } from './settings.ts'

const config = configuration.parse({
  timezone: 'Europe/Berlin',
  metrics: {
    service: {
      schedules: [
        {
          timezone: 'Europe/Berlin',
          weekly: {
            mon: ['09:00-17:00'],
            tue: ['09:00-17:00'],
            wed: ['09:00-17:00'],
            thu: ['09:00-17:00'],
            fri: ['09:00-17:00'],
          },
        },
      ],
    },
  },
})
const asOf = new Date('2026-04-30T21:59:59Z')
const settings = serviceScoreSettings(config, asOf)
const options = { signal: new AbortController().signal }

const ticket = (id: string, contact: string, createdAt: string, more: object = {}) => ({
  id,
  subject: `Ticket ${id}`,
  category: 'solved',
  status: 'solved',
  channel: 'email',
  priority: null,
  topic: null,
  initiator: 'customer',
  contacts: [{ id: contact, label: null, primary: true }],
  companies: [],
  agentId: 'a1',
  teamId: null,
  createdAt,
  closedAt: null,
  spam: false,
  vendorReported: {},
  ...more,
})
const message = (id: string, ticketId: string, at: string, author: 'customer' | 'agent' | 'automation') => ({
  id,
  ticketId,
  at,
  direction: author === 'customer' ? 'in' : 'out',
  author,
  authorId: author === 'agent' ? 'a1' : null,
  visibility: 'public',
  automatic: author === 'automation',
  kind: 'email',
  delivered: true,
  sessionId: null,
  ringAt: null,
  answeredAt: null,
  endedAt: null,
})
const solved = (id: string, ticketId: string, at: string) => ({
  id,
  ticketId,
  at,
  from: 'open',
  to: 'solved',
  category: 'solved',
  by: null,
})

/** The example of METRICS.md, section 6: asked on a Friday, answered on the Monday after the clocks changed. */
async function giveExample(store: Store, id = '1', contact = 'c1') {
  await give(store, 'desk', 'ticket', [ticket(id, contact, '2026-03-27T15:00:00Z')])
  await give(store, 'desk', 'message', [
    message(`${id}a`, id, '2026-03-27T15:00:00Z', 'customer'),
    message(`${id}b`, id, '2026-03-27T15:01:00Z', 'automation'),
    message(`${id}c`, id, '2026-03-30T08:00:00Z', 'agent'),
  ])
  await give(store, 'desk', 'statusChange', [solved(`${id}d`, id, '2026-03-30T08:00:05Z')])
}

async function belongs(store: Store, contact: string, customer: number) {
  await sql`
    insert into customer (id, level, name) overriding system value values (${customer}, 'contact', 'Customer')
    on conflict do nothing
  `.execute(store.db)
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason)
    values ('desk', 'contact', ${contact}, ${customer}, 'test')
    on conflict (connection, entity, record_id) do update set customer_id = excluded.customer_id
  `.execute(store.db)
}

const metrics = (store: Store) =>
  store.db.selectFrom('ticket_metric').selectAll().orderBy('ticket_id').execute()

it('measures the published example: 234,000 seconds by the calendar, 7,200 in working hours', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  await belongs(store, 'c1', 1)
  await expect(scoreService(store.db, settings, options)).resolves.toEqual({ measured: 1, judged: 1 })
  expect(await metrics(store)).toMatchObject([
    {
      ticket_id: '1',
      customer_id: 1,
      standing: 'counted',
      agent: 'a1',
      first_response: 234_000,
      first_response_business: 7_200,
      first_outcome: 'missed',
      replies: 1,
      fcr: true,
      fcr_reason: null,
    },
  ])
  expect(await store.db.selectFrom('ticket_turn').selectAll().execute()).toMatchObject([
    { position: 0, agent: 'a1', reply: 234_000, reply_business: 7_200, outcome: 'missed' },
  ])
})

it('measures nothing when nothing changed, and only what changed otherwise', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  for (const id of ['1', '2', '3']) await giveExample(store, id, `c${id}`)
  await scoreService(store.db, settings, options)
  await expect(scoreService(store.db, settings, options)).resolves.toEqual({ measured: 0, judged: 0 })
  await give(store, 'desk', 'message', [message('2e', '2', '2026-03-27T15:30:00Z', 'agent')])
  await expect(scoreService(store.db, settings, options)).resolves.toMatchObject({ measured: 1 })
  expect((await metrics(store)).map(({ first_response }) => first_response)).toEqual([
    234_000, 1_800, 234_000,
  ])
})

it('measures all again when the working hours change', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  await scoreService(store.db, settings, options)
  const without = { ...settings, service: { ...settings.service, schedules: [] } }
  await expect(scoreService(store.db, without, options)).resolves.toMatchObject({ measured: 1 })
  expect(await metrics(store)).toMatchObject([{ first_response: 234_000, first_response_business: null }])
})

it('sees what has happened up to the moment of evaluation, and the rest when its time has come', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  const early = serviceScoreSettings(config, new Date('2026-03-28T22:59:59Z'))
  await scoreService(store.db, early, options)
  expect(await metrics(store)).toMatchObject([
    { first_response: null, first_outcome: 'missed', category: 'new' },
  ])
  await expect(scoreService(store.db, settings, options)).resolves.toMatchObject({ measured: 1 })
  expect(await metrics(store)).toMatchObject([{ first_response: 234_000, category: 'solved' }])
})

it('judges first-contact resolution when it is mature, without a change of the ticket', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  await belongs(store, 'c1', 1)
  await scoreService(store.db, serviceScoreSettings(config, new Date('2026-04-02T21:59:59Z')), options)
  expect(await metrics(store)).toMatchObject([{ fcr: null, fcr_reason: 'maturing' }])
  await scoreService(store.db, settings, options)
  expect(await metrics(store)).toMatchObject([{ fcr: true, fcr_reason: null }])
})

it('a further ticket of the same customer breaks the first, and no more when the contacts are split', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store, '1', 'c1')
  await give(store, 'desk', 'ticket', [ticket('2', 'c2', '2026-04-01T10:00:00Z', { category: 'new' })])
  await belongs(store, 'c1', 1)
  await belongs(store, 'c2', 1)
  await scoreService(store.db, settings, options)
  expect((await metrics(store))[0]).toMatchObject({ fcr: false, fcr_reason: 'repeat_contact' })
  await belongs(store, 'c2', 2)
  await expect(scoreService(store.db, settings, options)).resolves.toEqual({ measured: 0, judged: 1 })
  expect((await metrics(store))[0]).toMatchObject({ fcr: true, fcr_reason: null })
})

it('next replies keep what reports choose them by of their ticket, and go with it to another customer', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await give(store, 'desk', 'ticket', [
    ticket('1', 'c1', '2026-03-27T15:00:00Z', { priority: 'high', topic: 'x'.repeat(120) }),
  ])
  await give(store, 'desk', 'message', [
    message('a', '1', '2026-03-27T15:00:00Z', 'customer'),
    message('b', '1', '2026-03-27T16:00:00Z', 'agent'),
    message('c', '1', '2026-03-28T10:00:00Z', 'customer'),
    message('d', '1', '2026-03-28T11:00:00Z', 'agent'),
  ])
  const turns = () =>
    store.db
      .selectFrom('ticket_turn')
      .select(['is_next', 'standing', 'customer_id', 'ticket_channel', 'priority', 'topic'])
      .select(sql<string>`ticket_started_on::text`.as('day'))
      .orderBy('position')
      .execute()
  const next = {
    is_next: true,
    standing: 'counted',
    day: '2026-03-27',
    ticket_channel: 'email',
    priority: 'high',
    topic: 'x'.repeat(100),
  }
  await belongs(store, 'c1', 1)
  await scoreService(store.db, settings, options)
  expect(await turns()).toMatchObject([
    { is_next: false, standing: null, day: null },
    { ...next, customer_id: 1 },
  ])
  await belongs(store, 'c1', 2)
  await expect(scoreService(store.db, settings, options)).resolves.toMatchObject({ measured: 0 })
  expect(await turns()).toMatchObject([
    { is_next: false, customer_id: null },
    { ...next, customer_id: 2 },
  ])
})

it('moves the messages of a merged ticket to the one it lives on in, and back when it is parted again', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store, '1')
  await give(store, 'desk', 'ticket', [ticket('2', 'c1', '2026-03-27T15:10:00Z', { category: 'new' })])
  await give(store, 'desk', 'message', [message('2a', '2', '2026-03-27T15:20:00Z', 'agent')])
  await scoreService(store.db, settings, options)
  expect((await metrics(store))[0]).toMatchObject({ first_response: 234_000 })
  await sql`
    update ticket set merged_into = '1', deleted_at = '2026-03-27T16:00:00Z', revision = nextval('revision') where id = '2'
  `.execute(store.db)
  await scoreService(store.db, settings, options)
  expect(await metrics(store)).toMatchObject([
    { ticket_id: '1', first_response: 1_200 },
    { ticket_id: '2', standing: 'merged', merged_into: '1' },
  ])
  await give(store, 'desk', 'ticket', [ticket('2', 'c1', '2026-03-27T15:10:00Z', { category: 'open' })])
  await scoreService(store.db, settings, options)
  expect(await metrics(store)).toMatchObject([
    { first_response: 234_000 },
    { standing: 'counted', merged_into: null },
  ])
})

it('goes on where it was cut off', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  const cut = new AbortController()
  cut.abort(new Error('stopped'))
  await expect(scoreService(store.db, settings, { signal: cut.signal })).rejects.toThrow('stopped')
  expect(await metrics(store)).toEqual([])
  await expect(scoreService(store.db, settings, options)).resolves.toMatchObject({ measured: 1 })
})

it('keeps what the tickets of a customer come to, once, and takes it back when the tickets are gone', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  await belongs(store, 'c1', 1)
  const today = '2026-04-30'
  await scoreService(store.db, settings, options)
  await expect(saveCustomerService(store.db, { asOf, today })).resolves.toBe(1)
  await expect(saveCustomerService(store.db, { asOf, today })).resolves.toBe(0)
  const stored = () => store.db.selectFrom('score').select(['policy', 'n', 'values']).execute()
  expect(await stored()).toEqual([
    {
      policy: 'service@1',
      n: 1,
      values: {
        first_response_minutes: { value: 3_900 },
        fcr_rate: { value: 1 },
        open_tickets: { value: 0 },
        overdue_tickets: { value: 0 },
      },
    },
  ])
  await sql`update ticket set deleted_at = '2026-04-29', revision = nextval('revision')`.execute(store.db)
  await scoreService(store.db, settings, options)
  await expect(saveCustomerService(store.db, { asOf, today })).resolves.toBe(1)
  expect(await stored()).toEqual([{ policy: 'service@1', n: 0, values: {} }])
})

it('looks only at customers whose tickets were measured anew, until another day comes', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  await belongs(store, 'c1', 1)
  await scoreService(store.db, settings, options)
  await saveCustomerService(store.db, { asOf, today: '2026-04-30' })
  await store.db.updateTable('score').set({ n: 7 }).execute()
  await expect(saveCustomerService(store.db, { asOf, today: '2026-04-30' })).resolves.toBe(0)
  const nextDay = new Date(asOf.getTime() + 86_400_000)
  await expect(saveCustomerService(store.db, { asOf: nextDay, today: '2026-05-01' })).resolves.toBe(1)
})

it('leaves out of every figure what only the vendor measured, and marks it', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  const vendorReported = { firstResponseSeconds: 900 }
  await give(store, 'desk', 'ticket', [ticket('1', 'c1', '2026-03-27T15:00:00Z', { vendorReported })])
  await scoreService(store.db, settings, options)
  expect(await metrics(store)).toMatchObject([
    { first_response: null, first_outcome: null, flags: expect.arrayContaining(['vendor_reported']) },
  ])
})

it('does not see a merge that has not happened yet', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store, '1')
  await giveExample(store, '2')
  await sql`
    update ticket set merged_into = '2', deleted_at = '2026-05-02T16:00:00Z', revision = nextval('revision') where id = '1'
  `.execute(store.db)
  await scoreService(store.db, settings, options)
  expect(await metrics(store)).toMatchObject([
    { ticket_id: '1', standing: 'counted', replies: 1 },
    { ticket_id: '2', replies: 1 },
  ])
  const later = serviceScoreSettings(config, new Date('2026-05-03T21:59:59Z'))
  await expect(scoreService(store.db, later, options)).resolves.toMatchObject({ measured: 2 })
  expect(await metrics(store)).toMatchObject([
    { ticket_id: '1', standing: 'merged', replies: 0 },
    { ticket_id: '2', replies: 2 },
  ])
})

it('takes what an assignment does not tell as it was before', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await giveExample(store)
  const assigned = (id: string, at: string, keys: object) => ({
    id,
    ticketId: '1',
    at,
    type: 'assigned',
    ...keys,
  })
  await give(store, 'desk', 'ticketEvent', [
    assigned('e1', '2026-03-27T15:10:00Z', { teamId: 'first line' }),
    assigned('e2', '2026-03-30T07:00:00Z', { agentId: 'a1' }),
  ])
  await scoreService(store.db, settings, options)
  expect(await metrics(store)).toMatchObject([
    { agent: 'a1', team: 'first line', first_response: 234_000, first_response_agent: 3_600 },
  ])
})

it('a message, a status or an answer that moves to another ticket leaves neither of them as it was', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await give(store, 'desk', 'ticket', [
    ticket('1', 'c1', '2026-03-27T15:00:00Z'),
    ticket('2', 'c2', '2026-03-27T15:00:00Z'),
  ])
  const answer = {
    id: 's',
    kind: 'csat',
    score: 5,
    scaleMin: 1,
    scaleMax: 5,
    higherIsBetter: true,
    contacts: [],
    at: '2026-03-28T09:00:00Z',
    delivered: true,
    comment: null,
  }
  const hangOn = async (id: string) => {
    await give(store, 'desk', 'message', [message('b', id, '2026-03-27T16:00:00Z', 'agent')])
    await give(store, 'desk', 'surveyResponse', [{ ...answer, ticketId: id }])
  }
  await give(store, 'desk', 'message', [
    message('1a', '1', '2026-03-27T15:00:00Z', 'customer'),
    message('2a', '2', '2026-03-27T15:00:00Z', 'customer'),
  ])
  await hangOn('1')
  await scoreService(store.db, settings, options)
  const figures = async () =>
    (await metrics(store)).map(({ first_response, satisfaction }) => [first_response, satisfaction])
  expect(await figures()).toEqual([
    [3_600, 10],
    [null, null],
  ])
  await hangOn('2')
  await expect(scoreService(store.db, settings, options)).resolves.toMatchObject({ measured: 2 })
  expect(await figures()).toEqual([
    [null, null],
    [3_600, 10],
  ])
})

it('each row says by which policies it was measured, and its waits do not depend on the day of the scoring', async () => {
  await using workspace = await openTestWorkspace()
  const { store } = workspace
  await give(store, 'desk', 'ticket', [ticket('1', 'c1', '2026-03-27T15:00:00Z', { category: 'open' })])
  await give(store, 'desk', 'message', [message('1a', '1', '2026-03-27T15:00:00Z', 'customer')])
  await give(store, 'desk', 'statusChange', [
    { ...solved('p', '1', '2026-03-27T16:00:00Z'), to: 'pending', category: 'pending_customer' },
    { ...solved('o', '1', '2026-03-27T18:00:00Z'), to: 'open', category: 'open' },
  ])
  const rows = () =>
    store.db
      .selectFrom('ticket_metric as metric')
      .innerJoin('ticket_policy as policy', 'policy.id', 'metric.policy_id')
      .select(['requester_wait', 'agent_wait', 'category_since', 'policy.service', 'policy.fcr'])
      .execute()
  await scoreService(store.db, settings, options)
  const [first] = await rows()
  // An hour, and what has passed since it was opened again.
  expect(first).toEqual({
    requester_wait: 3_600,
    agent_wait: 7_200,
    category_since: new Date('2026-03-27T18:00:00Z'),
    service: 'rapport-service@1',
    fcr: 'rapport-fcr-7d@1',
  })
  const service = {
    ...settings.service,
    target: '4h',
    fcr: { ...settings.service.fcr, windowDays: 3 as const },
  }
  await scoreService(store.db, { ...settings, service, asOf: new Date('2026-05-30T21:59:59Z') }, options)
  expect(await rows()).toEqual([{ ...first, service: 'rapport-service-4h@1', fcr: 'rapport-fcr-3d@1' }])
})

it('uses up no number of policies by scoring again', async () => {
  await using workspace = await openTestWorkspace()
  const { db } = workspace.store
  const lastNumber = async () =>
    (await sql<{ last: number }>`select last_value::integer as last from ticket_policy_id_seq`.execute(db))
      .rows
  await scoreService(db, settings, options)
  const before = await lastNumber()
  await scoreService(db, settings, options)
  expect(await lastNumber()).toEqual(before)
})
