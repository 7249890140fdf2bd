import { refreshCustomerList } from '@rapport/run'
import { give } from '@rapport/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { customerSorts } from '../customers/customer-filter.ts'
import { type SignedIn, startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({ config: { metrics: { asOf: '2026-06-30' } } })
afterAll(() => server[Symbol.asyncDispose]())
const { workspace } = server
const { db } = workspace.store

interface Given {
  readonly name: string | null
  readonly clv: number | null
  readonly health: number | null
  readonly alive: number | null
  readonly lastOrderAt: string | null
}

/** Puts customers in the place of all others, numbered from 1, with scores as a sync stores them, and lists them anew. */
async function giveCustomers(given: readonly Given[]): Promise<void> {
  await sql`truncate customer, score, customer_list, stage_state cascade`.execute(db)
  const rows = given.map((one, index) => ({
    ...{ id: index + 1, name: one.name, health: one.health },
    values: {
      clv: { value: one.clv, low: one.clv, high: one.clv },
      probability_alive: { value: one.alive },
      last_order_at: { value: one.lastOrderAt },
      segment: { value: index % 2 === 0 ? 'loyal' : 'lost' },
      churn_risk: { value: 'low' },
    },
  }))
  const table = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(id bigint, name text, health float8, values jsonb)`
  await sql`
    insert into customer (id, level, name) overriding system value select id, 'contact', name from ${table}
  `.execute(db)
  await sql`
    insert into score (customer_id, policy, as_of, n, values, explanation)
    select id, 'historic@1', '2026-06-30T20:00:00Z'::timestamptz, 1, values, '{}'::jsonb from ${table}
    union all
    select id, 'health@1', '2026-06-30T20:00:00Z'::timestamptz, 1,
      jsonb_build_object('health_score', jsonb_build_object('value', health)), '{}'::jsonb from ${table}
  `.execute(db)
  await refreshCustomerList(workspace)
}

interface Listed {
  readonly id: number
  readonly name: string | null
  readonly besideName: string | null
  readonly clv: { readonly value: number } | null
}

async function list(
  by: SignedIn,
  query: Readonly<Record<string, string>>,
): Promise<{ readonly items: Listed[]; readonly next: string | null; readonly total: number }> {
  const answer = await by.ask(`/api/customers?${new URLSearchParams(query)}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return (await answer.json()) as { items: Listed[]; next: string | null; total: number }
}

async function everyPage(by: SignedIn, sort: string, limit: number): Promise<Listed[]> {
  const found: Listed[] = []
  let cursor: string | null = null
  do {
    const query: Record<string, string> = {
      sort,
      limit: String(limit),
      ...(cursor === null ? {} : { cursor }),
    }
    const { items, next } = await list(by, query)
    found.push(...items)
    cursor = next
  } while (cursor !== null)
  return found
}

let owner: SignedIn
beforeAll(async () => {
  owner = await server.signIn('owner')
})

const someValue = <T>(...values: readonly T[]) => fc.constantFrom(null, ...values)
const someCustomer = fc.record<Given>({
  name: someValue('Ann', 'ann', 'Ben', 'Ölaf', ''),
  clv: someValue(0, 0.1 + 0.2, 10, 1e9),
  health: someValue(0, 50, 99.5),
  alive: someValue(0, 0.5, 1),
  lastOrderAt: someValue('2025-12-31', '2026-01-01'),
})

test('the pages of a list together are the list: each customer once, in order, unknown values last, by every sort', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(someCustomer, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 4 }),
      async (given, limit) => {
        await giveCustomers(given)
        server.running.server.cache.clear()
        for (const sort of customerSorts) {
          const whole = (await list(owner, { sort, limit: '200' })).items
          expect(whole).toHaveLength(given.length)
          expect(await everyPage(owner, sort, limit), sort).toEqual(whole)
        }
        const clv = (await list(owner, { sort: '-clv', limit: '200' })).items.map(
          (one) => one.clv?.value ?? null,
        )
        const known = clv.filter((value) => value !== null)
        expect(known).toEqual([...known].sort((left, right) => right - left))
        expect(clv.slice(known.length).every((value) => value === null)).toBe(true)
      },
    ),
    { numRuns: 3 },
  )
})

