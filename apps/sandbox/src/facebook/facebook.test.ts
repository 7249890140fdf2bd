import { expect, onTestFinished, test } from 'vitest'
import { addComment, addPage, addRecommendation, expireToken } from './edits.ts'
import { type FacebookOptions, startFacebook } from './server.ts'

/** A stand-in with a page and its location, its clock, and plain HTTP to it. */
async function open(options: FacebookOptions = {}) {
  const clock = { now: Date.UTC(2026, 0, 15, 12) }
  const server = await startFacebook({ now: () => clock.now, ...options })
  onTestFinished(() => server.close())
  const parent = addPage(server.state)
  const child = addPage(server.state, { parent: parent.id })
  const call = async (method: string, path: string, token: string, body?: unknown) => {
    const answer = await fetch(`${server.baseUrl}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: JSON.parse(await answer.text()) }
  }
  return { ...server, parent, child, call }
}

test('a page’s own token opens it: not the user’s, not that of the page above it, and not one that has ended', async () => {
  const { call, state, parent, child, accessToken } = await open()
  const ratings = `v21.0/${child.id}/ratings`
  const { token } = child
  expect((await call('GET', ratings, token)).status).toBe(200)
  expect((await call('GET', ratings, accessToken)).body.error.code).toBe(210)
  expect((await call('GET', ratings, parent.token)).body.error.code).toBe(210)
  expireToken(state, child.id)
  expect((await call('GET', ratings, token)).body.error).toMatchObject({ code: 190, error_subcode: 463 })
  const locations = await call('GET', `v21.0/${parent.id}/locations?fields=access_token`, accessToken)
  expect(locations.body.data).toEqual([{ id: child.id, access_token: child.token }])
})

test('recommendations are gone from v22.0 on', async () => {
  const { call, child } = await open()
  const { status, body } = await call('GET', `v22.0/${child.id}/ratings`, child.token)
  expect([status, body.error.code]).toEqual([400, 12])
})

test('a list is cut by cursors, whose next address holds the token, and has no filter and no unknown field', async () => {
  const { call, state, child } = await open()
  for (let count = 0; count < 3; count += 1) addRecommendation(state, child.id)
  const ratings = `v21.0/${child.id}/ratings`
  const first = await call('GET', `${ratings}?limit=2`, child.token)
  expect(first.body.data).toHaveLength(2)
  expect(first.body.paging.next).toContain(child.token)
  const rest = await call('GET', `${ratings}?limit=2&after=${first.body.paging.cursors.after}`, child.token)
  expect(rest.body.data).toHaveLength(1)
  expect(rest.body.paging.next).toBeUndefined()
  for (const wrong of ['limit=101', 'after=nothing', 'fields=modified_time'])
    expect((await call('GET', `${ratings}?${wrong}`, child.token)).body.error.code).toBe(100)
})

test('comments are found by page and story; the story’s own id is refused', async () => {
  const { call, state, child } = await open()
  const { id } = addRecommendation(state, child.id)
  addComment(state, id, 'Thank you')
  const comments = await call('GET', `v21.0/${child.id}_${id}/comments?fields=message`, child.token)
  expect(comments.body.data).toMatchObject([{ message: 'Thank you', from: { id: child.id } }])
  expect((await call('GET', `v21.0/${id}/comments`, child.token)).body.error.code).toBe(12)
})

test('nobody changes what another one commented', async () => {
  const { call, state, child } = await open()
  const { id } = addRecommendation(state, child.id)
  const comment = addComment(state, id, 'I agree', '555')
  expect((await call('POST', `v21.0/${comment}`, child.token, { message: 'Not' })).body.error.code).toBe(200)
  expect((await call('DELETE', `v21.0/${comment}`, child.token)).body.error.code).toBe(200)
})

test('a limit for each page tells in a header when calls are taken again', async () => {
  const { call, child, accessToken } = await open({ callsPerHour: 2, minutesToRegainAccess: 7 })
  const ratings = `v21.0/${child.id}/ratings`
  for (let count = 0; count < 2; count += 1)
    expect((await call('GET', ratings, child.token)).status).toBe(200)
  const { body, headers } = await call('GET', ratings, child.token)
  expect(body.error.code).toBe(80_001)
  expect(headers.get('x-business-use-case-usage')).toContain('"estimated_time_to_regain_access":7')
  expect((await call('GET', `v21.0/${child.id}`, accessToken)).status).toBe(200)
})

test('the address of further comments under a recommendation holds the token of the page, and leads to them', async () => {
  const { call, state, child, baseUrl } = await open()
  const { id } = addRecommendation(state, child.id)
  for (let count = 0; count < 26; count += 1) addComment(state, id, `Comment ${count}`, '555')
  const fields = 'open_graph_story{id,comments.order(chronological).limit(25){id,message}}'
  const { body } = await call('GET', `v21.0/${child.id}/ratings?fields=${fields}`, child.token)
  const { comments } = body.data[0].open_graph_story
  const next = new URL(comments.paging.next)
  expect(comments.data).toHaveLength(25)
  expect(next.searchParams.get('access_token')).toBe(child.token)
  expect(next.origin).toBe(baseUrl)
  const further = await call('GET', `v21.0/${child.id}_${id}/comments${next.search}`, child.token)
  expect(further.body.data).toHaveLength(1)
})
