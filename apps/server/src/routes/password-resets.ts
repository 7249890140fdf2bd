import { z } from '@hono/zod-openapi'
import { lockedMember } from '../access/membership.ts'
import {
  createPasswordReset,
  findPasswordReset,
  passwordResetLink,
  usePasswordReset,
} from '../access/password-resets.ts'
import { mustBeAllowedToGive } from '../access/rank.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { newPassword } from './authentication.ts'
import { userParameter } from './users.ts'

const token = z.string().min(1).max(200)

const create = apiRoute('session users:write', {
  method: 'post',
  path: '/users/{id}/password-reset',
  tags: ['Users'],
  summary: 'Make a link by which a member sets a new password; it is shown once, to be handed over',
  request: { params: userParameter },
  responses: { 201: json(z.object({ link: z.url(), expiresAt: moment }), 'The link') },
})

const look = apiRoute('public', {
  method: 'post',
  path: '/password-reset/account',
  tags: ['Session'],
  summary: 'Whose password the token of a link sets',
  request: jsonBody(z.object({ token })),
  responses: { 200: json(z.object({ email: z.string() }), 'The account') },
})

const use = apiRoute('public', {
  method: 'post',
  path: '/password-reset',
  tags: ['Session'],
  summary: 'Set a new password by a link; all sessions end and all API keys of the person are revoked',
  request: jsonBody(z.object({ token, newPassword })),
  responses: {
    200: json(
      z.object({ email: z.string(), apiKeysRevoked: z.number().int() }),
      'The password is set: sign in with it',
    ),
  },
})

export const passwordResetsRoutes = (server: Server) => {
  const { db, workspace } = server.workspace.store
  return apiRouter()
    .openapi(create, async (c) => {
      const principal = c.get('principal')
      const { id } = c.req.valid('param')
      // Whoever finds a session that was left open must not come to own the account by it.
      if (id === principal.userId)
        throw new ProblemError(
          409,
          'own-account',
          'The own password is changed under My account, with the present one. Who forgot it asks another owner or admin.',
        )
      const { token, expiresAt } = await db.transaction().execute(async (transaction) => {
        const { member } = await lockedMember(transaction, workspace, id)
        if (member === null) throw notFound(`member ${id}`)
        mustBeAllowedToGive(principal, member.role)
        const by = { userId: principal.userId, actor: principal.actor }
        return createPasswordReset(transaction, { workspace, userId: id, by, now: server.now() })
      })
      const link = passwordResetLink(server.origin, token)
      return c.json({ link, expiresAt: expiresAt.toISOString() }, 201)
    })
    .openapi(look, async (c) => {
      const { token } = c.req.valid('json')
      const reset = await findPasswordReset(db, { workspace, token, now: server.now() })
      if (reset === null) throw gone()
      return c.json({ email: reset.email }, 200)
    })
    .openapi(use, async (c) => {
      const { token, newPassword: password } = c.req.valid('json')
      const done = await usePasswordReset(db, server.auth, { workspace, token, password, now: server.now() })
      if (done === null) throw gone()
      return c.json(done, 200)
    })
}

const gone = () =>
  new ProblemError(
    410,
    'reset-gone',
    'This link was used, replaced by another one, or is too old: ask an owner or admin for a new one.',
  )
