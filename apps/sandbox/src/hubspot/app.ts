import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { exchange } from '../faulty-network.ts'
import type { WireAnswer } from '../wire.ts'
import { type Identity, requireScopes, type TokenStore } from './auth.ts'
import type { HubspotControl } from './control.ts'
import { HubspotError } from './errors.ts'
import type { Fault } from './faults.ts'
import { injectedAnswer } from './injected-answer.ts'
import type { RateLimiter } from './limits.ts'
import type { Answer, Route } from './route.ts'
import { accountRoutes } from './routes/account.ts'
import { associationRoutes } from './routes/associations.ts'
import { batchRoutes } from './routes/batch.ts'
import { controlApp } from './routes/control.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { objectRoutes } from './routes/objects.ts'
import { propertyRoutes } from './routes/properties.ts'
import { searchRoutes } from './routes/search.ts'
import type { HubspotState, WriteEffect } from './state.ts'
import type { WebhookSender } from './webhooks/sender.ts'

/** Longest path with query that is answered; longer ones get 414, as in front of the real service. */
const MAX_URL_LENGTH = 8_000

/** Every operation, in matching order: fixed words before parameters. */
export const ROUTES: readonly Route[] = [
  ...batchRoutes,
  ...searchRoutes,
  ...associationRoutes,
  ...objectRoutes,
  ...propertyRoutes,
  ...accountRoutes,
  ...conversationRoutes,
  ...oauthRoutes,
]

interface Parts {
  state: HubspotState
  tokens: TokenStore
  limiter: RateLimiter
  control: HubspotControl
  webhooks: WebhookSender
}

type HubspotContext = Context<{ Bindings: HttpBindings }>

/** The HTTP face of a state. */
export function hubspotApp(parts: Parts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false })
  app.route('/sandbox', controlApp(parts.control, parts.webhooks))
  for (const route of ROUTES) {
    for (const path of route.paths) app.on(route.method, path, (context) => serve(parts, route, context))
  }
  app.all('*', (context) => serve(parts, UNKNOWN, context))
  return app
}

const UNKNOWN: Route = {
  method: 'GET',
  paths: [],
  kind: 'read',
  scopes: () => [],
  handle: () => {
    throw new HubspotError(404, 'OBJECT_NOT_FOUND', 'No resource is served at this path')
  },
}

/** One request: fault, token, limit, scope, work, log, answer. */
async function serve(parts: Parts, route: Route, context: HubspotContext): Promise<Response> {
  const { state, control } = parts
  const { method } = context.req
  const at = state.now()
  const url = new URL(context.req.url)
  const effects: WriteEffect[] = []
  if (control.behaviour.latencyMs > 0) await sleep(control.behaviour.latencyMs)
  const bodyText = method === 'GET' ? '' : await context.req.text()
  const fault = control.faults.take(method, url.pathname)
  return exchange({
    outgoing: context.env.outgoing,
    fault,
    injected: fault === null ? null : injectedAnswer(fault),
    perform: () => perform(parts, route, context, url, bodyText, fault, effects),
    note: (answer) => {
      const { pathname: path, search: query } = url
      const { kind } = route
      const status = answer?.status ?? null
      state.log.add({ at, method, path, query, kind, status, fault: fault?.kind ?? null, effects })
    },
  })
}

function perform(
  { state, tokens, limiter, control }: Parts,
  route: Route,
  context: HubspotContext,
  url: URL,
  bodyText: string,
  fault: Fault | null,
  effects: WriteEffect[],
): WireAnswer {
  let headers: Record<string, string> = {}
  try {
    if (url.pathname.length + url.search.length > MAX_URL_LENGTH) {
      throw new HubspotError(414, 'VALIDATION_ERROR', `URI Too Long: over ${MAX_URL_LENGTH} characters`)
    }
    let identity: Identity | null = null
    const params = context.req.param()
    if (route.scopes !== null) {
      identity = tokens.authenticate(context.req.header('Authorization'))
      const bucket = route.kind === 'search' ? 'search' : 'general'
      const admission = limiter.admit(bucket, identity.appId, identity.kind === 'oauth')
      headers = admission.headers
      if (admission.refusal !== null) {
        return jsonAnswer({ status: 429, body: admission.refusal.body }, headers)
      }
      requireScopes(identity, route.scopes(params))
    }
    const badRows = new Map(fault?.kind === 'bad-rows' ? fault.ids.map((id) => [id, fault.message]) : [])
    const { behaviour } = control
    const query = context.req.queries()
    const call = { state, tokens, behaviour, params, query, bodyText, identity, badRows }
    const result = state.transact(() => route.handle(call), effects)
    return jsonAnswer(result, headers)
  } catch (error) {
    if (!(error instanceof HubspotError)) throw error
    return jsonAnswer({ status: error.status, body: error.toBody() }, headers)
  }
}

function jsonAnswer(answer: Answer, given: Record<string, string>): WireAnswer {
  const headers = answer.location === undefined ? given : { ...given, Location: answer.location }
  if (answer.body === undefined) return { status: answer.status, headers, body: null }
  return {
    status: answer.status,
    headers: { ...headers, 'Content-Type': 'application/json;charset=utf-8' },
    body: JSON.stringify(answer.body),
  }
}
