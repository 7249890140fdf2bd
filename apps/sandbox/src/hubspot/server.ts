import { getRequestListener } from '@hono/node-server'
import { listenOnLoopback } from '../loopback.ts'
import { type SeedName, seedByName } from '../seeds/by-name.ts'
import { hubspotApp } from './app.ts'
import { type OAuthApp, type PrivateAppToken, TokenStore } from './auth.ts'
import { HubspotControl } from './control.ts'
import { openJournal } from './journal.ts'
import { type LimitOption, RateLimiter, resolveLimits } from './limits.ts'
import type { Behaviour } from './route.ts'
import { type Account, HubspotState } from './state.ts'
import { WebhookSender } from './webhooks/sender.ts'

export interface HubspotOptions {
  /** A state to serve, for example the one of a server that was stopped. Not together with `seed`, `now` or `account`. */
  state?: HubspotState
  /** What a new state starts with. Default `empty`. */
  seed?: SeedName | ((state: HubspotState) => void)
  /** Private-app tokens. Default: `sandbox-token` with every scope. */
  tokens?: readonly PrivateAppToken[]
  oauthApps?: readonly OAuthApp[]
  /** Default `professional`. */
  limits?: LimitOption
  latencyMs?: number
  /** Milliseconds until search shows a write. Default 0. */
  searchLagMs?: number
  /** A file that keeps every change: replayed over the seed at the start, appended to afterwards. */
  journal?: string
  /** Epoch milliseconds of a new state's clock. Default `Date.now`. */
  now?: () => number
  account?: Partial<Account>
  /** What one bad value does to a batch update. Default `reject-batch`. */
  onInvalidValue?: Behaviour['onInvalidValue']
  /** What records hold in an archived property that is created again. Default `with-values`. */
  restoredProperties?: Behaviour['restoredProperties']
  /** Other ends per record in one association answer. Default 500. */
  associationPageSize?: number
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in. */
export interface HubspotServer {
  baseUrl: string
  state: HubspotState
  control: HubspotControl
  /** What it tells an app of by itself, once it is subscribed. */
  webhooks: WebhookSender
  /** Stops listening and cuts open connections; the state lives on. May be called twice. */
  close(): Promise<void>
}

/** The token that is valid when no tokens are given. */
export const DEFAULT_TOKEN = 'sandbox-token'

/** Starts a HubSpot stand-in on 127.0.0.1. @throws {Error} when the options contradict each other or the port is taken */
export async function startHubspot(options: HubspotOptions = {}): Promise<HubspotServer> {
  const state = options.state ?? newState(options)
  if (options.state !== undefined && (options.seed ?? options.now ?? options.account) !== undefined) {
    throw new Error('Give the sandbox either a state, or a seed, now and account to make one from; not both.')
  }
  if (options.searchLagMs !== undefined) state.searchLagMs = options.searchLagMs
  const journal = options.journal === undefined ? null : openJournal(options.journal, state)
  const tokens = new TokenStore({
    tokens: options.tokens ?? [{ token: DEFAULT_TOKEN }],
    oauthApps: options.oauthApps ?? [],
    issuedTokens: state.issuedTokens,
    now: state.now,
  })
  const limiter = new RateLimiter(
    resolveLimits(options.limits ?? 'professional'),
    state.now,
    state.account.timeZone,
  )
  const behaviour: Behaviour = {
    latencyMs: options.latencyMs ?? 0,
    onInvalidValue: options.onInvalidValue ?? 'reject-batch',
    restoredProperties: options.restoredProperties ?? 'with-values',
    associationPageSize: options.associationPageSize ?? 500,
  }
  const control = new HubspotControl({ state, tokens, limiter, behaviour })
  const webhooks = new WebhookSender(state)
  const app = hubspotApp({ state, tokens, limiter, control, webhooks })
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const { url: baseUrl, close: stop } = await listenOnLoopback(listener, options.port ?? 0)
  let closing: Promise<void> | null = null
  return {
    baseUrl,
    state,
    control,
    webhooks,
    close() {
      webhooks.close()
      closing ??= stop().then(() => journal?.close())
      return closing
    },
  }
}

function newState(options: HubspotOptions): HubspotState {
  const state = new HubspotState({
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.account === undefined ? {} : { account: options.account }),
  })
  const seed = options.seed ?? 'empty'
  if (typeof seed === 'function') seed(state)
  else seedByName(state, seed)
  return state
}
