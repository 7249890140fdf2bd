import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { LoadedConfiguration } from '@rapport/config'
import { FileSchedules, type Workspace } from '@rapport/run'
import { withStatementTimeout } from '@rapport/store'
import { createAuthentication } from './access/authentication.ts'
import { createApp } from './app.ts'
import { followConfiguration } from './current-configuration.ts'
import { AnswerCache } from './http/cached.ts'
import { OpenStreams } from './http/open-streams.ts'
import { createLog, type Log } from './observability/log.ts'
import { createMetrics } from './observability/metrics.ts'
import type { ConfigurationFile, Server } from './server.ts'
import { sweepConsents } from './setup/consents/sweep-consents.ts'

export interface ServerOptions {
  readonly workspace: Workspace
  /** Reads the set-up again where its file changed; without it the workspace's own stays. */
  readonly load?: () => Promise<LoadedConfiguration>
  /** The file of the set-up; without it nothing can be changed there. */
  readonly configuration?: ConfigurationFile
  readonly host?: string
  /** 0: any that is free. */
  readonly port?: number
  /** Where people reach the page through a proxy, such as `https://rapport.example.com`. */
  readonly publicUrl?: string
  /** Further names under which the server answers. */
  readonly allowedHosts?: readonly string[]
  /** Whether a proxy of ours stands before it and sets `X-Forwarded-For`. */
  readonly behindProxy?: boolean
  /** Signs the session cookies: at least 32 random bytes, the same for all processes. */
  readonly secret: string
  /** The folder of the built page. */
  readonly dashboard?: string
  /** How long one statement of a request may take in the database, in milliseconds. Default: 30 seconds. Exports are not limited. */
  readonly statementTimeoutMs?: number
  readonly log?: Log
  readonly now?: () => Date
}

export interface RunningServer {
  /** Where it answers on this machine, without a slash at the end. */
  readonly url: string
  readonly server: Server
  /** Takes no new requests, lets those under way end, and ends what is still open after `patienceMs` (30 s). */
  stop(patienceMs?: number): Promise<void>
}

const usualStatementTimeoutMs = 30_000

/** Starts to answer over HTTP. The workspace stays the caller's to close. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0 } = options
  const closing = new AbortController()
  const http = createServer()
  await listen(http, host, port)
  const { port: listening } = http.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${listening}`
  const store = withStatementTimeout(
    options.workspace.store,
    options.statementTimeoutMs ?? usualStatementTimeoutMs,
  )
  const server = serverOf({ ...options, workspace: { ...options.workspace, store } }, url, {
    closing: closing.signal,
    unhurried: (workspace) => ({ ...workspace, store: options.workspace.store }),
  })
  sweepConsents(server)
  const app = createApp(server)
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  http.on('request', (request, response) => void answer(request, response))
  return {
    url,
    server,
    stop: async (patienceMs = 30_000) => {
      closing.abort()
      await close(http, patienceMs)
      await store.close()
    },
  }
}

function serverOf(
  options: ServerOptions,
  url: string,
  { closing, unhurried }: Pick<Server, 'closing' | 'unhurried'>,
): Server {
  const { workspace, publicUrl, now = () => new Date() } = options
  // As browsers send them.
  const allowedHosts = (options.allowedHosts ?? []).map((name) => name.toLowerCase())
  const log = options.log ?? createLog((text) => workspace.redactor.redact(text))
  const metrics = createMetrics()
  const { port } = new URL(url)
  const origin = publicUrl === undefined ? url : new URL(publicUrl).origin
  const loopback = ['127.0.0.1', 'localhost', '[::1]']
  const trustedOrigins = new Set([
    origin,
    url,
    ...loopback.map((name) => `http://${name}:${port}`),
    ...allowedHosts.flatMap((name) => [`http://${name}:${port}`, `http://${name}`, `https://${name}`]),
  ])
  return {
    ...{ workspace, unhurried },
    current: followConfiguration(workspace, options.load, log),
    configuration: options.configuration ?? null,
    auth: createAuthentication({
      ...{ origin, log, secret: options.secret, db: workspace.store.db, trustedOrigins: [...trustedOrigins] },
    }),
    ...{ log, metrics, now, origin, trustedOrigins, closing },
    trustedHosts: new Set([new URL(origin).hostname, new URL(url).hostname, ...loopback, ...allowedHosts]),
    streams: new OpenStreams(),
    schedules: new FileSchedules((what) => log.warn({}, what)),
    cache: new AnswerCache(metrics.cacheLookups, () => now().getTime()),
    behindProxy: options.behindProxy ?? false,
    dashboard: options.dashboard ?? null,
  }
}

function listen(http: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen({ host, port }, () => {
      http.off('error', reject)
      resolve()
    })
  })
}

/** Ends connections as they fall idle, and all of them when the patience is at its end. */
function close(http: HttpServer, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => http.closeAllConnections(), patienceMs)
    http.close(() => {
      clearTimeout(late)
      resolve()
    })
    http.closeIdleConnections()
  })
}
