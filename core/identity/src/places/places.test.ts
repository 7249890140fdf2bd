import { deleteConnectionData, rememberRetention, renameConnectionData, type Store } from '@rapport/store'
import { give, openTestWorkspace, type TestWorkspace } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { OverrideError } from '../overrides.ts'
import { linkPlaces } from './link-places.ts'
import { linkReviewers } from './link-reviewers.ts'
import { decideOnPlace, listPlaceDecisions, undoPlaceDecision } from './place-decisions.ts'

interface Given extends Readonly<Record<string, unknown>> {
  readonly id: string
}

let opened: TestWorkspace
let store: Store
const used: TestWorkspace[] = []
beforeEach(async () => {
  opened = await openTestWorkspace()
  used.push(opened)
  store = opened.store
})
afterAll(async () => {
  for (const workspace of used) await workspace[Symbol.asyncDispose]()
})

async function givePlace(id: string, more: object = {}): Promise<void> {
  const place = { id, name: id, brand: null, domain: null, foreignKeys: [], companies: [], ...more }
  await give(store, 'google', 'place', [place])
}

/** A company of a customer of its own, with what resolving keeps of its domains. */
async function giveCompany(
  id: string,
  { customer = Number(id), domain, placeIds }: { customer?: number; domain?: string; placeIds?: string },
  connection = 'crm',
): Promise<void> {
  const domains = domain === undefined ? [] : [domain]
  await give(store, connection, 'company', [{ id, name: id, domains, foreignKeys: [] }])
  const { db } = store
  if (placeIds !== undefined) {
    await sql`update company set raw = jsonb_build_object('place_ids', ${placeIds}::text) where id = ${id}`.execute(
      db,
    )
  }
  await sql`insert into customer (id, level) overriding system value values (${customer}, 'company') on conflict do nothing`.execute(
    db,
  )
  await sql`insert into identity_link values (${connection}, 'company', ${id}, ${customer}, 'test')`.execute(
    db,
  )
  if (domain !== undefined) {
    await sql`insert into identity_key values (${connection}, 'company', ${id}, 'domain', ${domain})`.execute(
      db,
    )
  }
}

async function links(
  placeIdFields: Record<string, string> = { crm: 'place_ids' },
  level: 'company' | 'contact' = 'company',
) {
  await linkPlaces(store.db, { placeIdFields, level })
  const rows = await store.db.selectFrom('place_link').selectAll().orderBy('place_id').execute()
  return rows.map(({ place_id, company_id, reason }) => [place_id, company_id, reason])
}

test('a place belongs to the company that holds its id, or the id by which Google Maps knows it', async () => {
  await givePlace('p1')
  await givePlace('p2', { foreignKeys: [{ system: 'google-places', entity: 'place', id: 'ChIJ2' }] })
  await givePlace('p3')
  await giveCompany('1', { placeIds: 'p1; ChIJ2' })
  expect(await links()).toEqual([
    ['p1', '1', 'its id in place_ids'],
    ['p2', '1', 'its id in place_ids'],
    ['p3', null, 'no company has its id'],
  ])
  expect((await links({})).map(([, company]) => company)).toEqual([null, null, null])
})

test('a place belongs to the one customer that has its domain; a shared one, or that of a mail provider, tells nothing', async () => {
  await givePlace('p1', { domain: 'shop.acme.example.com' })
  await givePlace('p2', { domain: 'shared.example.org' })
  await givePlace('p3', { domain: 'gmail.com' })
  await giveCompany('1', { domain: 'example.com' })
  await giveCompany('11', { customer: 1, domain: 'example.com' })
  await giveCompany('2', { domain: 'example.org' })
  await giveCompany('3', { domain: 'example.org' })
  expect(await links()).toEqual([
    ['p1', '1', 'the domain example.com'],
    [
      'p2',
      null,
      'several companies have the domain example.org: crm/company:2, crm/company:3: link it by hand',
    ],
    ['p3', null, 'no company has its id'],
  ])
})

test('an id is stronger than a domain, and what several companies claim is nobody’s', async () => {
  await givePlace('p1', { domain: 'example.com' })
  await givePlace('p2', { domain: 'example.com' })
  await giveCompany('1', { domain: 'example.com' })
  await giveCompany('2', { placeIds: 'p1,p2' })
  await giveCompany('3', { placeIds: 'p2' })
  expect(await links()).toEqual([
    ['p1', '2', 'its id in place_ids'],
    ['p2', null, 'several companies have its id in place_ids: crm/company:2, crm/company:3: link it by hand'],
  ])
})

