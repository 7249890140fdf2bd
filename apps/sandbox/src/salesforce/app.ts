import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { exchange } from '../faulty-network.ts'
import type { WireAnswer } from '../wire.ts'
import { NEWEST_VERSION } from './behaviour.ts'
import { letJobsWork } from './bulk/ingest-work.ts'
import type { SalesforceControl } from './control.ts'
import { notFound, OAuthError, SalesforceError } from './errors.ts'
import type { SalesforceFault } from './faults.ts'
import { injectedAnswer } from './injected-answer.ts'
import type { OAuthServer } from './oauth.ts'
import { type Answer, type Call, type Route, route } from './route.ts'
import { bulkIngestRoutes } from './routes/bulk-ingest.ts'
import { bulkQueryRoutes } from './routes/bulk-query.ts'
import { collectionRoutes } from './routes/collections.ts'
import { compositeRoutes } from './routes/composite.ts'
import { controlApp } from './routes/control.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { orgRoutes } from './routes/org.ts'
import { queryRoutes } from './routes/query.ts'
import { recordRoutes } from './routes/records.ts'
import { replicationRoutes } from './routes/replication.ts'
import { toolingRoutes } from './routes/tooling.ts'
import { authenticate } from './sessions.ts'
import type { OrgState, WriteEffect } from './state.ts'

/** Longest path with query that is answered. */
const MAX_URL_LENGTH = 16_384

/** Operations that need a version, in matching order: fixed words before parameters. */
const API_ROUTES: readonly Route[] = [
  ...queryRoutes,
  ...replicationRoutes,
  ...toolingRoutes,
  ...collectionRoutes,
  ...bulkQueryRoutes,
  ...bulkIngestRoutes,
  ...orgRoutes,
  ...recordRoutes,
]

/** Every operation there is. */
export const ROUTES: readonly Route[] = [...oauthRoutes, ...compositeRoutes(API_ROUTES), ...API_ROUTES]

const UNKNOWN = route('GET', '', 'read', () => {
  throw notFound()
})

interface Parts {
  org: OrgState
  oauth: OAuthServer
  control: SalesforceControl
}

type SalesforceContext = Context<{ Bindings: HttpBindings }>

/** The HTTP face of an org. */
export function salesforceApp(parts: Parts): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>({ strict: false })
  app.route('/sandbox', controlApp(parts.control))
  for (const one of ROUTES) {
    const path = one.versioned ? `/services/data/:version${one.path}` : one.path
    app.on(one.method, path, (context) => serve(parts, one, context))
  }
  app.all('/services/data/:version/*', (context) => serve(parts, UNKNOWN, context))
  app.all('*', (context) => serve(parts, { ...UNKNOWN, versioned: false, authenticated: false }, context))
  return app
}

/** One request: fault, limits, session, work, log, answer. */
async function serve(parts: Parts, one: Route, context: SalesforceContext): Promise<Response> {
  const { org, control } = parts
  const { method } = context.req
  const at = org.now()
  const url = new URL(context.req.url)
  const effects: WriteEffect[] = []
  const bodyText = method === 'GET' ? '' : await context.req.text()
  const fault = control.faults.take(method, url.pathname)
  const { refusal, end } = begin(org)
  try {
    if (control.behaviour.latencyMs > 0) await sleep(control.behaviour.latencyMs)
    return await exchange({
      outgoing: context.env.outgoing,
      fault,
      injected: fault === null ? null : injectedAnswer(fault),
      perform: () => perform(parts, one, context, url, bodyText, fault, refusal, effects),
      note: (answer) => {
        const { pathname: path, search: query } = url
        const status = answer?.status ?? null
        const call = { at, method, path, query, kind: one.kind, status, fault: fault?.kind ?? null, effects }
        org.log.add(call, status === 403 && answer?.body?.includes('REQUEST_LIMIT_EXCEEDED') === true)
      },
    })
  } finally {
    end()
  }
}

/** Counts a request among those that run, unless too many run long. */
function begin(org: OrgState): { refusal: SalesforceError | null; end: () => void } {
  try {
    return { refusal: null, end: org.usage.begin() }
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error
    return { refusal: error, end: () => undefined }
  }
}

function perform(
  { org, oauth, control }: Parts,
  one: Route,
  context: SalesforceContext,
  url: URL,
  bodyText: string,
  fault: SalesforceFault | null,
  refusal: SalesforceError | null,
  effects: WriteEffect[],
): WireAnswer {
  const { behaviour } = control
  try {
    if (url.pathname.length + url.search.length > MAX_URL_LENGTH) {
      return { status: 414, headers: {}, body: null }
    }
    const version = one.versioned
      ? checkVersion(context.req.param('version') ?? '', behaviour.oldestVersion)
      : 0
    let userId = org.integrationUserId
    if (one.authenticated) {
      userId = authenticate(org, context.req.header('Authorization')).userId
      if (refusal !== null) throw refusal
      org.usage.count()
    }
    const access = org.access(userId)
    if (one.authenticated && !access.has('PermissionsApiEnabled')) {
      throw new SalesforceError(
        403,
        'API_DISABLED_FOR_ORG',
        'API is not enabled for this Organization or Partner',
      )
    }
    const bad = fault?.kind === 'bad-rows' ? fault : null
    const error = { statusCode: bad?.statusCode ?? '', message: bad?.message ?? '', fields: [] }
    const call: Call = {
      org,
      oauth,
      behaviour,
      origin: url.origin,
      method: context.req.method,
      params: context.req.param(),
      query: url.searchParams,
      bodyText,
      headers: (name) => context.req.header(name),
      version,
      access,
      badRows: new Map((bad?.ids ?? []).map((id) => [id, error])),
      effects,
    }
    if (one.authenticated) letJobsWork(call, call.params.id)
    return wire(one.handle(call), org, one)
  } catch (error) {
    if (error instanceof OAuthError) return wire({ status: error.status, json: error.toBody() }, org, one)
    if (!(error instanceof SalesforceError)) throw error
    return wire({ status: error.status, json: error.toBody() }, org, one)
  }
}

/** The number of a version that is served. @throws {SalesforceError} 410 for retired ones, 404 for those to come */
function checkVersion(text: string, oldest: number): number {
  const version = Number(/^v(\d{1,3})\.0$/.exec(text)?.[1] ?? Number.NaN)
  if (Number.isNaN(version) || version > NEWEST_VERSION) throw notFound()
  if (version < oldest) {
    throw new SalesforceError(
      410,
      'UNSUPPORTED_API_VERSION',
      `The API version ${version}.0 has been retired.`,
    )
  }
  return version
}

function wire(answer: Answer, org: OrgState, one: Route): WireAnswer {
  const usage = one.authenticated ? { 'Sforce-Limit-Info': org.usage.header } : {}
  // The clock of the org, not that of the machine it runs on.
  const headers = { Date: new Date(org.now()).toUTCString(), ...usage, ...answer.headers }
  if (answer.text !== undefined) {
    return {
      status: answer.status,
      headers: { ...headers, 'Content-Type': answer.text.type },
      body: answer.text.content,
    }
  }
  if (answer.json === undefined) return { status: answer.status, headers, body: null }
  return {
    status: answer.status,
    headers: { ...headers, 'Content-Type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(answer.json),
  }
}
