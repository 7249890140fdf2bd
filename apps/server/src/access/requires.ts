import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../http/api-env.ts'
import { ProblemError } from '../http/problem.ts'
import type { Permission } from './permissions.ts'

/**
 * Who may call a route: holders of a permission; `member`: whoever belongs to the workspace; `session`: a member at the page, not an API
 * key; `public`: anyone, for signing in and the welcome alone.
 */
export type Access = Permission | 'member' | 'session' | 'public'

/** Lets a request through where who asks may do what the route is for. */
export const requires = (access: Access) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (access === 'public') return next()
    const { principal, reason, cookies } = await c.get('identified')()
    for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
    if (principal === null) throw reason === 'no-member' ? noMember() : signInFirst(reason === 'bad-key')
    if (access === 'session' && principal.by !== 'session')
      throw new ProblemError(403, 'session-needed', 'An API key cannot do this: sign in on the page.')
    if (access !== 'session' && access !== 'member' && !principal.permissions.has(access))
      throw new ProblemError(403, 'not-allowed', notAllowed(access, principal.role, principal.by))
    c.set('principal', principal)
    return next()
  })

const noMember = () =>
  new ProblemError(
    403,
    'no-member',
    'You are signed in, but no member of this workspace: ask for an invitation.',
  )

const signInFirst = (badKey: boolean) =>
  new ProblemError(
    401,
    'sign-in-needed',
    badKey
      ? 'The API key is unknown, expired or revoked: make a new one on the page.'
      : 'Sign in first: there is no session, or it has ended.',
    { headers: { 'WWW-Authenticate': 'Bearer realm="rapport"' } },
  )

const notAllowed = (access: Permission, role: string, by: 'session' | 'api-key'): string =>
  by === 'session'
    ? `The role ${role} does not include ${access}: ask an owner or admin of the workspace.`
    : `The API key does not include ${access}, or its owner's role, ${role}, does not.`
