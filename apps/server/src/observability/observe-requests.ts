import { randomUUID } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import { identify } from '../access/identify.ts'
import type { ApiEnv } from '../http/api-env.ts'
import type { Server } from '../server.ts'

/** Gives a request its number, its log and what finds out who asks; tells how long it took. */
export const observeRequests = (server: Server) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const requestId = randomUUID()
    const began = performance.now()
    const log = server.log.child({ requestId })
    let found: ReturnType<typeof identify> | undefined
    c.set('requestId', requestId)
    c.set('log', log)
    c.set('address', addressOf(c.env.incoming?.socket.remoteAddress, c.req.header('x-forwarded-for'), server))
    c.set('identified', () => {
      found ??= identify(server, c.req.raw.headers)
      return found
    })
    c.header('X-Request-Id', requestId)
    await next()
    const seconds = (performance.now() - began) / 1_000
    // The pattern, not the path: ids would make a series of each, and paths of pages may name people.
    const pattern = matchedRoutes(c).findLast(({ method, path }) => method !== 'ALL' && !path.endsWith('*'))
    const { method } = c.req
    const route = pattern?.path ?? 'page'
    const status = c.res.status
    server.metrics.requestDuration.observe({ method, route, status: String(status) }, seconds)
    log.info({ method, route, status, ms: Math.round(seconds * 1_000) }, 'request')
  })

/** Behind a proxy of ours, the last address that it added, without the port that some add; else that of the connection. */
export function addressOf(
  remote: string | undefined,
  forwarded: string | undefined,
  { behindProxy }: Pick<Server, 'behindProxy'>,
): string {
  const last = behindProxy ? forwarded?.split(',').at(-1)?.trim() : undefined
  const bare = last?.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1').replace(/^\[(.+)\](?::\d+)?$/, '$1')
  return bare || remote || 'unknown'
}
