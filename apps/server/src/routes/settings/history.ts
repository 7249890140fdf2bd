import { z } from '@hono/zod-openapi'
import { apiRoute, apiRouter, json, moment } from '../../http/api-route.ts'
import type { Server } from '../../server.ts'
import { configurationHistory } from '../../settings/configuration-history.ts'

const history = apiRoute('audit:read', {
  method: 'get',
  path: '/settings/history',
  tags: ['Settings'],
  summary: 'What was changed in rapport.yaml, by whom and when, the latest first',
  request: {
    query: z.object({
      below: z
        .string()
        .max(200)
        .regex(/^[\w.-]*$/)
        .default('')
        .describe('Only changes there, such as metrics.service'),
      before: z.coerce.number().int().positive().optional().describe('`next` of the page before'),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            id: z.number().int(),
            at: moment,
            actor: z.string(),
            reason: z.string(),
            changes: z.array(
              z.object({
                path: z.string(),
                before: z.string().nullable(),
                after: z.string().nullable(),
              }),
            ),
          }),
        ),
        next: z.number().int().nullable(),
      }),
      'The changes',
    ),
  },
})

export const historyRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter().openapi(history, async (c) => {
    const { below, before, limit } = c.req.valid('query')
    const { items, next } = await configurationHistory(db, { below, before: before ?? null, limit })
    return c.json({ items: items.map((item) => ({ ...item, changes: [...item.changes] })), next }, 200)
  })
}
