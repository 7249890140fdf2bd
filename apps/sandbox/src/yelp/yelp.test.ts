import { expect, onTestFinished, test } from 'vitest'
import { addBusiness, addReview } from './edits.ts'
import { startYelp, type YelpOptions } from './server.ts'

/** A stand-in with a business, its clock, and plain HTTP to it. */
async function open(options: YelpOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 15, 22) }
  const server = await startYelp({ now: () => clock.now, ownerTokens: ['owner'], ...options })
  onTestFinished(() => server.close())
  const business = addBusiness(server.state)
  const call = async (method: string, path: string, body?: unknown) => {
    clock.now += 1_000
    const token = path.startsWith('/v3/') ? server.apiKey : 'owner'
    const answer = await fetch(`${server.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) }
  }
  return { ...server, clock, business, reviews: `/v3/businesses/${business.id}/reviews`, call }
}

test('a business without reviews is not there, and then it is, by its id or its alias', async () => {
  const { call, state, business } = await open()
  const path = `/v3/businesses/${business.id}`
  expect((await call('GET', path)).body.error.code).toBe('BUSINESS_NOT_FOUND')
  addReview(state, business.id)
  for (const by of [path, `/v3/businesses/${business.alias}`])
    expect((await call('GET', by)).body).toMatchObject({ id: business.id, review_count: 1 })
})

test('excerpts are as many as the plan has, in Yelp’s own order, with times of the west coast', async () => {
  const { call, state, business, reviews, control } = await open()
  const createdAt = Date.UTC(2025, 6, 1, 8)
  for (const rating of [1, 5, 3, 4])
    addReview(state, business.id, { rating, createdAt, text: 'x'.repeat(500) })
  const { body } = await call('GET', reviews)
  expect(body.reviews.map(({ rating }: { rating: number }) => rating)).toEqual([5, 4, 3])
  expect(body).toMatchObject({ total: 4, reviews: [{ time_created: '2025-07-01 01:00:00' }, {}, {}] })
  expect(body.reviews[0].text).toHaveLength(163)
  expect((await call('GET', `${reviews}?sort_by=newest`)).status).toBe(400)
  control.change({ excerpts: 0 })
  expect((await call('GET', reviews)).body.error.code).toBe('NOT_FOUND')
})

test('three hundred calls a day, counted from midnight UTC and told in headers; five in a second', async () => {
  const { call, clock, state, business, reviews, baseUrl, apiKey } = await open({ callsPerDay: 3 })
  addReview(state, business.id)
  for (const left of ['2', '1', '0']) {
    const { headers } = await call('GET', reviews)
    expect(headers.get('ratelimit-remaining')).toBe(left)
    expect(headers.get('ratelimit-resettime')).toBe('2026-01-16T00:00:00.000Z')
  }
  expect((await call('GET', reviews)).body.error.code).toBe('ACCESS_LIMIT_REACHED')
  clock.now = Date.UTC(2026, 0, 16)
  const codes: (string | undefined)[] = []
  for (let count = 0; count < 6; count += 1) {
    const answer = await fetch(`${baseUrl}${reviews}`, { headers: { authorization: `Bearer ${apiKey}` } })
    codes.push(JSON.parse(await answer.text()).error?.code)
  }
  expect(codes.at(0)).toBeUndefined()
  expect(codes.at(-1)).toBe('TOO_MANY_REQUESTS_PER_SECOND')
})

test('a reply has a type, 5,000 characters at most, and none like it', async () => {
  const { call, state, business } = await open()
  const [one, other] = [addReview(state, business.id).id, addReview(state, business.id).id]
  const send = async (id: string, response_text: string, response_type = 'public_comment') =>
    (await call('POST', `/reviews/v1/${id}`, { response_text, response_type })).body.error?.id
  expect(await send(one, 'Thanks', 'private')).toBe('R2R_INVALID_RESPONSE_TYPE')
  expect(await send(one, 'x'.repeat(5_001))).toBe('R2R_INVALID_RESPONSE_TEXT')
  expect(await send(one, 'Thanks')).toBeUndefined()
  expect(await send(other, 'thanks!')).toBe('R2R_INVALID_RESPONSE_TEXT')
  expect(await send('nothing', 'Thanks')).toBe('R2R_REVIEW_DOES_NOT_EXIST')
})
