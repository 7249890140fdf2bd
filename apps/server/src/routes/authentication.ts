import { z } from '@hono/zod-openapi'
import { APIError } from 'better-auth/api'
import { countAllApiKeys, revokeAllApiKeys } from '../access/api-keys.ts'
import { audit } from '../access/audit.ts'
import { passwordLength } from '../access/authentication.ts'
import { revokeOpenResets } from '../access/password-resets.ts'
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
      const cookies = await throttled(server, { email, address: c.get('address') }, () =>
        server.auth.api.signInEmail({
          body: { email, password },
          headers: c.req.raw.headers,
          returnHeaders: true,
        }),
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
      const { db } = server.workspace.store
      const cookies = await throttled(server, { email, address: c.get('address') }, () =>
        server.auth.api.changePassword({
          body: { currentPassword, newPassword, revokeOtherSessions: true },
          headers: c.req.raw.headers,
          returnHeaders: true,
        }),
      )
      for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
      const ended = await db.transaction().execute(async (transaction) => {
        // Whoever knows the password needs none of the links any more.
        await revokeOpenResets(transaction, userId, server.now())
        const apiKeysRevoked = revokeApiKeys ? await revokeAllApiKeys(transaction, userId, server.now()) : 0
        await audit(transaction, actor, 'user.change-password', `user:${userId}`, { apiKeysRevoked })
        return { apiKeysRevoked, apiKeys: await countAllApiKeys(transaction, userId, server.now()) }
      })
      return c.json(ended, 200)
    })

/**
 * Does what needs a password, unless there were too many wrong ones; returns the cookies of the new session.
 * @throws ProblemError 401 for a wrong password, 429 after too many.
 */
export async function throttled(
  { workspace, metrics, now }: Server,
  attempt: { readonly email: string; readonly address: string },
  attemptIt: () => Promise<{ readonly headers: Headers }>,
): Promise<readonly string[]> {
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
  try {
    const { headers } = await attemptIt()
    await forgiveAttempts(db, attempt)
    metrics.signIns.inc({ outcome: 'signed-in' })
    return headers.getSetCookie()
  } catch (error) {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error
    metrics.signIns.inc({ outcome: 'wrong' })
    throw wrongPassword()
  }
}

/** The same for an unknown e-mail: who has an account is nobody else's business. */
export const wrongPassword = (): ProblemError =>
  new ProblemError(401, 'wrong-password', 'The e-mail or the password is wrong.')
