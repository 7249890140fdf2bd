import { type Database, saveStageState } from '@rapport/store'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestWorkspace, type TestWorkspace } from '../../testing/workspace.ts'
import { serviceReport } from './service-report.ts'
import type { ServiceGrouping, ServiceSlice } from './service-slice.ts'
import { ticketsBehind } from './tickets-behind.ts'

const asOf = new Date('2026-06-30T21:59:59Z')
const slice = { from: '2026-05-01', to: '2026-06-30' }
const policies = { service: 'rapport-service-4h@1', fcr: 'rapport-fcr-3d@1' }

let opened: TestWorkspace
beforeAll(async () => {
  opened = await openTestWorkspace()
  const { store } = opened.workspace
  const { id } = await store.db
    .insertInto('ticket_policy')
    .values(policies)
    .returning('id')
    .executeTakeFirstOrThrow()
  // Ann has six tickets, Ben three.
  await sql`
    insert into ticket_metric (connection, ticket_id, started_at, started_on, response_on, standing, initiator, category,
      category_since, agent, first_response, first_response_agent, requester_wait, agent_wait, on_hold, replies, touches, reopens,
      flags, policy_id)
    select 'desk', 't' || n, '2026-06-01', '2026-06-01', '2026-06-02', 'counted', 'customer',
      case when n = 1 then 'pending_customer' when n = 2 then 'on_hold' else 'solved' end, '2026-06-30T20:59:59Z',
      case when n <= 6 then 'ann' else 'ben' end, 60, 60, 100, 200, 50, 1, 1, 0, '{}', ${id}
    from generate_series(1, 9) as n
  `.execute(store.db)
  await give(
    store,
    'desk',
    'ticket',
    Array.from({ length: 9 }, (_, index) => ({ id: `t${index + 1}`, createdAt: '2026-06-01T00:00:00Z' })),
  )
  await saveStageState(store.db, 'service-measured', { asOf: asOf.toISOString(), policies })
})
afterAll(() => opened[Symbol.asyncDispose]())

const report = (more: Partial<ServiceSlice> = {}, grouping: ServiceGrouping | null = 'agent') =>
  serviceReport(opened.workspace, {
    slice: { ...slice, ...more },
    grouping,
    clock: 'calendar',
    compare: false,
  })

/** Next replies in place of those that were there: of how many tickets, by agent. Another team had them before. */
async function nextReplies(db: Database, tickets: Readonly<Record<string, number>>): Promise<void> {
  await sql`delete from ticket_turn`.execute(db)
  await sql`
    insert into ticket_turn (connection, ticket_id, position, started_on, replied_on, agent, team, reply, agent_reply, is_next,
      standing, ticket_started_on)
    select 'desk', agent || n, 1, '2026-06-03', '2026-06-03', agent, 'second', 120, 120, true, 'counted', '2026-06-01'
    from json_each_text(${JSON.stringify(tickets)}::json) as by_agent(agent, tickets), generate_series(1, tickets::integer) as n
  `.execute(db)
}

test('an agent of fewer than five tickets has no figures, in whatever form the report is asked for', async () => {
  const found = await report()
  expect(found?.groups).toMatchObject([
    { group: 'desk/ann', n: 6, figures: { counts: { answered: 6 } }, nextReply: null },
    { group: 'desk/ben', n: 3, figures: null, nextReply: null },
  ])
  expect(found?.total).toMatchObject({ n: 9, figures: { counts: { n: 9 } } })
  expect((await report({ agent: 'ben' }, null))?.total).toMatchObject({ n: 3, figures: null })
})

test('by the day of the event, a period without a beginning has the replies that were given in it', async () => {
  const days = { dayOf: 'event', from: '2026-06-02', to: '2026-06-02' } as const
  expect((await report(days))?.groups).toMatchObject([
    { group: 'desk/ann', n: 0, figures: { counts: { answered: 6 } } },
    { group: 'desk/ben', figures: null },
  ])
})

test('an agent of fewer than five next replies has no figures of them, and one of more has, however few tickets', async () => {
  await nextReplies(opened.workspace.store.db, { ann: 4, ben: 5 })
  const found = await report()
  expect(found?.groups).toMatchObject([
    { group: 'desk/ann', n: 6, figures: { counts: { answered: 6 } }, nextReply: null },
    { group: 'desk/ben', n: 3, figures: null, nextReply: { answered: 5 } },
  ])
  expect(found?.total.nextReply).toMatchObject({ answered: 9 })
  expect((await report({ agent: 'ann' }, null))?.total).toMatchObject({ n: 6, nextReply: null })
})

test.each(['agent', 'team', 'day'] as const)(
  'by %s, those that only gave next replies have a line too, so that the lines add up to all',
  async (grouping) => {
    await nextReplies(opened.workspace.store.db, { cem: 6 })
    const found = await report({ dayOf: 'event' }, grouping)
    const groups = found?.groups ?? []
    const answered = groups.map(({ nextReply }) => nextReply?.answered ?? 0)
    expect(answered.reduce((sum, replies) => sum + replies, 0)).toBe(found?.total.nextReply?.answered)
    const own = { agent: 'desk/cem', team: 'desk/second', day: '2026-06-03' }[grouping]
    expect(groups.find(({ group }) => group === own)).toMatchObject({
      n: 0,
      figures: grouping === 'agent' ? null : { counts: { n: 0, answered: 0 }, median: null },
      nextReply: { answered: 6, median: { value: 120 } },
      change: null,
    })
  },
)

test('by customer, those with most tickets come, and how many there are', async () => {
  const { store } = opened.workspace
  await sql`insert into customer (level, name) select 'contact', 'Customer ' || n from generate_series(1, 3) as n`.execute(
    store.db,
  )
  // Three, two and one ticket; three have no customer.
  await sql`
    update ticket_metric set customer_id = customer.id
    from (select id, row_number() over (order by id) as place from customer) as customer
    where place = case substr(ticket_id, 2)::integer when 1 then 2 when 2 then 2 when 3 then 2 when 4 then 1 when 5 then 1 when 6 then 3 end
  `.execute(store.db)
  const ask = (customers?: number) =>
    serviceReport(opened.workspace, {
      slice,
      grouping: 'customer',
      clock: 'calendar',
      compare: true,
      ...(customers === undefined ? {} : { customers }),
    })
  const all = await ask()
  expect(all?.groups.map(({ label, n }) => [label, n])).toEqual([
    ['Customer 2', 3],
    [null, 3],
    ['Customer 1', 2],
    ['Customer 3', 1],
  ])
  const most = await ask(2)
  expect(most?.groups).toEqual(all?.groups.slice(0, 2))
  expect([all?.customers, most?.customers]).toEqual([4, 4])
})

test('the report names the policies that the tickets were measured by, whatever is set since', async () => {
  expect((await report())?.policies).toEqual(policies)
})

test('the waits of an open ticket are told up to the scoring, those of a solved one do not grow', async () => {
  const { store } = opened.workspace
  const tickets = await ticketsBehind(store.db, slice, { selection: 'all', asOf, limit: 10 })
  const waits = tickets.map(({ record, requesterWait, agentWait, onHold }) => [
    record,
    requesterWait,
    agentWait,
    onHold,
  ])
  expect(waits.sort().slice(0, 3)).toEqual([
    ['desk/ticket:t1', 100, 200 + 3_600, 50],
    ['desk/ticket:t2', 100 + 3_600, 200, 50 + 3_600],
    ['desk/ticket:t3', 100, 200, 50],
  ])
  expect(tickets[0]?.policies).toEqual(policies)
})
