import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../http/api-env.ts'
import { ProblemError } from '../http/problem.ts'
import { type Permission, permission } from './permissions.ts'

/** Holders of a permission at the page, not by an API key: for what would let a key that leaked live on in another person or key. */
export type SessionPermission = `session ${Permission}`

/**
 * Who may call a route: holders of a permission, wherever or at the page alone; `member`: whoever belongs to the workspace; `session`: a
 * member at the page, not an API key; `public`: anyone, for signing in, the welcome and new passwords alone.
 */
export type Access = Permission | SessionPermission | 'member' | 'session' | 'public'

/** What an access asks for, taken apart. */
export function demandsOf(access: Exclude<Access, 'public'>): {
  readonly bySession: boolean
  /** Null: to be a member is enough. */
  readonly permission: Permission | null
} {
  const bySession = access.startsWith('session')
  const { data } = permission.safeParse(access.replace(/^session /, ''))
  return { bySession, permission: data ?? null }
}

/** Lets a request through where who asks may do what the route is for. */
export const requires = (access: Access) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (access === 'public') return next()
    const { principal, reason, cookies } = await c.get('identified')()
    for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
    if (principal === null) throw reason === 'no-member' ? noMember() : signInFirst(reason === 'bad-key')
    const { bySession, permission } = demandsOf(access)
    if (bySession && principal.by !== 'session')
      throw new ProblemError(403, 'session-needed', 'An API key cannot do this: sign in on the page.')
    if (permission !== null && !principal.permissions.has(permission))
      throw new ProblemError(403, 'not-allowed', notAllowed(permission, principal.role, principal.by))
    c.set('principal', principal)
    return next()
  })

const noMember = () =>
  new ProblemError(
    403,
    'no-member',
    'You are signed in, but no member of this workspace: ask for an invitation.',
  )

export const signInFirst = (badKey: boolean) =>
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
