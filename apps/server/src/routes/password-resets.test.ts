import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { lockAccount, setPasswordHash } from '../access/accounts.ts'
import { createPasswordReset } from '../access/password-resets.ts'
import { type Member, type SignedIn, startTestServer, type TestServer } from '../testing/test-server.ts'

let now = new Date()
const server = await startTestServer({ now: () => now })
/** Another workspace of the same installation: it shares the accounts. */
const elsewhere = await startTestServer()
afterAll(async () => {
  await elsewhere[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const fresh = 'a fresh password of some length'
const tokenOf = (link: string): string => link.split('#token=')[1] ?? ''
let number = 0
const newEmail = (): string => `reset-${process.pid}-${Date.now()}-${++number}@example.com`

async function makeLink(
  by: SignedIn,
  userId: string,
): Promise<{ status: number; body: unknown; token: string }> {
  const answer = await by.ask(`/api/users/${userId}/password-reset`, { method: 'POST' })
  const body = (await answer.json()) as { link?: string }
  return { status: answer.status, body, token: tokenOf(body.link ?? '') }
}

const useLink = (token: string, newPassword = fresh, at: TestServer = server) =>
  at.ask('/api/password-reset', { method: 'POST', body: { token, newPassword } })
const signInWith = (email: string, password: string, at: TestServer = server) =>
  at.ask('/api/auth/sign-in/email', { method: 'POST', body: { email, password } })

/** A member joins a workspace by an invitation of its owner. */
async function join(at: TestServer, member: Pick<Member, 'email' | 'password'>, role = 'viewer') {
  const owner = await at.signIn('owner')
  const made = await owner.ask('/api/invitations', { method: 'POST', body: { email: member.email, role } })
  const { link } = (await made.json()) as { link: string }
  const { email, password } = member
  const body = { token: tokenOf(link), name: 'Vic', email, password }
  return at.ask('/api/welcome', { method: 'POST', body })
}

describe('a link for a new password', () => {
  test('sets it once, ends all sessions and revokes the API keys of the person', async () => {
    const [admin, viewer] = [await server.signIn('admin'), await server.signIn('viewer')]
    const made = await viewer.ask('/api/api-keys', {
      method: 'POST',
      body: { name: 'report', scopes: ['numbers:read'] },
    })
    const { key } = (await made.json()) as { key: string }
    const withKey = () => server.ask('/api/session', { headers: { authorization: `Bearer ${key}` } })
    expect((await withKey()).status).toBe(200)
    const { status, token } = await makeLink(admin, viewer.userId)
    expect(status).toBe(201)
    const look = await server.ask('/api/password-reset/account', { method: 'POST', body: { token } })
    expect(await look.json()).toEqual({ email: viewer.email })
    expect((await useLink(token, 'short')).status).toBe(422)
    const used = await useLink(token)
    expect([used.status, await used.json()]).toEqual([200, { email: viewer.email, apiKeysRevoked: 1 }])
    expect((await viewer.ask('/api/session')).status).toBe(401)
    expect((await withKey()).status).toBe(401)
    expect((await signInWith(viewer.email, viewer.password)).status).toBe(401)
    expect((await signInWith(viewer.email, fresh)).status).toBe(204)
    expect((await useLink(token, 'yet another long password')).status).toBe(410)
    expect((await signInWith(viewer.email, fresh)).status).toBe(204)
  })

  test('holds for a day, and works no more once another one is made', async () => {
    const [admin, viewer] = [await server.signIn('admin'), await server.addMember('viewer')]
    const replaced = await makeLink(admin, viewer.userId)
    const late = await makeLink(admin, viewer.userId)
    expect((await useLink(replaced.token)).status).toBe(410)
    const before = now
    now = new Date(now.getTime() + 24 * 3_600_000 + 1)
    expect((await useLink(late.token)).status).toBe(410)
    now = before
    expect((await signInWith(viewer.email, viewer.password)).status).toBe(204)
  })

  test('is kept as a digest, and is in the audit with who made it and who used it', async () => {
    const [owner, viewer] = [await server.signIn('owner'), await server.addMember('viewer')]
    const { token } = await makeLink(owner, viewer.userId)
    await useLink(token)
    const { db } = server.workspace.store
    const rows = await db
      .selectFrom('rapport.password_reset')
      .selectAll()
      .where('user_id', '=', viewer.userId)
      .execute()
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(server.lines.join('\n')).not.toContain(token)
    const audit = await db
      .selectFrom('audit')
      .select(['actor', 'action', 'detail'])
      .where('subject', '=', `user:${viewer.userId}`)
      .orderBy('id')
      .execute()
    expect(audit).toMatchObject([
      { actor: owner.email, action: 'user.make-password-reset' },
      { actor: viewer.email, action: 'user.reset-password', detail: { madeBy: owner.email } },
    ])
  })

  test('of an owner is an owner’s to make; nobody makes one for the own account; who may not write users makes none', async () => {
    const [owner, admin, analyst] = [
      await server.signIn('owner'),
      await server.signIn('admin'),
      await server.signIn('analyst'),
    ]
    expect((await makeLink(admin, owner.userId)).status).toBe(403)
    expect((await makeLink(admin, admin.userId)).body).toMatchObject({ type: '/problems/own-account' })
    expect((await makeLink(analyst, admin.userId)).status).toBe(403)
    expect((await makeLink(owner, admin.userId)).status).toBe(201)
    expect((await makeLink(owner, 'nobody')).status).toBe(404)
  })

  test('works no more when who made it has lost the right', async () => {
    const [owner, admin, viewer] = [
      await server.signIn('owner'),
      await server.signIn('admin'),
      await server.addMember('viewer'),
    ]
    const { token } = await makeLink(admin, viewer.userId)
    await owner.ask(`/api/users/${admin.userId}`, { method: 'PATCH', body: { role: 'viewer' } })
    expect((await useLink(token)).status).toBe(403)
    expect((await signInWith(viewer.email, viewer.password)).status).toBe(204)
  })

  test('works in its own workspace alone', async () => {
    const [admin, viewer] = [await server.signIn('admin'), await server.addMember('viewer')]
    const { token } = await makeLink(admin, viewer.userId)
    expect((await useLink(token, fresh, elsewhere)).status).toBe(410)
  })
})

describe('an account of several workspaces', () => {
  test('is not taken over by the admin of one: a link is refused with the reason, unless who makes it may in all', async () => {
    const [admin, viewer] = [await server.signIn('admin'), await server.addMember('viewer')]
    expect((await join(elsewhere, viewer)).status).toBe(204)
    const refused = await makeLink(admin, viewer.userId)
    expect([refused.status, refused.body]).toMatchObject([403, { type: '/problems/account-elsewhere' }])
    expect((await join(elsewhere, admin, 'admin')).status).toBe(204)
    expect((await makeLink(admin, viewer.userId)).status).toBe(201)
  })

  test('is not taken over by a link that was made before it joined the other workspace', async () => {
    const [admin, viewer] = [await server.signIn('admin'), await server.addMember('viewer')]
    const { token } = await makeLink(admin, viewer.userId)
    expect((await join(elsewhere, viewer)).status).toBe(204)
    const answer = await useLink(token)
    expect([answer.status, await answer.json()]).toMatchObject([403, { type: '/problems/account-elsewhere' }])
    expect((await signInWith(viewer.email, viewer.password, elsewhere)).status).toBe(204)
  })

  test('an admin is not an owner: the owner of another workspace is beyond an admin of both', async () => {
    const [admin, viewer] = [await server.signIn('admin'), await server.addMember('viewer')]
    expect((await join(elsewhere, viewer, 'owner')).status).toBe(204)
    expect((await join(elsewhere, admin, 'admin')).status).toBe(204)
    expect((await makeLink(admin, viewer.userId)).status).toBe(403)
  })

  test('whose first password an admin elsewhere chose does not open a second workspace to that admin; the machine gives it back to its person', async () => {
    const email = newEmail()
    // The admin of the other workspace invites the address, and takes the invitation up as if being that person.
    const chosen = 'a password that the admin chose'
    expect((await join(elsewhere, { email, password: chosen })).status).toBe(204)
    const owner = await server.signIn('owner')
    const invited = await owner.ask('/api/invitations', { method: 'POST', body: { email, role: 'admin' } })
    const token = tokenOf(((await invited.json()) as { link: string }).link)
    const accept = (password: string) =>
      server.ask('/api/welcome', { method: 'POST', body: { token, name: 'Vic', email, password } })

    // Who knows the password alone, without the link, is no member here.
    const intruder = await signInWith(email, chosen)
    const cookie = intruder.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    expect((await server.ask('/api/session', { headers: { cookie } })).status).toBe(403)
    // The real person has the link, and not the password.
    expect((await accept('what the person would choose')).status).toBe(401)

    const { db, workspace } = server.workspace.store
    const { id: userId } = await db
      .selectFrom('rapport.user')
      .select('id')
      .where('email', '=', email)
      .executeTakeFirstOrThrow()
    const byMachine = await db.transaction().execute((transaction) =>
      createPasswordReset(transaction, {
        ...{ workspace, userId, now, by: { userId: null, actor: 'cli:root' } },
      }),
    )
    expect((await useLink(byMachine.token)).status).toBe(200)
    expect((await accept(fresh)).status).toBe(204)

    expect((await server.ask('/api/session', { headers: { cookie } })).status).toBe(401)
    expect((await signInWith(email, chosen)).status).toBe(401)
    const admin = await elsewhere.signIn('admin')
    expect((await makeLink(admin, userId)).status).toBe(403)
  })
})

test('who changes the own password learns how many API keys still hold, and revokes them with it where asked', async () => {
  const viewer = await server.signIn('viewer')
  for (const name of ['one', 'two'])
    await viewer.ask('/api/api-keys', { method: 'POST', body: { name, scopes: ['numbers:read'] } })
  let { cookie, password } = viewer
  const change = async (newPassword: string, more: object = {}) => {
    const answer = await server.ask('/api/auth/change-password', {
      method: 'POST',
      headers: { cookie },
      body: { currentPassword: password, newPassword, ...more },
    })
    cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    password = newPassword
    return answer.json()
  }
  expect(await change('the second password')).toEqual({ apiKeys: 2, apiKeysRevoked: 0 })
  expect(await change('the third password', { revokeApiKeys: true })).toEqual({
    apiKeys: 0,
    apiKeysRevoked: 2,
  })
})

test('a password is changed with all that it ends, or not at all', async () => {
  await using apart = await startTestServer()
  const viewer = await apart.signIn('viewer')
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
    create trigger refuse before insert on audit for each row when (new.action = 'user.change-password') execute function refuse()
  `.execute(apart.workspace.store.db)
  const answer = await viewer.ask('/api/auth/change-password', {
    method: 'POST',
    body: { currentPassword: viewer.password, newPassword: 'one that the person chose' },
  })
  expect(answer.status).toBe(500)
  expect((await signInWith(viewer.email, viewer.password, apart)).status).toBe(204)
  expect((await viewer.ask('/api/session')).status).toBe(200)
  await sql`drop function refuse cascade`.execute(apart.workspace.store.db)
})

test('a link that was open when the person changed the password works no more', async () => {
  const [admin, viewer] = [await server.signIn('admin'), await server.signIn('viewer')]
  const { token } = await makeLink(admin, viewer.userId)
  const answer = await viewer.ask('/api/auth/change-password', {
    method: 'POST',
    body: { currentPassword: viewer.password, newPassword: 'one that the person chose' },
  })
  expect(answer.status).toBe(200)
  expect((await useLink(token)).status).toBe(410)
})

/** Sets a new password, which ends all sessions, while a request of the person is under way: returns what it was answered. */
async function whileSettingPassword(userId: string, ask: () => Promise<Response>): Promise<Response> {
  const { db } = server.workspace.store
  const hash = await (await server.running.server.auth.$context).password.hash(fresh)
  return db
    .transaction()
    .execute(async (transaction) => {
      await lockAccount(transaction, userId)
      const answer = ask()
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction)
      await Promise.race([answer, someoneWaitsFor(rows[0]?.pid ?? 0)])
      await setPasswordHash(transaction, userId, hash, new Date())
      await transaction.deleteFrom('rapport.session').where('userId', '=', userId).execute()
      return { answer }
    })
    .then(({ answer }) => answer)
}

async function someoneWaitsFor(pid: number): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where wait_event_type = 'Lock' and ${pid}::int = any(pg_blocking_pids(pid))
    `.execute(server.workspace.store.db)
    if (rows.length > 0) return
    await pause(10)
  }
}

test('a sign-in with the old password that is under way when a new one is set begins no session', async () => {
  const viewer = await server.addMember('viewer')
  const answer = await whileSettingPassword(viewer.userId, () => signInWith(viewer.email, viewer.password))
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
  const { db } = server.workspace.store
  const sessions = db.selectFrom('rapport.session').selectAll().where('userId', '=', viewer.userId)
  expect(await sessions.execute()).toEqual([])
  expect((await signInWith(viewer.email, fresh)).status).toBe(204)
})

test('an API key that is asked for when a new password is set is not made', async () => {
  const viewer = await server.signIn('viewer')
  const answer = await whileSettingPassword(viewer.userId, () =>
    viewer.ask('/api/api-keys', { method: 'POST', body: { name: 'late', scopes: ['numbers:read'] } }),
  )
  expect([answer.status, await answer.json()]).toMatchObject([401, { type: '/problems/sign-in-needed' }])
  const { db } = server.workspace.store
  const keys = db.selectFrom('rapport.api_key').selectAll().where('user_id', '=', viewer.userId)
  expect(await keys.execute()).toEqual([])
})
