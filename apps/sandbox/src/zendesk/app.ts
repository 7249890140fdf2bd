import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { exchange } from '../faulty-network.ts'
import type { WireAnswer } from '../wire.ts'
import { authenticate, type Credentials } from './auth.ts'
import type { CallLog } from './call-log.ts'
import type { ZendeskControl } from './control.ts'
import { invalidEndpoint, ZendeskError } from './errors.ts'
import { injectedAnswer } from './injected-answer.ts'
import type { RateLimiter } from './limits.ts'
import { type Route, route } from './route.ts'
import { controlApp } from './routes/control.ts'
import { exportRoutes } from './routes/exports.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { recordRoutes } from './routes/records.ts'
import type { ZendeskState } from './state.ts'

/** Every operation there is, in matching order. */
export const ROUTES: readonly Route[] = [...oauthRoutes, ...exportRoutes, ...recordRoutes]

const UNKNOWN = route('GET', '', 'read', 'agents', () => {
  throw invalidEndpoint()
})

export interface Parts {
  state: ZendeskState
  credentials: Credentials
  control: ZendeskControl
  limiter: RateLimiter
  log: CallLog
}

type ZendeskContext = Context<{ Bindings: HttpBindings }>

/** The HTTP face of an account. */
export function zendeskApp(parts: Parts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false })
  app.route('/sandbox', controlApp(parts.control, parts.state))
  for (const one of ROUTES) {
    for (const path of [`${one.path}.json`, one.path]) {
      app.on(one.method, path, (context) => serve(parts, one, context))
    }
  }
  app.all('*', (context) => serve(parts, UNKNOWN, context))
  return app
}

/** One request: fault, sign-in, limits, work, log, answer. */
async function serve(parts: Parts, one: Route, context: ZendeskContext): Promise<Response> {
  const { state, control, log } = parts
  const { method } = context.req
  const at = state.now()
  const url = new URL(context.req.url)
  const bodyText = method === 'GET' ? '' : await context.req.text()
  const fault = control.faults.take(method, url.pathname)
  if (control.behaviour.latencyMs > 0) await sleep(control.behaviour.latencyMs)
  return exchange({
    outgoing: context.env.outgoing,
    fault,
    injected: fault === null ? null : injectedAnswer(fault),
    perform: () => perform(parts, one, context, url, bodyText),
    note: (answer) => {
      const { pathname: path, search: query } = url
      const { kind } = one
      log.add({ at, method, path, query, kind, status: answer?.status ?? null, fault: fault?.kind ?? null })
    },
  })
}

function perform(
  { state, credentials, control, limiter }: Parts,
  one: Route,
  context: ZendeskContext,
  url: URL,
  bodyText: string,
): WireAnswer {
  let headers: Record<string, string> = {}
  try {
    if (one.for !== 'anyone') {
      authenticate(state, credentials, context.req.header('Authorization'), one.for === 'admins')
      const admission = limiter.admit(one.kind === 'export')
      headers = admission.headers
      const { refusal } = admission
      if (refusal !== null) {
        throw new ZendeskError(429, refusal.body, { 'Retry-After': String(refusal.retryAfterSeconds) })
      }
    }
    const { behaviour } = control
    const params = context.req.param() as Record<string, string>
    // A parameter at the end of a path takes `.json` with it.
    for (const [name, value] of Object.entries(params)) params[name] = value.replace(/\.json$/, '')
    return json(200, one.handle({ state, credentials, behaviour, params, url, bodyText }), headers)
  } catch (error) {
    if (!(error instanceof ZendeskError)) throw error
    return json(error.status, error.body, { ...headers, ...error.headers })
  }
}

function json(status: number, body: unknown, headers: Record<string, string>): WireAnswer {
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}
