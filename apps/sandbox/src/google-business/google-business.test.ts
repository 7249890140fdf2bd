import { expect, onTestFinished, test } from 'vitest'
import { addAccount, addLocation, addReview } from './edits.ts'
import { type GoogleBusinessOptions, startGoogleBusiness } from './server.ts'

/** A stand-in with one location, its clock, and plain HTTP to it. */
async function open(options: GoogleBusinessOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 15, 12) }
  const server = await startGoogleBusiness({ now: () => clock.now, ...options })
  onTestFinished(() => server.close())
  const account = addAccount(server.state).name
  const location = addLocation(server.state, { accounts: [account] }).name
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${server.baseUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
    const found: any = await answer.json()
    return { status: answer.status, date: answer.headers.get('date'), body: found }
  }
  const reviews = `/v4/${account}/${location}/reviews`
  return { ...server, clock, account, location, reviews, call }
}

test('locations are listed with a mask alone, and reviews fifty a page at most', async () => {
  const { call, account, reviews } = await open()
  expect((await call('GET', `/v1/${account}/locations`)).status).toBe(400)
  expect((await call('GET', `/v1/${account}/locations?readMask=name,title`)).body.locations).toHaveLength(1)
  expect((await call('GET', `${reviews}?pageSize=51`)).status).toBe(400)
  expect((await call('GET', `${reviews}?orderBy=updateTime`)).status).toBe(400)
})

test('a page token holds for a while, and for the same question alone', async () => {
  const { call, state, location, reviews, clock } = await open()
  for (let count = 0; count < 5; count += 1) addReview(state, location)
  const { body } = await call('GET', `${reviews}?pageSize=2`)
  expect(body).toMatchObject({ totalReviewCount: 5, averageRating: 5 })
  const next = `${reviews}?pageSize=2&pageToken=${body.nextPageToken}`
  expect((await call('GET', next)).body.reviews).toHaveLength(2)
  expect((await call('GET', next.replace('pageSize=2', 'pageSize=3'))).status).toBe(400)
  clock.now += 3_600_001
  expect((await call('GET', next)).body.error).toMatchObject({ status: 'INVALID_ARGUMENT' })
})

test('a reply waits for its moderation, and one with a link is rejected', async () => {
  const { call, state, location, reviews, clock } = await open()
  const { id } = addReview(state, location)
  const reply = `${reviews}/${id}/reply`
  expect((await call('PUT', reply, { comment: 'ä'.repeat(2_049) })).status).toBe(400)
  expect((await call('PUT', reply, { comment: 'See https://acme.example' })).body).toMatchObject({
    reviewReplyState: 'PENDING',
  })
  clock.now += 600_000
  expect((await call('GET', `${reviews}/${id}`)).body.reviewReply).toMatchObject({
    reviewReplyState: 'REJECTED',
    policyViolation: 'CONTAINS_URL',
  })
  expect((await call('DELETE', reply)).body).toEqual({})
  expect((await call('DELETE', reply)).status).toBe(404)
})

test('ten edits a minute, and a quota of 0 where access was not granted', async () => {
  const { call, state, location, reviews, control, clock } = await open()
  const { id } = addReview(state, location)
  const put = () => call('PUT', `${reviews}/${id}/reply`, { comment: 'Thanks' })
  for (let count = 0; count < 10; count += 1) expect((await put()).status).toBe(200)
  expect((await put()).body.error).toMatchObject({ status: 'RESOURCE_EXHAUSTED' })
  clock.now += 60_000
  expect((await put()).date).toBe('Thu, 15 Jan 2026 12:01:00 GMT')
  control.change({ access: 'none' })
  expect((await call('GET', '/v1/accounts')).body.error.details).toMatchObject([
    { metadata: { quota_limit_value: '0' } },
  ])
})

test('people’s doings can be told over HTTP', async () => {
  const { call, location, reviews } = await open()
  const tell = (body: unknown) => call('POST', '/sandbox/edits', body)
  const { id } = (await tell({ do: 'addReview', location, comment: 'Fine', starRating: 'FOUR' })).body
  await tell({ do: 'editReview', id, comment: 'Bad', starRating: 'ONE' })
  await tell({ do: 'reply', id, comment: 'Sorry' })
  expect((await call('GET', reviews)).body.reviews).toMatchObject([
    { starRating: 'ONE', comment: 'Bad', reviewReply: { comment: 'Sorry' } },
  ])
  await tell({ do: 'deleteReview', id })
  expect((await call('GET', reviews)).body).toEqual({})
  expect((await tell({ do: 'deleteReview', id })).status).toBe(400)
})
