import { z } from '@hono/zod-openapi'
import { APIError } from 'better-auth/api'
import { passwordLength } from '../access/authentication.ts'
import { changeOwnPassword } from '../access/change-password.ts'
import { signInByPassword } from '../access/sign-in.ts'
import { countAttempt, forgiveAttempts } from '../access/sign-in-throttle.ts'
import { apiRoute, apiRouter, json, jsonBody } from '../http/api-route.ts'
import { ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'

const done = { 204: { description: 'Done' } } as const
const password = z.string().min(1).max(passwordLength.most)
export const newPassword = z
  .string()
  .min(passwordLength.least, `at least ${passwordLength.least} signs`)
  .max(passwordLength.most)

const signIn = apiRoute('public', {
  method: 'post',
  path: '/auth/sign-in/email',
  tags: ['Session'],
  summary: 'Sign in; the session is a cookie that no script can read',
  request: jsonBody(z.object({ email: z.email().max(254), password })),
  responses: done,
})

const signOut = apiRoute('public', {
  method: 'post',
  path: '/auth/sign-out',
  tags: ['Session'],
  summary: 'End the session',
  responses: done,
})

const changePassword = apiRoute('session', {
  method: 'post',
  path: '/auth/change-password',
  tags: ['Session'],
  summary: 'Change the own password; all other sessions end, and where it is asked for, API keys',
  request: jsonBody(
    z.object({
      currentPassword: password,
      newPassword,
      revokeApiKeys: z
        .boolean()
        .default(false)
        .describe('Revoke the own API keys as well, in every workspace'),
    }),
  ),
  responses: {
    200: json(
      z.object({
        apiKeys: z.number().int().describe('Own API keys that still hold, in every workspace'),
        apiKeysRevoked: z.number().int(),
      }),
      'The password is changed',
    ),
  },
})

/** Signing in and out. Single sign-on will have its routes here too: `/auth/sso/…`. */
export const authenticationRoutes = (server: Server) =>
  apiRouter()
    .openapi(signIn, async (c) => {
      const { email, password } = c.req.valid('json')
      const { headers } = c.req.raw
      const cookies = await throttled(server, { email, address: c.get('address') }, () =>
        signInByPassword(server.workspace.store.db, server.auth, { email, password, headers }),
      )
      for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
      return c.body(null, 204)
    })
    .openapi(signOut, async (c) => {
      const { headers } = await server.auth.api.signOut({ headers: c.req.raw.headers, returnHeaders: true })
      for (const cookie of headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
      return c.body(null, 204)
    })
    .openapi(changePassword, async (c) => {
      const { email, actor, userId } = c.get('principal')
      const { currentPassword, newPassword, revokeApiKeys } = c.req.valid('json')
      const { auth, workspace, now } = server
      const changed = await throttled(server, { email, address: c.get('address') }, () =>
        changeOwnPassword(workspace.store.db, auth, {
          ...{ userId, actor, currentPassword, newPassword },
          ...{ revokesApiKeys: revokeApiKeys, now: now() },
        }),
      )
      // All sessions are ended, this one too: where another one cannot be begun, the person signs in with the new password.
      const { headers } = c.req.raw
      const cookies = await signInByPassword(workspace.store.db, auth, {
        ...{ email, password: newPassword, headers },
      })
      for (const cookie of cookies ?? []) c.header('Set-Cookie', cookie, { append: true })
      return c.json(changed, 200)
    })

/**
 * Does what needs a password, unless there were too many wrong ones. That it was wrong is told by null, or by an error of the sign-in.
 * @throws ProblemError 401 for a wrong password, 429 after too many.
 */
export async function throttled<T>(
  { workspace, metrics, now }: Server,
  attempt: { readonly email: string; readonly address: string },
  attemptIt: () => Promise<T | null>,
): Promise<T> {
  const { db } = workspace.store
  const wait = await countAttempt(db, attempt, now())
  if (wait !== null) {
    metrics.signIns.inc({ outcome: 'throttled' })
    throw new ProblemError(
      429,
      'too-many-attempts',
      `There were too many wrong passwords: wait ${Math.ceil(wait / 60)} minutes and try again.`,
      { headers: { 'Retry-After': String(wait) } },
    )
  }
  const done = await attemptIt().catch((error: unknown) => {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error
    return null
  })
  if (done === null) {
    metrics.signIns.inc({ outcome: 'wrong' })
    throw wrongPassword()
  }
  await forgiveAttempts(db, attempt)
  metrics.signIns.inc({ outcome: 'signed-in' })
  return done
}

/** The same for an unknown e-mail: who has an account is nobody else's business. */
export const wrongPassword = (): ProblemError =>
  new ProblemError(401, 'wrong-password', 'The e-mail or the password is wrong.')
