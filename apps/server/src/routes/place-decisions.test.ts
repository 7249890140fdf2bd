import { give } from '@rapport/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { giveCompany, givePlace, giveReviews } from '../../../../core/score/src/testing/reviews.ts'
import { type SignedIn, startTestServer } from '../testing/test-server.ts'

const server = await startTestServer({ config: { customer: 'company', metrics: { asOf: '2026-06-30' } } })
afterAll(() => server[Symbol.asyncDispose]())
const { store } = server.workspace

let owner: SignedIn
let analyst: SignedIn

beforeAll(async () => {
  await givePlace(store, 'cafe', { name: 'Harbour café' })
  await giveReviews(store, [{ id: 'one' }])
  await giveCompany(store, 1, '1')
  await give(store, 'crm', 'company', [
    { id: '2', name: 'Harbour Group', domains: ['harbour.example'], foreignKeys: [] },
  ])
  owner = await server.signIn('owner')
  analyst = await server.signIn('analyst')
})

interface Place {
  readonly place: string
  readonly company: string | null
  readonly reason: string | null
  readonly decision: { readonly id: number; readonly by: string; readonly reason: string | null } | null
}

async function cafe(as = owner): Promise<Place | undefined> {
  const answer = await as.ask('/api/places')
  const { items } = (await answer.json()) as { items: Place[] }
  return items.find(({ place }) => place === 'google/place:cafe')
}

const address = `/api/places/${encodeURIComponent('google/place:cafe')}/company`
const decide = (body: object, as = owner, path = address) => as.ask(path, { method: 'PUT', body })
const undo = (id: number | undefined, as = owner) =>
  as.ask(`/api/place-decisions/${id}`, { method: 'DELETE' })

test('companies are found by a part of their name, a domain, or their record', async () => {
  const found = async (q: string) => {
    const answer = await owner.ask(`/api/companies?q=${encodeURIComponent(q)}`)
    return ((await answer.json()) as { items: { company: string }[] }).items.map(({ company }) => company)
  }
  expect(await found('GROUP')).toEqual(['crm/company:2'])
  expect(await found('harbour.example')).toEqual(['crm/company:2'])
  expect(await found('crm/company:1')).toEqual(['crm/company:1'])
  expect(await found('%')).toEqual([])
  expect((await owner.ask('/api/companies?q=')).status).toBe(422)
})

test('a place is linked, unlinked and given back by hand, with a reason; each is shown at once and stands in the audit', async () => {
  const linked = await decide({ company: 'crm/company:2', reason: ' The owner told us ' })
  expect(linked.status).toBe(200)
  const { decision } = (await linked.json()) as { decision: number }
  expect(await cafe()).toMatchObject({
    company: 'crm/company:2',
    companyName: 'Harbour Group',
    reason: `by hand (decision ${decision})`,
    decision: { id: decision, by: owner.email, reason: 'The owner told us' },
  })
  expect((await decide({ company: null })).status).toBe(200)
  const unlinked = await cafe()
  expect(unlinked).toMatchObject({ company: null, decision: { reason: null } })
  expect((await undo(unlinked?.decision?.id)).status).toBe(204)
  expect(await cafe()).toMatchObject({ company: null, decision: null, reason: 'no company has its id' })
  expect((await undo(unlinked?.decision?.id)).status).toBe(404)
  const { rows } = await sql<{ action: string; actor: string; detail: object }>`
    select action, actor, detail from audit where subject = 'google/place:cafe' order by id
  `.execute(store.db)
  expect(rows.map(({ action }) => action)).toEqual([
    'place.link',
    'place.undo-link',
    'place.unlink',
    'place.undo-unlink',
  ])
  expect(rows[0]).toMatchObject({
    actor: owner.email,
    detail: { company: 'crm/company:2', decision, reason: 'The owner told us' },
  })
})

test('who may not read the audit is told of a decision, but neither whose it is nor why', async () => {
  await decide({ company: 'crm/company:2', reason: 'Ada of the board wants it so' })
  const seen = await cafe(analyst)
  expect(seen).toMatchObject({
    company: 'crm/company:2',
    decision: { id: expect.any(Number), by: null, reason: null },
  })
  await undo(seen?.decision?.id)
})

test('a place that there is not, a company that there is not, and who may not, are refused', async () => {
  const other = `/api/places/${encodeURIComponent('google/place:none')}/company`
  expect((await decide({ company: null }, owner, other)).status).toBe(404)
  for (const company of ['crm/company:9', 'crm/contact:1', 'Harbour Group'])
    expect((await decide({ company })).status, company).toBe(422)
  expect((await decide({ company: null }, analyst)).status).toBe(403)
  expect((await undo(1, analyst)).status).toBe(403)
  expect((await analyst.ask('/api/companies?q=group')).status).toBe(403)
})

test('a decision that is stored, but whose place could not be linked, leaves no answers of before', async () => {
  const { cache } = server.running.server
  const told = (value: string) => cache.answer('places', 'one version', async () => value)
  await told('of before')
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
    create trigger refuse before insert on place_link for each statement execute function refuse()
  `.execute(store.db)
  expect((await decide({ company: 'crm/company:2' })).status).toBe(500)
  expect(await told('of now')).toBe('of now')
  await sql`drop function refuse cascade`.execute(store.db)
  await undo((await cafe())?.decision?.id)
})