test('a person’s decision is stronger than all, is replaced by the next one, and is taken back by its number', async () => {
  await givePlace('p1', { domain: 'example.com' })
  await giveCompany('1', { domain: 'example.com' })
  await giveCompany('2', {})
  const place = { connection: 'google', id: 'p1' }
  const first = await decideOnPlace(store.db, { place, company: { connection: 'crm', id: '2' }, by: 'ann' })
  expect(await decideOnPlace(store.db, { place, company: { connection: 'crm', id: '2' }, by: 'ann' })).toBe(
    first,
  )
  expect(await links()).toEqual([['p1', '2', `by hand (decision ${first})`]])
  const second = await decideOnPlace(store.db, { place, company: null, by: 'ben', reason: 'resold' })
  expect(await links()).toEqual([['p1', null, `none, by hand (decision ${second})`]])
  await undoPlaceDecision(store.db, second, 'ben')
  expect(await links()).toEqual([['p1', '1', 'the domain example.com']])
  expect(await listPlaceDecisions(store.db)).toMatchObject([
    { id: second, company: null, by: 'ben', reason: 'resold', undoneAt: expect.any(Date) },
    { id: first, company: { id: '2' }, by: 'ann', reason: null, undoneAt: expect.any(Date) },
  ])
  await expect(undoPlaceDecision(store.db, second, 'ben')).rejects.toThrow(/no decision .* taken back before/)
  const audit = await store.db.selectFrom('audit').select(['action', 'subject']).orderBy('id').execute()
  expect(audit.map(({ action }) => action)).toEqual([
    'place.link',
    'place.undo-link',
    'place.unlink',
    'place.undo-unlink',
  ])
})

test('a decision on a place or company that is not known is refused', async () => {
  await givePlace('p1')
  const company = { connection: 'crm', id: '1' }
  const decide = (id: string) =>
    decideOnPlace(store.db, { place: { connection: 'google', id }, company, by: 'ann' })
  await expect(decide('p9')).rejects.toThrow(OverrideError)
  await expect(decide('p1')).rejects.toThrow(/crm\/company:1 is not known/)
})

test('decisions follow a connection to its other name', async () => {
  await givePlace('p1')
  await giveCompany('1', {})
  const [place, company] = [
    { connection: 'google', id: 'p1' },
    { connection: 'crm', id: '1' },
  ]
  await decideOnPlace(store.db, { place, company, by: 'ann' })
  await store.db.transaction().execute((transaction) => renameConnectionData(transaction, 'crm', 'sales'))
  await store.db.transaction().execute((transaction) => renameConnectionData(transaction, 'google', 'maps'))
  expect(await listPlaceDecisions(store.db)).toMatchObject([
    { place: { connection: 'maps' }, company: { connection: 'sales' } },
  ])
  expect((await links())[0]?.slice(0, 2)).toEqual(['p1', '1'])
})

async function giveReviews(...reviews: readonly Given[]) {
  const usual = { placeId: 'p1', author: 'Ann Smith', authorEmail: null, orderReference: null }
  await give(
    store,
    'trustpilot',
    'review',
    reviews.map((review) => ({ ...usual, ...review })),
  )
}

async function reviewers(level: 'contact' | 'company' = 'company') {
  await linkReviewers(store.db, level)
  const rows = await store.db
    .selectFrom('review_party')
    .select(['review_id', 'reason'])
    .orderBy('review_id')
    .execute()
  return rows.map(({ review_id, reason }) => [review_id, reason])
}

const contact = (id: string, ...emails: string[]) => ({ id, name: 'Ann Smith', emails })

test('a reviewer is known by the order, else by a verified e-mail, and never by name', async () => {
  await give(store, 'shop', 'deal', [{ id: 'o1', state: 'won', closedAt: null }])
  await give(store, 'crm', 'contact', [contact('c1', 'Ann@Example.com '), contact('c2')])
  await giveReviews(
    { id: 'p1/1', orderReference: 'o1', authorEmail: 'ann@example.com' },
    { id: 'p1/2', orderReference: 'o9', authorEmail: ' ann@example.com' },
    { id: 'p1/3' },
  )
  const found = [
    ['p1/1', 'its order is shop/deal:o1'],
    ['p1/2', 'its verified e-mail is that of crm/contact:c1'],
  ]
  expect(await reviewers()).toEqual(found)
  await sql`insert into identity_key values ('crm', 'contact', 'c1', 'email', 'ann@example.com')`.execute(
    store.db,
  )
  expect(await reviewers('contact')).toEqual(found)
})

test('an order id that two systems have is no evidence', async () => {
  const deal = { id: '1', state: 'won', closedAt: null }
  await give(store, 'shop', 'deal', [deal])
  await giveReviews({ id: 'p1/1', orderReference: '1' })
  expect(await reviewers()).toHaveLength(1)
  await give(store, 'crm', 'deal', [deal])
  expect(await reviewers()).toEqual([])
})

test('a reviewer becomes known when the contact comes later, and unknown when it goes', async () => {
  await giveReviews({ id: 'p1/1', authorEmail: 'ann@example.com' })
  expect(await reviewers()).toEqual([])
  await give(store, 'crm', 'contact', [contact('c1', 'ann@example.com')])
  expect(await reviewers()).toHaveLength(1)
  await sql`update contact set deleted_at = now(), revision = nextval('revision')`.execute(store.db)
  expect(await reviewers()).toEqual([])
})

