import { afterAll, describe, expect, test } from 'vitest'
import { type Permission, permissions, permissionsOf, type Role } from '../access/permissions.ts'
import { type Access, demandsOf } from '../access/requires.ts'
import { createApp } from '../app.ts'
import { accessKey } from '../http/api-route.ts'
import { openApiDocument } from '../http/openapi.ts'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const app = createApp(server.running.server)

interface Described {
  readonly method: string
  readonly path: string
  readonly access: Access
}

const described: readonly Described[] = Object.entries(openApiDocument(app, 'http://x').paths ?? {}).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...{ method, path },
      access: Reflect.get(operation, accessKey) as Access,
    })),
)

/** Routes that are made without a description: the API described, what watches the process, and webhooks with guards of their own. */
const undescribed = /^\/(livez|readyz|metrics|api\/openapi\.json|api\/docs(\/style\.css)?|api\/webhooks\/.*)$/

test('every route says who may call it', () => {
  const known = new Set(
    described
      .filter(({ access }) => access !== undefined)
      .map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  )
  const unguarded = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !undescribed.test(path))
    .map(({ method, path }) => `${method.toLowerCase()} ${path}`)
    .filter((route) => !known.has(route))
  expect(known.size).toBeGreaterThan(15)
  expect(unguarded).toEqual([])
})

test('signing in and out, the welcome, new passwords by a link, and webhooks by their signature alone are open to anyone', () => {
  expect(described.filter(({ access }) => access === 'public').map(({ path }) => path)).toEqual([
    '/api/webhooks/{connection}',
    '/api/auth/sign-in/email',
    '/api/auth/sign-out',
    '/api/welcome/invitation',
    '/api/welcome',
    '/api/password-reset/account',
    '/api/password-reset',
  ])
})

test('an admin may what an owner may; a viewer reads, and an agent no more than that', () => {
  expect(permissionsOf.owner).toEqual(permissions)
  expect(permissionsOf.admin).toEqual(permissions)
  expect(permissionsOf.viewer).toEqual(['numbers:read', 'records:read'])
  expect(permissionsOf.agent).toEqual(permissionsOf.viewer)
  expect(permissionsOf.analyst).not.toContain('plans:apply')
})

/** An address of the route. Of a number that is nobody's, so that nothing is changed. */
const addressOf = (path: string): string => path.replaceAll(/\{\w+\}/g, '999999')

describe.each(['owner', 'admin', 'analyst', 'agent', 'viewer'] as const)('the role %s', (role: Role) => {
  test('comes into what it includes, and is refused at all else', async () => {
    const member = await server.signIn(role, role === 'agent' ? ['desk/agent:1'] : null)
    for (const { method, path, access } of described) {
      if (access === 'public' || path.endsWith('/change-password')) continue
      const { permission } = demandsOf(access)
      const isAllowed = permission === null || permissionsOf[role].includes(permission)
      const answer = await member.ask(addressOf(path), {
        method: method.toUpperCase(),
        ...(method === 'get' || method === 'delete' ? {} : { body: {} }),
      })
      await answer.text()
      const where = `${role}: ${method} ${path} ${access}`
      if (isAllowed) expect([200, 404, 409, 410, 422], where).toContain(answer.status)
      else expect(answer.status, where).toBe(403)
    }
  })
})

test('without a session, every route but the open ones asks for one', async () => {
  for (const { method, path, access } of described) {
    if (access === 'public') continue
    const answer = await server.ask(addressOf(path), {
      method: method.toUpperCase(),
      ...(method === 'get' || method === 'delete' ? {} : { body: {} }),
    })
    expect(answer.status, `${method} ${path}`).toBe(401)
    await answer.text()
  }
})

describe('an API key', () => {
  const withKey = (key: string, path: string, method = 'GET') =>
    fetch(`${server.running.url}${path}`, { method, headers: { authorization: `Bearer ${key}` } })

  const makeKey = async (
    member: Awaited<ReturnType<typeof server.signIn>>,
    scopes: readonly Permission[],
  ) => {
    const answer = await member.ask('/api/api-keys', { method: 'POST', body: { name: 'reports', scopes } })
    return { status: answer.status, made: (await answer.json()) as { id: number; key: string } }
  }

  test('does what its scopes say, and no more', async () => {
    const owner = await server.signIn('owner')
    const { made } = await makeKey(owner, ['audit:read'])
    expect((await withKey(made.key, '/api/audit')).status).toBe(200)
    expect((await withKey(made.key, '/api/customers')).status).toBe(403)
    expect((await withKey(made.key, '/api/api-keys')).status).toBe(403)
  })

  test('neither invites nor changes roles nor makes links for new passwords nor keys, whatever its scopes', async () => {
    const owner = await server.signIn('owner')
    const { made } = await makeKey(owner, ['users:read', 'users:write'])
    const viewer = await server.addMember('viewer')
    expect((await withKey(made.key, '/api/users')).status).toBe(200)
    for (const [method, path] of [
      ['POST', '/api/invitations'],
      ['PATCH', `/api/users/${viewer.userId}`],
      ['POST', `/api/users/${viewer.userId}/password-reset`],
      ['POST', '/api/api-keys'],
    ] as const) {
      const answer = await withKey(made.key, path, method)
      expect([answer.status, await answer.json()], path).toMatchObject([
        403,
        { type: '/problems/session-needed' },
      ])
    }
  })

  test('cannot be made for more than its owner may', async () => {
    const viewer = await server.signIn('viewer')
    expect((await makeKey(viewer, ['numbers:read', 'plans:apply'])).status).toBe(403)
  })

  test('loses what its owner loses', async () => {
    const [owner, admin] = [await server.signIn('owner'), await server.signIn('admin')]
    const { made } = await makeKey(admin, ['users:read', 'records:read'])
    expect((await withKey(made.key, '/api/users')).status).toBe(200)
    await owner.ask(`/api/users/${admin.userId}`, { method: 'PATCH', body: { role: 'viewer' } })
    expect((await withKey(made.key, '/api/users')).status).toBe(403)
    expect((await withKey(made.key, '/api/customers')).status).toBe(200)
    await owner.ask(`/api/users/${admin.userId}`, { method: 'DELETE' })
    expect((await withKey(made.key, '/api/customers')).status).toBe(401)
  })

  test('is worth nothing once revoked; nobody revokes that of another', async () => {
    const [owner, admin] = [await server.signIn('owner'), await server.signIn('admin')]
    const { made } = await makeKey(admin, ['records:read'])
    expect((await owner.ask(`/api/api-keys/${made.id}`, { method: 'DELETE' })).status).toBe(404)
    expect((await withKey(made.key, '/api/customers')).status).toBe(200)
    expect((await admin.ask(`/api/api-keys/${made.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await withKey(made.key, '/api/customers')).status).toBe(401)
    const { items } = (await (await admin.ask('/api/api-keys')).json()) as { items: object[] }
    expect(JSON.stringify(items)).not.toContain(made.key)
  })
})
