import { refreshCustomerList, reputationReport, reviewDays, serviceReport } from '@rapport/run'
import { measureReviews, scoreService, serviceScoreSettings } from '@rapport/score'
import { setAside } from '@rapport/store'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { giveReviews } from '../../../../core/score/src/testing/reviews.ts'
import { deskAsOf, deskHours, giveDesk } from '../../../../test/support/desk.ts'
import { type SignedIn, startTestServer } from '../testing/test-server.ts'

const asOf = new Date(`${deskAsOf}T23:59:59Z`)
const server = await startTestServer({
  config: {
    ...{ timezone: 'UTC', connections: { desk: { connector: 'csv' } } },
    metrics: { asOf: deskAsOf, service: deskHours },
  },
})
afterAll(() => server[Symbol.asyncDispose]())
const { workspace } = server
const { db } = workspace.store

let owner: SignedIn
let viewer: SignedIn
let dana: SignedIn

interface Need {
  readonly count: number
  readonly filter: Readonly<Record<string, string | readonly string[]>>
  readonly items: readonly Readonly<Record<string, unknown>>[]
}
type Overview = Readonly<Record<'overdue' | 'atRisk' | 'unhappy' | 'failing' | 'rejects', Need | null>> & {
  readonly hasData: boolean
}
interface Known {
  readonly value: number | null
  readonly before: number | null
  readonly n: number
}

async function read<T>(path: string, as: SignedIn): Promise<T> {
  const answer = await as.ask(path)
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBe(200)
  return (await answer.json()) as T
}
const overviewOf = (as: SignedIn) => read<Overview>('/api/overview', as)
const numbersOf = (as: SignedIn) => read<Readonly<Record<string, Known | null>>>('/api/overview/numbers', as)

beforeAll(async () => {
  owner = await server.signIn('owner')
  viewer = await server.signIn('viewer')
  dana = await server.signIn('agent', ['desk/agent:1'])
})

test('a workspace without data says so, and no number of it is 0', async () => {
  expect(await overviewOf(owner)).toMatchObject({ hasData: false, overdue: null, atRisk: { count: 0 } })
  const { futureValue, fcr, reputation, nps } = await numbersOf(owner)
  for (const number of [futureValue, fcr, reputation, nps]) expect(number?.value).toBe(null)
})