test('a reviewer of a source whose terms forbid it is not linked', async () => {
  await sql`insert into connection_retention (connection, retention) values ('trustpilot', 'ttl24h')`.execute(
    store.db,
  )
  await give(store, 'crm', 'contact', [contact('c1', 'ann@example.com')])
  await giveReviews({ id: 'p1/1', authorEmail: 'ann@example.com' })
  expect(await reviewers()).toEqual([])
})

test('a place that its source links to a company that was merged away belongs to the one it lives on in', async () => {
  await givePlace('p1', { companies: [{ id: 'old', primary: true }] })
  await give(store, 'google', 'company', [
    { id: 'old', name: 'old', domains: [], foreignKeys: [] },
    { id: 'older', name: 'older', domains: [], foreignKeys: [] },
  ])
  await giveCompany('1', {}, 'google')
  await sql`update company set deleted_at = now(), merged_into = 'older' where id = 'old'`.execute(store.db)
  await sql`update company set deleted_at = now(), merged_into = '1' where id = 'older'`.execute(store.db)
  expect(await links()).toEqual([['p1', '1', 'its source says so']])
})

test('of many companies that have a domain the first three are named, by connection and id', async () => {
  await givePlace('p1', { domain: 'example.com' })
  for (const id of ['20', '3', '11', '9', '1']) await giveCompany(id, { domain: 'example.com' })
  expect((await links())[0]?.[2]).toBe(
    'several companies have the domain example.com: crm/company:1, crm/company:3, crm/company:9 and 2 more: link it by hand',
  )
})

test('an address of contacts of different customers tells nothing, until they are one customer', async () => {
  await give(store, 'crm', 'contact', [contact('c1', 'ann@example.com'), contact('c2', 'ann@example.com')])
  await giveReviews({ id: 'p1/1', authorEmail: 'ann@example.com' })
  expect(await reviewers()).toEqual([])
  const { db } = store
  await sql`insert into customer (id, level) overriding system value values (1, 'contact'), (2, 'contact')`.execute(
    db,
  )
  await sql`
    insert into identity_link select 'crm', 'contact', 'c' || n, n, 'test' from generate_series(1, 2) as n
  `.execute(db)
  await sql`
    insert into identity_key select 'crm', 'contact', 'c' || n, 'email', 'ann@example.com' from generate_series(1, 2) as n
  `.execute(db)
  expect(await reviewers('contact')).toEqual([])
  await sql`update identity_link set customer_id = 1`.execute(db)
  expect(await reviewers('contact')).toEqual([['p1/1', 'its verified e-mail is that of crm/contact:c1']])
})

test('where customers are companies, contacts of one company are one customer', async () => {
  await giveCompany('1', {})
  await giveCompany('2', {})
  const of = (id: string, company: string) => ({
    ...contact(id, 'office@example.com'),
    companies: [{ id: company, primary: true }],
  })
  await give(store, 'crm', 'contact', [of('c1', '1'), of('c2', '1')])
  await giveReviews({ id: 'p1/1', authorEmail: 'office@example.com' })
  expect(await reviewers()).toEqual([['p1/1', 'its verified e-mail is that of crm/contact:c1']])
  await give(store, 'crm', 'contact', [of('c2', '2')])
  expect(await reviewers()).toEqual([])
})

test('forgetting a connection takes the links to its records away, and looks for those of others', async () => {
  await give(store, 'crm', 'contact', [contact('c1', 'ann@example.com')])
  await give(store, 'shop', 'contact', [contact('s1', 'ben@example.com')])
  await give(store, 'shop', 'deal', [{ id: 'o1', state: 'won', closedAt: null }])
  await giveReviews(
    { id: 'p1/1', orderReference: 'o1', authorEmail: 'ann@example.com' },
    { id: 'p1/2', authorEmail: 'ben@example.com' },
  )
  expect(await reviewers()).toHaveLength(2)
  await store.db.transaction().execute((transaction) => deleteConnectionData(transaction, 'shop'))
  expect(await store.db.selectFrom('review_party').selectAll().execute()).toEqual([])
  expect(await reviewers()).toEqual([['p1/1', 'its verified e-mail is that of crm/contact:c1']])
})

test('reviewers are linked when the terms of their source come to allow it', async () => {
  await rememberRetention(store.db, 'trustpilot', 'ttl24h')
  await give(store, 'crm', 'contact', [contact('c1', 'ann@example.com')])
  await giveReviews({ id: 'p1/1', authorEmail: 'ann@example.com' })
  expect(await reviewers()).toEqual([])
  await rememberRetention(store.db, 'trustpilot', 'full')
  expect(await reviewers()).toHaveLength(1)
})

test('where customers are contacts no domain is compared, and the reason says so', async () => {
  await givePlace('p1', { domain: 'www.example.com' })
  expect((await links({}, 'contact'))[0]?.[2]).toBe(
    'no company has its id; its domain example.com is looked for only where customers are companies',
  )
  expect((await links({}, 'company'))[0]?.[2]).toBe('no company has its id or the domain example.com')
})
