import { salesforce } from '@rapport/salesforce'
import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type SignedIn, startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({
  config: {
    connections: {
      crm: { connector: 'salesforce', auth: {}, settings: { instanceUrl: 'https://acme.my.salesforce.com' } },
    },
  },
  connectors: [salesforce],
})
afterAll(() => server[Symbol.asyncDispose]())
const { store } = server.workspace
const { db } = store

/** More than a customer page has of a list at first. */
const many = 25
let owner: SignedIn
let agent: SignedIn

beforeAll(async () => {
  await sql`insert into customer (id, level, name) overriding system value values (1, 'contact', 'Ada')`.execute(
    db,
  )
  await sql`insert into identity_link values ('crm', 'contact', 'ada', 1, 'alone')`.execute(db)
  const numbers = Array.from({ length: many }, (_, index) => index)
  await give(
    store,
    'crm',
    'deal',
    numbers.map((number) => ({
      ...{ id: `d${number}`, name: number === 0 ? '=1+1' : `Deal ${number}`, state: 'won', amount: '12.50' },
      // Two at each moment, and one without any.
      ...{
        currency: 'EUR',
        closedAt: number === 24 ? null : `2026-01-${10 + Math.floor(number / 2)}T00:00:00Z`,
      },
    })),
  )
  await sql`insert into deal_party select 'crm', id, 'contact', 'ada', 'its contact' from deal`.execute(db)
  await sql`
    insert into ticket_metric (connection, ticket_id, customer_id, started_at, started_on, standing, initiator, category, agent,
      requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
    select 'desk', number::text, 1, '2026-06-01'::timestamptz, '2026-06-01'::date, 'counted', 'customer', 'solved',
      case when number < 3 then '7' else '8' end, 0, 0, 0, 0, 0, 0, '{}'
    from generate_series(0, ${many - 1}::int) as number
  `.execute(db)
  await sql`
    insert into review_party select 'google', 'r' || number, 'crm', 'contact', 'ada', 'by its order'
    from generate_series(1, 3) as number
  `.execute(db)
  owner = await server.signIn('owner')
  agent = await server.signIn('agent', ['desk/agent:7'])
})

interface Page {
  readonly items: { readonly reference: string }[]
  readonly next: string | null
  readonly total: number
}

async function read<T>(path: string, as: SignedIn): Promise<T> {
  const answer = await as.ask(path)
  expect(answer.status, `${path}: ${await answer.clone().text()}`).toBe(200)
  return (await answer.json()) as T
}

/** Every page, beginning where the page of the customer ended. */
async function everyPage(what: string, as: SignedIn): Promise<readonly string[]> {
  const customer = await read<Readonly<Record<string, Page>>>('/api/customers/1', as)
  const pages = [customer[what] as Page]
  for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null)
    pages.push(await read<Page>(`/api/customers/1/${what}?limit=3&cursor=${next}`, as))
  expect(new Set(pages.map(({ total }) => total)).size).toBe(1)
  return pages.flatMap(({ items }) => items.map(({ reference }) => reference))
}

test('the pages that follow those of a customer are the rest of the list, each record once, counted', async () => {
  const deals = await everyPage('deals', owner)
  expect(deals).toHaveLength(many)
  expect(new Set(deals).size).toBe(many)
  expect(deals.at(-1)).toBe('crm/deal:d24')
  expect((await read<Page>('/api/customers/1/deals?limit=1', owner)).total).toBe(many)
  expect(new Set(await everyPage('tickets', owner)).size).toBe(many)
  expect(await read<Page>('/api/customers/1/reviews', owner)).toMatchObject({ total: 3, next: null })
})

test('a deal has its page in the CRM, on the page of the customer and in the list', async () => {
  const page = { system: 'Salesforce', url: 'https://acme.my.salesforce.com/d23' }
  const ofDeal = ({ items }: Page) => items.find(({ reference }) => reference === 'crm/deal:d23')
  const customer = await read<Readonly<Record<string, Page>>>('/api/customers/1', owner)
  expect(ofDeal(customer.deals as Page)).toMatchObject({ page })
  expect(ofDeal(await read<Page>('/api/customers/1/deals', owner))).toMatchObject({ page })
})

test('an agent is shown, counted and given the own tickets alone', async () => {
  expect(await everyPage('tickets', agent)).toHaveLength(3)
  expect((await read<Page>('/api/customers/1/tickets', agent)).total).toBe(3)
})

test('each list is a file: no text is a formula, amounts are numbers, JSON is what is listed', async () => {
  const csv = await (await owner.ask('/api/customers/1/deals/export')).text()
  expect(csv.trim().split('\r\n')).toHaveLength(many + 1)
  expect(csv).toContain("crm/deal:d0,'=1+1,won,12.5,EUR,2026-01-10T00:00:00Z,its contact\r\n")
  const answer = await owner.ask('/api/customers/1/tickets/export?format=json')
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="customer-1-tickets.json"')
  const listed = await read<Page>('/api/customers/1/tickets?limit=200', owner)
  expect(await answer.json()).toEqual(listed.items)
  const reviews = await (await owner.ask('/api/customers/1/reviews/export')).text()
  expect(reviews).toContain('google/review:r1,,,,,,by its order\r\n')
  const audited = await db
    .selectFrom('audit')
    .select(['actor', 'subject', 'detail'])
    .where('action', '=', 'customers.export')
    .execute()
  expect(audited.map(({ subject, detail }) => [subject, detail])).toEqual([
    ['customer 1', { format: 'csv', what: 'deals' }],
    ['customer 1', { format: 'json', what: 'tickets' }],
    ['customer 1', { format: 'csv', what: 'reviews' }],
  ])
  expect((await agent.ask('/api/customers/1/tickets/export')).status).toBe(403)
  expect((await owner.ask('/api/customers/2/deals/export')).status).toBe(404)
})