describe('of customers', () => {
  const plain = { clv: 10, health: 50, alive: 0.5, lastOrderAt: '2026-01-01' }

  beforeAll(async () => {
    await giveCustomers([
      { ...plain, name: '=HYPERLINK("http://x")' },
      { ...plain, name: 'Ben, "the" 2nd', clv: null },
      { ...plain, name: '<script>alert(1)</script>', clv: -5 },
    ])
    server.running.server.cache.clear()
    await sql`
      insert into ticket_metric (connection, ticket_id, customer_id, started_at, started_on, standing, initiator, category, agent,
        requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
      values ('desk', '1', 2, '2026-06-01', '2026-06-01', 'counted', 'customer', 'solved', '7', 0, 0, 0, 0, 0, 0, '{}'),
        ('desk', '2', 2, '2026-06-02', '2026-06-02', 'counted', 'customer', 'solved', '8', 0, 0, 0, 0, 0, 0, '{}'),
        ('desk', '3', 3, '2026-06-02', '2026-06-02', 'counted', 'customer', 'solved', '8', 0, 0, 0, 0, 0, 0, '{}')
    `.execute(db)
    await sql`
      insert into identity_link (connection, entity, record_id, customer_id, reason) values ('crm', 'contact', 'b', 2, 'alone')
    `.execute(db)
  })

  test('a key that reads numbers alone is given none, and cannot try e-mail addresses', async () => {
    const made = await owner.ask('/api/api-keys', {
      method: 'POST',
      body: { name: 'numbers', scopes: ['numbers:read'] },
    })
    const { key } = (await made.json()) as { key: string }
    for (const path of ['/api/customers', '/api/customers?q=ada@example.com']) {
      const answer = await server.ask(path, { headers: { authorization: `Bearer ${key}` } })
      expect(answer.status, path).toBe(403)
    }
  })

  test('those are listed that the filters let through, and counted', async () => {
    expect(await list(owner, { q: 'BEN,' })).toMatchObject({
      items: [{ id: 2, record: 'crm/contact:b' }],
      total: 1,
    })
    expect(await list(owner, { q: 'crm/contact:b' })).toMatchObject({ items: [{ id: 2 }], total: 1 })
    expect((await list(owner, { segment: 'loyal' })).items.map(({ id }) => id)).toEqual([1, 3])
    expect((await list(owner, { churnRisk: 'high' })).total).toBe(0)
    expect((await list(owner, { q: '%' })).total).toBe(0)
  })

  test('an agent sees those of own tickets, and the own tickets alone', async () => {
    const agent = await server.signIn('agent', ['desk/agent:7'])
    expect(await list(agent, {})).toMatchObject({ items: [{ id: 2 }], total: 1 })
    expect((await agent.ask('/api/customers/3')).status).toBe(404)
    for (const part of ['deals', 'tickets', 'reviews', 'history', 'explanation'])
      expect((await agent.ask(`/api/customers/3/${part}`)).status, part).toBe(404)
    const { tickets } = (await (await agent.ask('/api/customers/2')).json()) as {
      tickets: { items: object[] }
    }
    expect(tickets.items).toMatchObject([{ reference: 'desk/ticket:1' }])
    const all = (await (await owner.ask('/api/customers/2')).json()) as { tickets: { items: object[] } }
    expect(all.tickets.items).toHaveLength(2)
  })

  test('an agent is told of a number of service by the own tickets alone', async () => {
    await sql`
      insert into score (customer_id, policy, as_of, n, values, explanation)
      values (2, 'service@1', '2026-06-30T20:00:00Z', 2, '{"fcr_rate": {"value": 0.5}}', '{"windowDays": 90}')
    `.execute(db)
    const agent = await server.signIn('agent', ['desk/agent:7'])
    const told = async (by: SignedIn) => {
      const answer = await by.ask('/api/customers/2/explanation?metric=fcr_rate')
      const { tickets } = (await answer.json()) as { tickets: { tickets: { record: string }[] } }
      return tickets.tickets.map(({ record }) => record).toSorted()
    }
    expect(await told(owner)).toEqual(['desk/ticket:1', 'desk/ticket:2'])
    expect(await told(agent)).toEqual(['desk/ticket:1'])
  })

  test('one of another workspace, or of none, is not there', async () => {
    await using elsewhere = await startTestServer()
    const stranger = await elsewhere.signIn('owner')
    expect((await stranger.ask('/api/customers/2')).status).toBe(404)
    expect((await owner.ask('/api/customers/999999')).status).toBe(404)
    expect((await owner.ask('/api/customers/0')).status).toBe(422)
    const { url } = server.running
    const foreign = await fetch(`${url}/api/session`, { headers: { cookie: stranger.cookie } })
    expect(foreign.status).toBe(401)
  })

  test('one is opened with its records and scores, each number with its policy, unknown ones with their reason', async () => {
    const answer = await owner.ask('/api/customers/2')
    expect(await answer.json()).toMatchObject({
      id: 2,
      records: [{ reference: 'crm/contact:b', reason: 'alone', page: null }],
      scores: {
        value: {
          policy: 'historic@1',
          values: { clv: { value: null, policy: 'historic@1' } },
          unknownReasons: { clv: 'not enough data' },
        },
        health: { values: { health_score: { value: 50 } } },
      },
    })
    expect(await (await owner.ask('/api/customers/2/history?metric=health_score')).json()).toEqual({
      points: [{ asOf: '2026-06-30T20:00:00.000Z', value: 50, low: null, high: null }],
    })
    expect(await (await owner.ask('/api/customers/2/explanation?metric=clv')).json()).toMatchObject({
      ...{ record: 'crm/contact:b', metric: 'clv', value: null, policy: 'historic@1', currency: 'EUR' },
      identity: { customer: { id: 2 } },
    })
    const wrong = await owner.ask('/api/customers/2/explanation?metric=clvv')
    expect(wrong.status).toBe(422)
    expect(await wrong.json()).toMatchObject({ detail: expect.stringContaining('did you mean "clv"') })
  })

  test('a file of them holds no formula; numbers stay numbers, and JSON is what the list shows', async () => {
    const csv = await (await owner.ask('/api/customers/export?format=csv&sort=name')).text()
    const lines = csv.split('\r\n')
    expect(lines[0]).toMatch(/^id,name,record,segment,churn_risk,clv,/)
    expect(lines[1]).toContain('3,<script>alert(1)</script>,,loyal,low,-5,')
    expect(lines[2]).toContain(`1,"'=HYPERLINK(""http://x"")",`)
    expect(lines[3]).toContain('2,"Ben, ""the"" 2nd",crm/contact:b,lost,low,,')
    const answer = await owner.ask('/api/customers/export?format=json&segment=loyal&sort=name')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="customers.json"')
    expect(await answer.json()).toEqual((await list(owner, { segment: 'loyal', sort: 'name' })).items)
  })

  test('a cursor of another order, or one that was made up, is refused', async () => {
    const { next } = await list(owner, { sort: 'name', limit: '1' })
    for (const cursor of [
      next ?? '',
      'x',
      Buffer.from('{"sort":"-clv","value":{},"id":1}').toString('base64url'),
    ]) {
      const answer = await owner.ask(`/api/customers?sort=-clv&cursor=${cursor}`)
      expect(answer.status).toBe(422)
    }
  })
})

