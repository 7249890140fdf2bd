import { z } from '@hono/zod-openapi'
import type { Database } from '@rapport/store'
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
      lastSyncAt: z
        .string()
        .nullable()
        .describe('When the last sync that read everything ended; null: none did'),
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
    const workspace = {
      ...{ name: store.workspace, currency, timezone, customer },
      lastSyncAt: await lastSyncAt(store.db),
    }
    return c.json(
      { user: { name, email }, role, permissions: [...permissions], workspace, locale: 'en' },
      200,
    )
  })

/** When a sync last ended well; records that were refused do not make the others older. */
async function lastSyncAt(db: Database): Promise<string | null> {
  const last = await db
    .selectFrom('run')
    .select('finished_at')
    .where('kind', '=', 'sync')
    .where('state', 'in', ['succeeded', 'partial'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.finished_at?.toISOString() ?? null
}
