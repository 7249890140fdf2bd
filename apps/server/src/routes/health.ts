import { Hono } from 'hono'
import { sql } from 'kysely'
import type { ApiEnv } from '../http/api-env.ts'
import type { Server } from '../server.ts'

/** For what watches the process: whether it lives, whether it can serve, and its metrics. None of it tells of customers. */
export const healthRoutes = (server: Server) =>
  new Hono<ApiEnv>()
    .get('/livez', (c) => c.json({ status: 'live' }))
    .get('/readyz', async (c) => {
      if (server.closing.aborted) return c.json({ status: 'closing' }, 503)
      try {
        await sql`select 1`.execute(server.workspace.store.db)
        return c.json({ status: 'ready' })
      } catch {
        return c.json({ status: 'the database cannot be reached' }, 503, { 'Retry-After': '5' })
      }
    })
    .get('/metrics', async (c) => {
      c.header('Content-Type', server.metrics.registry.contentType)
      return c.body(await server.metrics.registry.metrics())
    })
