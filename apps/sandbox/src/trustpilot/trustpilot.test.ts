import { expect, onTestFinished, test } from 'vitest'
import { SlidingLimit } from '../review-sites/sliding-limit.ts'
import { USUAL_BEHAVIOUR } from './behaviour.ts'
import { addReview, addUnit } from './edits.ts'
import { handle } from './handle.ts'
import { startTrustpilot, type TrustpilotOptions } from './server.ts'
import { SignIn } from './sign-in.ts'
import { TrustpilotState } from './state.ts'

/** A stand-in with one business unit, its clock, and plain HTTP to it. */
async function open(options: TrustpilotOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 15, 12) }
  const server = await startTrustpilot({ now: () => clock.now, ...options })
  onTestFinished(() => server.close())
  const unit = addUnit(server.state, { identifying: 'acme.example' }).id
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${server.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  return { ...server, clock, unit, reviews: `/v1/private/business-units/${unit}/reviews`, call }
}

test('a hundred reviews a page at most, counted from one, and none behind the last page', async () => {
  const { call, state, unit, reviews } = await open()
  for (let count = 0; count < 3; count += 1) addReview(state, unit)
  for (const wrong of ['perPage=101', 'page=0', 'orderBy=updatedat.desc', 'startDateTime=yesterday'])
    expect((await call('GET', `${reviews}?${wrong}`)).status).toBe(400)
  expect((await call('GET', `${reviews}?perPage=2&page=2`)).body.reviews).toHaveLength(1)
  expect((await call('GET', `${reviews}?perPage=2&page=3`)).body.reviews).toEqual([])
})

test('times have no zone, and edits cannot be asked for', async () => {
  const { call, state, unit, reviews, clock } = await open()
  addReview(state, unit, { updatedAt: clock.now, createdAt: Date.UTC(2025, 5, 1, 8) })
  expect((await call('GET', reviews)).body.reviews).toMatchObject([
    { createdAt: '2025-06-01T08:00:00', updatedAt: '2026-01-15T12:00:00' },
  ])
  expect((await call('GET', `${reviews}?startDateTime=2025-06-02`)).body.reviews).toEqual([])
})

test('private calls ask for a token, public ones for the key', async () => {
  const { baseUrl, apiKey, reviews } = await open()
  expect((await fetch(`${baseUrl}${reviews}`)).status).toBe(401)
  expect((await fetch(`${baseUrl}/v1/business-units/find?name=acme.example`)).status).toBe(401)
  const found = await fetch(`${baseUrl}/v1/business-units/find?name=acme.example`, {
    headers: { apikey: apiKey },
  })
  expect(found.status).toBe(200)
})

test('a reply needs a business user who may sign it', async () => {
  const { call, state, unit, businessUserId } = await open()
  const { id } = addReview(state, unit)
  const reply = `/v1/private/reviews/${id}/reply`
  expect((await call('POST', reply, { message: 'Thanks' })).status).toBe(400)
  expect((await call('POST', reply, { message: 'Thanks', authorBusinessUserId: 'nobody' })).status).toBe(400)
  expect(
    await call('POST', reply, { message: 'Thanks', authorBusinessUserId: businessUserId }),
  ).toMatchObject({
    status: 204,
    body: null,
  })
  expect((await call('GET', `/v1/private/reviews/${id}`)).body.companyReply).toMatchObject({ text: 'Thanks' })
})

test('833 calls in five minutes, refused ones not counted', () => {
  const state = new TrustpilotState(() => Date.UTC(2026, 0, 15, 12))
  const unit = addUnit(state).id
  const url = new URL(`http://sandbox/v1/private/business-units/${unit}/reviews`)
  const call = { method: 'GET', url, bodyText: '', header: () => 'Bearer t' }
  const limits = [new SlidingLimit(833, 300_000)]
  const parts = { state, behaviour: USUAL_BEHAVIOUR, signIn: new SignIn(state.now, ['t']), limits }
  for (let count = 0; count < 833; count += 1) handle(parts, call)
  for (let again = 0; again < 2; again += 1) {
    expect(() => handle(parts, call)).toThrow(
      expect.objectContaining({ status: 429, headers: { 'Retry-After': '300' } }),
    )
  }
})
