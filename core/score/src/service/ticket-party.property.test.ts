import { openTestWorkspace, type TestWorkspace } from '@rapport/store/testing'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { saveCustomerService } from './customer-service.ts'
import { refreshTicketCustomers } from './ticket-party.ts'

const people = ['a', 'b', 'c', 'd']
let opened: TestWorkspace

beforeAll(async () => {
  opened = await openTestWorkspace()
})
afterAll(() => opened[Symbol.asyncDispose]())

/** Each of these people asked twice; whose they are is unknown yet. */
beforeEach(reset)

async function reset(): Promise<void> {
  const { db } = opened.store
  await sql`truncate contact, identity_link, ticket_metric, merged_party, dirty_ticket_customer, customer cascade`.execute(
    db,
  )
  await db.deleteFrom('moved_customer').execute()
  await db.deleteFrom('stage_state').execute()
  await sql`insert into customer (id, level, name) overriding system value select n, 'contact', null from generate_series(1, 3) as n`.execute(
    db,
  )
  for (const id of people) {
    await sql`
      insert into contact (connection, id, data, hash, revision, changed_at)
      values ('crm', ${id}, '{}', '', nextval('revision'), now())
    `.execute(db)
    await sql`
      insert into ticket_metric (connection, ticket_id, party_entity, party_id, started_at, started_on, standing, initiator, category,
        requester_wait, agent_wait, on_hold, replies, touches, reopens, flags)
      select 'crm', ${id} || n, 'contact', ${id}, '2026-01-01', '2026-01-01', 'counted', 'customer', 'open', 0, 0, 0, 0, 0, 0, '{}'
      from generate_series(1, 2) as n
    `.execute(db)
  }
}

type Change =
  | { readonly kind: 'link'; readonly person: string; readonly customer: number }
  | { readonly kind: 'unlink'; readonly person: string }
  | { readonly kind: 'merge'; readonly person: string; readonly into: string }
  | { readonly kind: 'part'; readonly person: string }
  | { readonly kind: 'forget' }

/** As identities do it: who was merged away has no customer of its own. */
async function apply(change: Change): Promise<void> {
  const { db } = opened.store
  if (change.kind === 'forget') {
    await sql`truncate identity_link`.execute(db)
    return
  }
  const { person } = change
  if (change.kind === 'link') {
    await sql`
      insert into identity_link (connection, entity, record_id, customer_id, reason)
      select 'crm', 'contact', id, ${change.customer}, 'test' from contact where id = ${person} and merged_into is null
      on conflict (connection, entity, record_id) do update set customer_id = excluded.customer_id
    `.execute(db)
    return
  }
  if (change.kind === 'merge') {
    await sql`
      update contact set merged_into = ${change.into}
      where id = ${person} and ${change.into} <> ${person}
        and exists (select from contact where id = ${change.into} and merged_into is null)
    `.execute(db)
    await sql`delete from identity_link using contact where contact.id = record_id and merged_into is not null`.execute(
      db,
    )
    return
  }
  if (change.kind === 'part') {
    await sql`update contact set merged_into = null where id = ${person}`.execute(db)
    return
  }
  await sql`delete from identity_link where record_id = ${person}`.execute(db)
}

/** By ticket, as the identities say. */
async function expected(): Promise<unknown> {
  const { rows } = await sql`
    with recursive lives (id, now) as (
      select id, id from contact where merged_into is null
      union all select contact.id, lives.now from lives join contact on contact.merged_into = lives.id
    )
    select ticket_id, link.customer_id from ticket_metric
    join lives on lives.id = party_id left join identity_link as link on link.record_id = lives.now order by ticket_id
  `.execute(opened.store.db)
  return rows
}

async function stored(): Promise<unknown> {
  return opened.store.db
    .selectFrom('ticket_metric')
    .select(['ticket_id', 'customer_id'])
    .orderBy('ticket_id')
    .execute()
}

/** How many tickets each customer has, as the identities say. */
async function expectedCounts(): Promise<unknown> {
  const { rows } = await sql`
    select customer_id, count(*)::integer as n from ticket_metric where customer_id is not null group by 1 order by 1
  `.execute(opened.store.db)
  return rows
}

/** And as their scores say. */
async function storedCounts(): Promise<unknown> {
  return opened.store.db
    .selectFrom('score')
    .select(['customer_id', 'n'])
    .where('n', '>', 0)
    .orderBy('customer_id')
    .execute()
}

const moment = { asOf: new Date('2026-02-01T23:59:59Z'), today: '2026-02-01' }
const person = fc.constantFrom(...people)
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('link' as const),
      person,
      customer: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unlink' as const), person }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const), person, into: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('part' as const), person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const) }) },
)

it('tickets are of whom their people are, and counted there, whatever happened to the identities since the last look', async () => {
  await fc.assert(
    fc
      .asyncProperty(
        fc.array(fc.array(change, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        async (looks) => {
          for (const changes of looks) {
            for (const one of changes) await apply(one)
            await refreshTicketCustomers(opened.store.db)
            expect(await stored()).toEqual(await expected())
            await saveCustomerService(opened.store.db, moment)
            expect(await storedCounts()).toEqual(await expectedCounts())
          }
        },
      )
      .beforeEach(reset),
    { numRuns: 40 },
  )
})

it('looks through all tickets once where a former version measured them', async () => {
  const { db } = opened.store
  await apply({ kind: 'link', person: 'a', customer: 1 })
  await sql`update ticket_metric set customer_id = 2 where party_id = 'b'`.execute(db)
  await refreshTicketCustomers(db)
  expect(await stored()).toContainEqual({ ticket_id: 'b1', customer_id: 2 })
  await sql`insert into moved_customer values (0)`.execute(db)
  await refreshTicketCustomers(db)
  expect(await stored()).toEqual(await expected())
})
