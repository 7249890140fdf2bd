import { z } from '@hono/zod-openapi'
import { permission, role } from '../access/permissions.ts'
import { apiRoute, apiRouter, json } from '../http/api-route.ts'
import type { Server } from '../server.ts'

const session = z
  .object({
    user: z.object({ name: z.string(), email: z.string() }),
    role,
    permissions: z.array(permission).describe('What the page may offer; every route checks again'),
    workspace: z.object({
      name: z.string(),
      currency: z.string(),
      timezone: z.string(),
      customer: z.enum(['contact', 'company']).describe('What a customer is here'),
    }),
    locale: z.string().describe('The language of the page'),
  })
  .openapi('Session')

const showSession = apiRoute('member', {
  method: 'get',
  path: '/session',
  tags: ['Session'],
  summary: 'Who is signed in, and what they may do',
  responses: { 200: json(session, 'The session') },
})

export const sessionRoutes = (server: Server) =>
  apiRouter().openapi(showSession, async (c) => {
    const { name, email, role, permissions } = c.get('principal')
    const { config, store } = await server.current()
    const { currency, timezone, customer } = config
    const workspace = { name: store.workspace, currency, timezone, customer }
    return c.json(
      { user: { name, email }, role, permissions: [...permissions], workspace, locale: 'en' },
      200,
    )
  })
