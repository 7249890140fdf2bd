import { afterAll, describe, expect, test } from 'vitest'
import { firstOwnerLink } from '../access/invitations.ts'
import { startTestServer } from '../testing/test-server.ts'

let now = new Date('2026-06-30T12:00:00Z')
const server = await startTestServer({ now: () => now })
afterAll(() => server[Symbol.asyncDispose]())
const { db, workspace } = server.workspace.store
const tokenOf = (link: string): string => link.split('#token=')[1] ?? ''
let number = 0
const newEmail = (): string => `new-${process.pid}-${Date.now()}-${++number}@example.com`

const welcome = (token: string, email: string, password = 'a password of some length') =>
  server.ask('/api/welcome', { method: 'POST', body: { token, name: 'Olga', email, password } })

test('the first owner comes by a link that works once and for a day; then there is none', async () => {
  const asked = { origin: 'http://x', workspace, now }
  const replaced = tokenOf((await firstOwnerLink(db, asked)) ?? '')
  const token = tokenOf((await firstOwnerLink(db, asked)) ?? '')
  expect((await welcome(replaced, newEmail())).status).toBe(410)
  now = new Date(now.getTime() + 24 * 3_600_000 + 1)
  expect((await welcome(token, newEmail())).status).toBe(410)
  const fresh = tokenOf((await firstOwnerLink(db, { ...asked, now })) ?? '')
  expect((await welcome(fresh, newEmail(), 'short')).status).toBe(422)
  const answer = await welcome(fresh, newEmail())
  expect(answer.status).toBe(204)
  expect(answer.headers.getSetCookie().join()).toContain('rapport.session_token=')
  expect((await welcome(fresh, newEmail())).status).toBe(410)
  expect(await firstOwnerLink(db, { ...asked, now })).toBeNull()
})

describe('an invitation', () => {
  const invite = async (body: object, by = server.signIn('owner')) => {
    const answer = await (await by).ask('/api/invitations', { method: 'POST', body })
    return { status: answer.status, made: (await answer.json()) as { id: number; link: string } }
  }

  test('makes a member of the role, with the agents that the role agent needs', async () => {
    const email = newEmail()
    expect((await invite({ email, role: 'agent' })).status).toBe(422)
    const { made } = await invite({ email, role: 'agent', agents: ['desk/agent:1'] })
    expect(made.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/welcome#token=[\w-]{43}$/)
    expect((await welcome(tokenOf(made.link), newEmail())).status).toBe(422)
    expect((await welcome(tokenOf(made.link), email)).status).toBe(204)
    const owner = await server.signIn('owner')
    const { items } = (await (await owner.ask('/api/users')).json()) as { items: { email: string }[] }
    expect(items.find((user) => user.email === email)).toMatchObject({
      role: 'agent',
      agents: ['desk/agent:1'],
    })
  })

  test('that is sent twice at once is taken up once, and the other is told so', async () => {
    const email = newEmail()
    const { made } = await invite({ email, role: 'viewer' })
    const answers = await Promise.all([1, 2].map(() => welcome(tokenOf(made.link), email)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 410])
  })

  test('for who has an account asks for its password: the link alone gives nothing', async () => {
    const viewer = await server.signIn('viewer')
    const { made } = await invite({ email: viewer.email, role: 'admin' })
    expect((await welcome(tokenOf(made.link), viewer.email, 'not the password')).status).toBe(401)
    expect((await welcome(tokenOf(made.link), viewer.email, viewer.password)).status).toBe(204)
    expect(await (await viewer.ask('/api/session')).json()).toMatchObject({ role: 'admin' })
  })

  test('that is taken back works no more; one of another workspace is not there', async () => {
    const email = newEmail()
    const { made } = await invite({ email, role: 'viewer' })
    const owner = await server.signIn('owner')
    await using elsewhere = await startTestServer()
    const stranger = await elsewhere.signIn('owner')
    expect((await stranger.ask(`/api/invitations/${made.id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await owner.ask(`/api/invitations/${made.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await owner.ask(`/api/invitations/${made.id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await welcome(tokenOf(made.link), email)).status).toBe(410)
    expect((await stranger.ask(`/api/users/${owner.userId}`, { method: 'DELETE' })).status).toBe(404)
  })

  test('is gone with the right to make it: who is removed or made less comes back by none', async () => {
    const [owner, admin, other] = [
      await server.signIn('owner'),
      await server.signIn('admin'),
      await server.signIn('owner'),
    ]
    const guest = newEmail()
    const byAdmin = await invite({ email: guest, role: 'admin' }, Promise.resolve(admin))
    const toAdmin = await invite({ email: admin.email, role: 'admin' }, Promise.resolve(owner))
    const byOther = await invite({ email: newEmail(), role: 'viewer' }, Promise.resolve(other))
    const ownerByOther = await invite({ email: newEmail(), role: 'owner' }, Promise.resolve(other))
    expect((await owner.ask(`/api/users/${admin.userId}`, { method: 'DELETE' })).status).toBe(204)
    const toAdminOf = { method: 'PATCH', body: { role: 'admin' } }
    expect((await owner.ask(`/api/users/${other.userId}`, toAdminOf)).status).toBe(204)
    expect((await welcome(tokenOf(byAdmin.made.link), guest)).status).toBe(410)
    expect((await welcome(tokenOf(toAdmin.made.link), admin.email, admin.password)).status).toBe(410)
    const { items } = (await (await owner.ask('/api/invitations')).json()) as { items: { id: number }[] }
    const open = items.map(({ id }) => id)
    expect(open).toContain(byOther.made.id)
    expect(open).not.toContain(ownerByOther.made.id)
  })

  test('to be an owner is an owner’s to give; an admin neither changes nor removes one', async () => {
    const [owner, admin] = [await server.signIn('owner'), await server.signIn('admin')]
    expect((await invite({ email: newEmail(), role: 'owner' }, Promise.resolve(admin))).status).toBe(403)
    const user = `/api/users/${owner.userId}`
    expect((await admin.ask(user, { method: 'PATCH', body: { role: 'viewer' } })).status).toBe(403)
    expect((await admin.ask(user, { method: 'DELETE' })).status).toBe(403)
    expect((await admin.ask(`${user}/sign-out`, { method: 'POST' })).status).toBe(403)
    const own = `/api/users/${admin.userId}`
    expect((await admin.ask(own, { method: 'PATCH', body: { role: 'owner' } })).status).toBe(403)
  })
})

test('the last owner stays; who is signed out everywhere has to sign in again; all of it is in the audit', async () => {
  await using alone = await startTestServer()
  const [owner, viewer] = [await alone.signIn('owner'), await alone.signIn('viewer')]
  const own = `/api/users/${owner.userId}`
  expect((await owner.ask(own, { method: 'PATCH', body: { role: 'admin' } })).status).toBe(409)
  expect((await owner.ask(own, { method: 'DELETE' })).status).toBe(409)
  expect((await owner.ask(`/api/users/${viewer.userId}/sign-out`, { method: 'POST' })).status).toBe(204)
  expect((await viewer.ask('/api/session')).status).toBe(401)
  const { items } = (await (await owner.ask('/api/audit?action=user.')).json()) as { items: object[] }
  expect(items).toMatchObject([
    {
      ...{ actor: owner.email, action: 'user.sign-out' },
      ...{ subject: `user:${viewer.userId}`, subjectName: viewer.email },
    },
  ])
})
