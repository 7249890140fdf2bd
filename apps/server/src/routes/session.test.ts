import { afterAll, expect, test } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { workspace } = server

test('who is signed in learns who they are, what they may do, and where', async () => {
  const analyst = await server.signIn('analyst')
  const answer = await analyst.ask('/api/session')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({
    user: { name: 'An analyst', email: analyst.email },
    role: 'analyst',
    permissions: expect.arrayContaining(['numbers:read', 'records:export']),
    workspace: {
      name: workspace.store.workspace,
      currency: 'EUR',
      timezone: 'Europe/Berlin',
      customer: 'contact',
      lastSyncAt: null,
    },
    locale: 'en',
  })
})

test('when the systems were last read is told; a sync that failed since does not count', async () => {
  const finished_at = new Date('2026-03-01T02:10:00Z')
  await workspace.store.db
    .insertInto('run')
    .values([
      { kind: 'sync', state: 'partial', dry_run: false, finished_at },
      { kind: 'sync', state: 'failed', dry_run: false, finished_at: new Date('2026-03-02T02:10:00Z') },
    ])
    .execute()
  const viewer = await server.signIn('viewer')
  const answer = await viewer.ask('/api/session')
  expect(await answer.json()).toMatchObject({ workspace: { lastSyncAt: finished_at.toISOString() } })
})

test('who is not signed in is asked to', async () => {
  const answer = await server.ask('/api/session')
  expect(answer.status).toBe(401)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toMatchObject({ type: '/problems/sign-in-needed', status: 401 })
})

test('the answer to a sign-in holds no session token; its cookie cannot be read by a script or sent from elsewhere', async () => {
  const viewer = await server.signIn('viewer')
  const answer = await server.ask('/api/auth/sign-in/email', {
    method: 'POST',
    body: { email: viewer.email, password: viewer.password },
  })
  expect(await answer.text()).toBe('')
  const [cookie] = answer.headers.getSetCookie()
  expect(cookie).toMatch(/^rapport\.session_token=.*; HttpOnly; SameSite=Lax$/i)
})

test('after signing out, the cookie is worth nothing', async () => {
  const viewer = await server.signIn('viewer')
  expect((await viewer.ask('/api/auth/sign-out', { method: 'POST' })).status).toBe(204)
  expect((await viewer.ask('/api/session')).status).toBe(401)
})

test('a session that has ended asks for a sign-in', async () => {
  const viewer = await server.signIn('viewer')
  await workspace.store.db
    .updateTable('rapport.session')
    .set({ expiresAt: new Date(Date.now() - 1_000) })
    .where('userId', '=', viewer.userId)
    .execute()
  expect((await viewer.ask('/api/session')).status).toBe(401)
})

test('a signed-in person of another workspace is nobody here', async () => {
  const viewer = await server.signIn('viewer')
  await workspace.store.db.deleteFrom('rapport.membership').where('user_id', '=', viewer.userId).execute()
  const answer = await viewer.ask('/api/session')
  expect(answer.status).toBe(403)
  expect(await answer.json()).toMatchObject({ type: '/problems/no-member' })
  await workspace.store.db.deleteFrom('rapport.user').where('id', '=', viewer.userId).execute()
})
