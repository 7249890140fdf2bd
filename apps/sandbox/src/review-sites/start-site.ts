import { setTimeout as sleep } from 'node:timers/promises'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import type { z } from 'zod'
import { exchange } from '../faulty-network.ts'
import { listenOnLoopback } from '../loopback.ts'
import { testerEndpoints } from '../tester-endpoints.ts'
import type { WireAnswer } from '../wire.ts'
import type { SiteControl } from './site-control.ts'
import { SiteError } from './site-error.ts'
import { type SiteFault, siteFault } from './site-fault.ts'

/** A request on its way to a handler. */
export interface SiteRequest {
  readonly method: string
  readonly url: URL
  readonly bodyText: string
  header(name: string): string | undefined
}

/** What a stand-in is made of. */
export interface Site<Behaviour extends { latencyMs: number }> {
  readonly control: SiteControl<Behaviour>
  now(): number
  /** Answers with a body; undefined: 204. @throws {SiteError} */
  handle(request: SiteRequest): unknown
  /** Headers of every answer that comes from a handler. */
  headers?(request: SiteRequest): Readonly<Record<string, string>>
  /** How the vendor says that something failed. */
  errorBody(status: number): unknown
  /** What people do there, as the tester tells it. @throws {z.ZodError} */
  edit(told: unknown): unknown
  /** Settings that the tester may change. */
  readonly settings: z.ZodType<{ readonly [Name in keyof Behaviour]?: Behaviour[Name] | undefined }>
}

/** Serves a stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startSite<Behaviour extends { latencyMs: number }>(
  site: Site<Behaviour>,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.route('/sandbox', controlApp(site))
  app.all('*', (context) => serve(site, context))
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  return listenOnLoopback(listener, port)
}

async function serve<Behaviour extends { latencyMs: number }>(
  site: Site<Behaviour>,
  context: Context<{ Bindings: HttpBindings }>,
): Promise<Response> {
  const { control } = site
  const { method } = context.req
  const at = site.now()
  const url = new URL(context.req.url)
  const bodyText = method === 'GET' ? '' : await context.req.text()
  const fault = control.faults.take(method, url.pathname)
  if (control.behaviour.latencyMs > 0) await sleep(control.behaviour.latencyMs)
  const request = { method, url, bodyText, header: (name: string) => context.req.header(name) }
  return exchange({
    outgoing: context.env.outgoing,
    fault,
    injected: fault === null ? null : injected(site, fault),
    perform: () => garbled(fault, perform(site, request)),
    note: (answer) => {
      const { pathname: path, search: query } = url
      control.note({ at, method, path, query, status: answer?.status ?? null, fault: fault?.kind ?? null })
    },
  })
}

function perform<Behaviour extends { latencyMs: number }>(
  site: Site<Behaviour>,
  request: SiteRequest,
): WireAnswer {
  try {
    const body = site.handle(request)
    return answer(site, 200, body, site.headers?.(request))
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    return answer(site, error.status, error.body, { ...site.headers?.(request), ...error.headers })
  }
}

/** A proxy, or a vendor that is out of order, answers with content where none belongs. */
function garbled(fault: SiteFault | null, answer: WireAnswer): WireAnswer {
  if (fault?.kind !== 'garbled') return answer
  const { body } = answer
  const asPage = fault.as === 'page'
  const headers = { ...answer.headers, 'Content-Type': asPage ? 'text/html' : 'application/json' }
  const text = asPage ? `<html><body>${body}</body></html>` : JSON.stringify({ message: body, error: body })
  return { status: fault.status, headers, body: text }
}

function injected<Behaviour extends { latencyMs: number }>(
  site: Site<Behaviour>,
  fault: SiteFault,
): WireAnswer | null {
  if (fault.kind !== 'status' && fault.kind !== 'rate-limit') return null
  const status = fault.kind === 'status' ? fault.status : 429
  const { retryAfterSeconds: wait } = fault
  return answer(
    site,
    status,
    site.errorBody(status),
    wait === undefined ? {} : { 'Retry-After': String(wait) },
  )
}

/** The vendor's clock is the sandbox's: it stands in `Date`. */
function answer(
  site: { now(): number },
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireAnswer {
  const dated = { ...headers, Date: new Date(site.now()).toUTCString() }
  if (body === undefined) return { status: status === 200 ? 204 : status, headers: dated, body: null }
  const type = { 'Content-Type': 'application/json; charset=utf-8' }
  return { status, headers: { ...dated, ...type }, body: JSON.stringify(body) }
}

/** The tester's endpoints: those of every stand-in, and what people do there. */
function controlApp<Behaviour extends { latencyMs: number }>(
  site: Site<Behaviour>,
): Hono<{ Bindings: HttpBindings }> {
  const app = testerEndpoints(site.control, { fault: siteFault, settings: site.settings })
  app.post('/edits', async (context) => context.json({ id: site.edit(await context.req.json()) ?? null }))
  return app
}
