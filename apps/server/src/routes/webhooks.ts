import { z } from '@hono/zod-openapi'
import { acceptWebhook, largestWebhook } from '@rapport/run'
import type { Context } from 'hono'
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
  return apiRouter().openapi(receive, async (c) => {
    const { connection } = c.req.valid('param')
    const workspace = await server.current()
    const largest = largestWebhook(workspace, connection)
    if (largest === null) throw notFound(hidden)
    const answer = await acceptWebhook(workspace, connection, {
      method: c.req.method,
      target: targetOf(c),
      headers: c.req.header(),
      body: await bodyOf(c, largest),
      publicUrl: server.origin,
    })
    const { status, outcome, events, records, unstorable, unknown } = answer
    if (status === 404) throw notFound(hidden)
    server.metrics.webhookRequests.inc({ connection, outcome })
    const noted = { connection, outcome, events, records, unstorable, unknown }
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

/** The bytes of a body. What is too large is refused before it is read; a proxy may send it in pieces, without its length. */
async function bodyOf(c: Context<ApiEnv>, largest: number): Promise<Uint8Array> {
  if (Number(c.req.header('content-length') ?? 0) > largest) throw tooLarge()
  if (c.req.header('transfer-encoding') === undefined) return new Uint8Array(await c.req.arrayBuffer())
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of c.req.raw.body ?? []) {
    size += piece.byteLength
    if (size > largest) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** Path and query as they were sent: an address that was parsed may be written otherwise than the vendor signed it. */
function targetOf(c: Context<ApiEnv>): string {
  const sent = c.env?.incoming?.url
  if (sent !== undefined) return sent
  const { pathname, search } = new URL(c.req.url)
  return `${pathname}${search}`
}
