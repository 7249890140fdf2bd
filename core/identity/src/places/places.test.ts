import { renameConnectionData, type Store } from '@rapport/store'
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

async function links(placeIdFields: Record<string, string> = { crm: 'place_ids' }) {
  await linkPlaces(store.db, { placeIdFields })
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
  const second = await decideOnPlace(store.db, { place, company: null, by: 'ben' })
  expect(await links()).toEqual([['p1', null, `none, by hand (decision ${second})`]])
  await undoPlaceDecision(store.db, second, 'ben')
  expect(await links()).toEqual([['p1', '1', 'the domain example.com']])
  expect(await listPlaceDecisions(store.db)).toMatchObject([
    { id: second, company: null, by: 'ben', undoneAt: expect.any(Date) },
    { id: first, company: { id: '2' }, by: 'ann', undoneAt: expect.any(Date) },
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
