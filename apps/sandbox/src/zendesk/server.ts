import { getRequestListener } from '@hono/node-server'
import { listenOnLoopback } from '../loopback.ts'
import { seedZendeskByName, type ZendeskSeedName } from '../seeds/zendesk-by-name.ts'
import { zendeskApp } from './app.ts'
import type { Credentials } from './auth.ts'
import { type Behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { CallLog } from './call-log.ts'
import { ZendeskControl } from './control.ts'
import { addUser } from './edits.ts'
import { type LimitOption, RateLimiter, resolveLimits } from './limits.ts'
import { ZendeskState } from './state.ts'

export interface ZendeskOptions extends Partial<Behaviour> {
  /** What the account starts with, besides the admin who signs in. */
  seed?: ZendeskSeedName | ((state: ZendeskState) => void)
  /** Default: the clock of this machine. */
  now?: () => number
  /** Default `professional`. */
  limits?: LimitOption
  /** API tokens that are accepted. Default `sandbox-api-token`. */
  apiTokens?: readonly string[]
  /** OAuth access tokens that are accepted. Default `sandbox-oauth-token`. */
  accessTokens?: readonly string[]
  /** Role of the user who signs in. Only admins may export. Default `admin`. */
  role?: 'admin' | 'agent'
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in. */
export interface ZendeskServer {
  /** Where the API is. */
  baseUrl: string
  /** The admin whom the API token belongs to. */
  email: string
  apiToken: string
  accessToken: string
  clientId: string
  clientSecret: string
  refreshToken: string
  state: ZendeskState
  control: ZendeskControl
  /** Stops listening and cuts open connections; the account lives on. May be called twice. */
  close(): Promise<void>
}

const EMAIL = 'admin@sandbox.example'

/** Starts a Zendesk stand-in on 127.0.0.1. @throws {Error} when the port is taken */
export async function startZendesk(options: ZendeskOptions = {}): Promise<ZendeskServer> {
  const state = new ZendeskState(options.now)
  const admin = addUser(state, {
    name: 'Sandbox Admin',
    email: EMAIL,
    role: options.role ?? 'admin',
    createdAt: Date.UTC(2020, 0, 1),
  })
  const seed = options.seed ?? 'empty'
  if (typeof seed === 'function') seed(state)
  else seedZendeskByName(state, seed)
  const apiTokens = options.apiTokens ?? ['sandbox-api-token']
  const accessTokens = options.accessTokens ?? ['sandbox-oauth-token']
  const credentials: Credentials = {
    userId: admin.id,
    email: EMAIL,
    apiTokens: new Set(apiTokens),
    accessTokens: new Set(accessTokens),
    clientId: 'sandbox-client',
    clientSecret: 'sandbox-client-secret',
    refreshTokens: new Set(['sandbox-refresh-token']),
    issued: 0,
  }
  const limiter = new RateLimiter(resolveLimits(options.limits ?? 'professional'), state.now)
  const log = new CallLog()
  const control = new ZendeskControl({ behaviour: { ...USUAL_BEHAVIOUR }, log, limiter })
  const { latencyMs, exportLagMs, csat, metricSets } = options
  control.change({ latencyMs, exportLagMs, csat, metricSets })
  const app = zendeskApp({ state, credentials, control, limiter, log })
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const { url, close } = await listenOnLoopback(listener, options.port ?? 0)
  return {
    baseUrl: url,
    email: EMAIL,
    apiToken: apiTokens[0] ?? '',
    accessToken: accessTokens[0] ?? '',
    clientId: credentials.clientId,
    clientSecret: credentials.clientSecret,
    refreshToken: 'sandbox-refresh-token',
    state,
    control,
    close,
  }
}
