import { z } from '@hono/zod-openapi'
import { acceptWebhook, largestWebhook } from '@rapport/run'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { ApiEnv } from '../http/api-env.ts'
import { apiRoute, apiRouter } from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'

const receive = apiRoute('public', {
  method: 'post',
  path: '/webhooks/{connection}',
  tags: ['Webhooks'],
  summary: 'What a connected system tells of by itself, signed by its own secret',
  request: { params: z.object({ connection: z.string() }) },
  responses: { 204: { description: 'It is noted, and is read again soon' } },
})

/**
 * Where vendors tell of changes. No session, origin or key guards it but the signature of the vendor, over the very bytes that were
 * sent; so it stands before what guards the other routes. Who is refused learns the status, and the log why.
 */
export const webhooksRoutes = (server: Server) => {
  const router = apiRouter()
  router.use(receive.getRoutingPath(), limited(server))
  return router.openapi(receive, async (c) => {
    const { connection } = c.req.valid('param')
    const answer = await acceptWebhook(await server.current(), connection, {
      method: c.req.method,
      target: targetOf(c),
      headers: c.req.header(),
      body: new Uint8Array(await c.req.arrayBuffer()),
      publicUrl: server.origin,
    })
    const { status, outcome, events, records, unknown } = answer
    if (status === 404) throw notFound(hidden)
    server.metrics.webhookRequests.inc({ connection, outcome })
    const noted = { connection, outcome, events, records, unknown }
    if (status === 204) {
      server.metrics.webhookEvents.inc({ connection }, events)
      c.get('log').info(noted, 'webhook')
      return c.body(null, 204)
    }
    c.get('log').warn(noted, 'webhook refused')
    throw refusals[status]()
  })
}

/** Whether a connection exists is not for the world to know. */
const hidden = 'page or route of this name'

const refusals = {
  400: () => new ProblemError(400, 'malformed', 'The body is no list of events that can be read.'),
  401: () => new ProblemError(401, 'not-signed', 'The request is not signed as it must be, or not now.'),
  413: () => tooLarge(),
} as const

const tooLarge = () => new ProblemError(413, 'too-large', 'No webhook is as large as this.')

/** What is too large is refused before it is read. */
const limited = (server: Server) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const maxSize = largestWebhook(await server.current(), c.req.param('connection') ?? '')
    if (maxSize === null) throw notFound(hidden)
    const onError = () => {
      throw tooLarge()
    }
    return bodyLimit({ maxSize, onError })(c, next)
  })

/** Path and query as they were sent: an address that was parsed may be written otherwise than the vendor signed it. */
function targetOf(c: Context<ApiEnv>): string {
  const sent = c.env?.incoming?.url
  if (sent !== undefined) return sent
  const { pathname, search } = new URL(c.req.url)
  return `${pathname}${search}`
}