test('customers of one name on a page are told apart by an e-mail address or a company, others by nothing', async () => {
  const plain = { clv: 10, health: 50, alive: 0.5, lastOrderAt: '2026-01-01' }
  await giveCustomers(['Jonas Lange', 'Jonas Lange', 'Mia Koch'].map((name) => ({ ...plain, name })))
  server.running.server.cache.clear()
  await give(workspace.store, 'crm', 'company', [{ id: 'acme', name: 'Acme' }])
  await give(workspace.store, 'crm', 'contact', [
    { id: 'j1', name: 'Jonas Lange', emails: ['jonas@one.example'], companies: [] },
    { id: 'j2', name: 'Jonas Lange', emails: [], companies: [{ id: 'acme' }] },
    { id: 'mia', name: 'Mia Koch', emails: ['mia@one.example'], companies: [] },
  ])
  await sql`
    insert into identity_link (connection, entity, record_id, customer_id, reason)
    values ('crm', 'contact', 'j1', 1, 'alone'), ('crm', 'contact', 'j2', 2, 'alone'), ('crm', 'contact', 'mia', 3, 'alone')
  `.execute(db)
  const { items } = await list(owner, { sort: 'name' })
  expect(items.map(({ id, besideName }) => [id, besideName])).toEqual([
    ...[
      [1, 'jonas@one.example'],
      [2, 'Acme'],
    ],
    [3, null],
  ])
})