describe('with customers, tickets and reviews', () => {
  beforeAll(async () => {
    await giveScores()
    await sql`
      insert into identity_link (connection, entity, record_id, customer_id, reason)
      select 'desk', 'contact', (1000 + id)::text, id, 'test' from generate_series(1, 4) as id
    `.execute(db)
    await giveDesk(workspace.store, 'desk')
    const { signal } = new AbortController()
    await scoreService(db, serviceScoreSettings(workspace.config, asOf), { signal })
    await giveReviews(workspace.store, [
      { id: 'p/1', rating: 1, createdAt: '2024-12-20T10:00:00Z', text: 'Cold' },
      { id: 'p/2', rating: 2, createdAt: '2024-12-21T10:00:00Z', replyState: 'approved', reply: 'Sorry' },
      { id: 'p/3', rating: 5, createdAt: '2024-12-22T10:00:00Z' },
    ])
    await measureReviews(db, { signal, now: Date.now() })
    await setAside(db, 'extract', 'desk', [{ entity: 'ticket', recordId: '9', reason: 'odd' }])
    await refreshCustomerList(workspace)
  })

  /** Customers of whom two are at risk, scored twice. */
  async function giveScores(): Promise<void> {
    await sql`
      insert into customer (id, level, name) overriding system value
      select id, 'contact', 'Customer ' || id from generate_series(1, 4) as id
    `.execute(db)
    await sql`
      insert into score (customer_id, policy, as_of, n, values, explanation)
      select id, 'historic@1', as_of, 1, jsonb_build_object(
        'clv', jsonb_build_object('value', id * factor), 'segment', jsonb_build_object('value',
          case when id <= 2 and factor = 100 then 'at_risk' else 'loyal' end)), '{}'::jsonb
      from generate_series(1, 4) as id,
        (values ('2024-09-01T00:00:00Z'::timestamptz, 50), ('2024-12-31T20:00:00Z'::timestamptz, 100)) as given(as_of, factor)
    `.execute(db)
  }

  test('what needs somebody is as much as the lists say that it leads to', async () => {
    const { overdue, atRisk, unhappy, rejects } = await overviewOf(owner)
    const listed = async (path: string, need: Need | null) => {
      const query = new URLSearchParams(
        Object.entries(need?.filter ?? {}).flatMap(([name, values]) =>
          [values].flat().map((value): [string, string] => [name, String(value)]),
        ),
      )
      return (await read<{ total: number }>(`${path}?${query}`, owner)).total
    }
    expect(overdue?.count).toBeGreaterThan(0)
    for (const { dueAt, overdueSeconds } of overdue?.items ?? [])
      expect(Date.parse(String(dueAt)) + Number(overdueSeconds) * 1_000).toBe(asOf.getTime())
    expect(await listed('/api/tickets', overdue)).toBe(overdue?.count)
    expect(atRisk).toMatchObject({ count: 2, items: [{ name: 'Customer 2' }, { name: 'Customer 1' }] })
    expect(await listed('/api/customers', atRisk)).toBe(2)
    expect(unhappy).toMatchObject({ count: 1, items: [{ reference: 'google/review:p/1', text: 'Cold' }] })
    expect(await listed('/api/reviews', unhappy)).toBe(1)
    expect(rejects).toMatchObject({ count: 1, items: [{ connection: 'desk', rejects: 1 }] })
  })

  test('numbers are those of the reports, beside those of the period before', async () => {
    const { futureValue, atRiskShare, fcr, firstResponse, averageRating } = await numbersOf(owner)
    expect(futureValue).toMatchObject({ value: 1_000, before: 500, n: 4 })
    expect(atRiskShare).toMatchObject({ value: 0.5, before: 0, n: 4 })
    const told = await read<{ atRisk: number; ofOwnRows: boolean }>('/api/overview/numbers', owner)
    const { atRisk } = await overviewOf(owner)
    expect(told).toMatchObject({ atRisk: atRisk?.count, ofOwnRows: false })
    const service = await serviceReport(workspace, {
      slice: { dayOf: 'start', from: '2024-10-03', to: deskAsOf },
      ...{ grouping: null, clock: 'calendar', compare: true },
    })
    expect(fcr?.value).toBe(service?.total.figures?.fcr?.share)
    expect(firstResponse?.value).toBe(service?.total.figures?.median?.value)
    const reviews = await reputationReport(workspace, { days: reviewDays(workspace, {}), places: null })
    expect(averageRating).toMatchObject({ value: reviews.total.average, before: null, n: 3 })
  })

  test('an agent sees what waits in own tickets, and a viewer nothing of syncs', async () => {
    const all = await overviewOf(owner)
    const own = await overviewOf(dana)
    expect(own.overdue?.count).toBeLessThan(all.overdue?.count ?? 0)
    expect(own.overdue?.items.every(({ agent }) => agent === 'Dana Desk')).toBe(true)
    const { items } = await read<{ items: { clv: { value: number } }[] }>('/api/customers', dana)
    expect(items.length).toBeGreaterThan(0)
    expect(items.length).toBeLessThan(4)
    const { futureValue, nps } = await numbersOf(dana)
    expect(futureValue?.value).toBe(items.reduce((sum, { clv }) => sum + clv.value, 0))
    expect(nps).toBe(null)
    expect(await read('/api/overview/numbers', dana)).toMatchObject({ ofOwnRows: true })
    expect(await overviewOf(viewer)).toMatchObject({ failing: null, rejects: null, unhappy: { count: 1 } })
  })

  test('a key that reads numbers alone is told how many, and of no record', async () => {
    const made = await owner.ask('/api/api-keys', {
      method: 'POST',
      body: { name: 'numbers', scopes: ['numbers:read'] },
    })
    const { key } = (await made.json()) as { key: string }
    const answer = await server.ask('/api/overview', { headers: { authorization: `Bearer ${key}` } })
    const { unhappy, atRisk, failing } = (await answer.json()) as Overview
    expect([unhappy, atRisk, failing]).toMatchObject([{ count: 1, items: [] }, { count: 2, items: [] }, null])
  })

  test('how long customers waited stands beside how likely they still are customers, of ten or more', async () => {
    await sql`
      insert into customer (id, level, name) overriding system value
      select id, 'contact', 'Waiting ' || id from generate_series(101, 121) as id
    `.execute(db)
    await sql`
      insert into score (customer_id, policy, as_of, n, values, explanation)
      select id, 'historic@1', '2024-12-31T20:00:00Z', 1, jsonb_build_object('probability_alive',
        jsonb_build_object('value', case when id <= 110 then 0.75 else 0.5 end)), '{}'::jsonb
      from generate_series(101, 121) as id
    `.execute(db)
    await sql`
      with numbered as (
        select connection, ticket_id, row_number() over (order by connection, ticket_id) as number from ticket_metric
        where standing = 'counted'
      )
      update ticket_metric as metric set customer_id = case when number <= 21 then 100 + number end,
        first_response = case when number <= 10 then 60 when number <= 19 then 90000 else 7200 end
      from numbered where numbered.connection = metric.connection and numbered.ticket_id = metric.ticket_id
    `.execute(db)
    await sql`insert into audit (actor, action, subject) values ('test', 'test', 'test')`.execute(db)
    const { waits, customers } = await read<{
      customers: number
      waits: { from: number; customers: number; alive: { mean: number } | null }[]
    }>('/api/overview/service-and-loyalty', viewer)
    expect(customers).toBe(21)
    expect(waits.map((wait) => [wait.from, wait.customers, wait.alive?.mean ?? null])).toEqual([
      [0, 10, 0.75],
      [3_600, 2, null],
      [86_400, 9, null],
      [259_200, 0, null],
    ])
    expect(await read<object>('/api/overview/service-and-loyalty', dana)).toEqual({ customers: 0, waits: [] })
  })
})
