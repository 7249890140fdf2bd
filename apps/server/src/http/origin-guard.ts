import { createMiddleware } from 'hono/factory'
import type { Server } from '../server.ts'
import type { ApiEnv } from './api-env.ts'
import { ProblemError } from './problem.ts'

/** Any other name in `Host` may be a page elsewhere that made its own name point here (DNS rebinding). */
export const hostGuard = ({ trustedHosts }: Server) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    const host = (c.req.header('host') ?? new URL(c.req.url).host).toLowerCase()
    if (trustedHosts.has(host) || trustedHosts.has(host.replace(/:\d+$/, ''))) return next()
    throw new ProblemError(
      421,
      'unknown-host',
      'This server does not answer under this name: start it with --public-url or --allow-host.',
    )
  })

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * What changes something must come from our own page, as a browser says in `Origin`, and be JSON, which no form of another page can send.
 * An API key is no cookie: no page sends it unasked.
 */
export const originGuard = ({ trustedOrigins }: Server) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (safeMethods.has(c.req.method)) return next()
    const origin = c.req.header('origin')
    const byKey = c.req.header('authorization') !== undefined
    if (origin === undefined ? !byKey : !trustedOrigins.has(origin))
      throw new ProblemError(
        403,
        'foreign-origin',
        'A change must come from the page itself (the Origin header), or be made with an API key.',
      )
    const type = c.req.header('content-type')
    if (type === undefined ? await hasBody(c.req.raw) : !/^application\/json\s*(;|$)/i.test(type))
      throw new ProblemError(415, 'json-only', 'Send the body as application/json.')
    return next()
  })

const hasBody = async ({ headers }: Request): Promise<boolean> =>
  Number(headers.get('content-length') ?? 0) > 0 || headers.has('transfer-encoding')
