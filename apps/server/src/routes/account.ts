import { z } from '@hono/zod-openapi'
import { audit } from '../access/audit.ts'
import { apiRoute, apiRouter, json, jsonBody, moment } from '../http/api-route.ts'
import { notFound } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { endOwnSession, ownSessions } from '../settings/own-sessions.ts'

const done = { 204: { description: 'Done' } } as const

const sessions = apiRoute('session', {
  method: 'get',
  path: '/account/sessions',
  tags: ['Account'],
  summary: 'Where one is signed in',
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            createdAt: moment,
            lastUsedAt: moment,
            expiresAt: moment,
            browser: z.string().nullable().describe('As it names itself'),
            isThis: z.boolean().describe('The one that asks'),
          }),
        ),
      }),
      'The own sessions',
    ),
  },
})

const endSession = apiRoute('session', {
  method: 'delete',
  path: '/account/sessions/{id}',
  tags: ['Account'],
  summary: 'End one of the own sessions',
  request: {
    params: z.object({
      id: z
        .string()
        .min(1)
        .max(64)
        .openapi({ param: { name: 'id', in: 'path' } }),
    }),
  },
  responses: done,
})

const rename = apiRoute('session', {
  method: 'patch',
  path: '/account',
  tags: ['Account'],
  summary: 'Change the own name',
  request: jsonBody(z.strictObject({ name: z.string().trim().min(1).max(200) })),
  responses: done,
})

export const accountRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter()
    .openapi(sessions, async (c) => {
      const { userId } = c.get('principal')
      const own = await server.auth.api.getSession({ headers: c.req.raw.headers })
      const items = (await ownSessions(db, userId, server.now())).map((session) => ({
        ...session,
        isThis: session.id === own?.session.id,
      }))
      return c.json({ items }, 200)
    })
    .openapi(endSession, async (c) => {
      const { userId, actor } = c.get('principal')
      const { id } = c.req.valid('param')
      if (!(await endOwnSession(db, userId, id))) throw notFound('session of yours of this number')
      await audit(db, actor, 'user.end-session', `user:${userId}`)
      return c.body(null, 204)
    })
    .openapi(rename, async (c) => {
      const { userId, actor, name: before } = c.get('principal')
      const { name } = c.req.valid('json')
      await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('rapport.user')
          .set({ name, updatedAt: server.now() })
          .where('id', '=', userId)
          .execute()
        await audit(transaction, actor, 'user.rename', `user:${userId}`, { from: before, to: name })
      })
      return c.body(null, 204)
    })
}
