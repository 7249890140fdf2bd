import { generateKeyPairSync } from 'node:crypto'
import { getRequestListener } from '@hono/node-server'
import { listenOnLoopback } from '../loopback.ts'
import { type SalesforceSeedName, seedSalesforceByName } from '../seeds/salesforce-by-name.ts'
import { type LimitOption, resolveLimits } from './api-usage.ts'
import { salesforceApp } from './app.ts'
import { type Behaviour, USUAL_BEHAVIOUR } from './behaviour.ts'
import { SalesforceControl } from './control.ts'
import { openOrgJournal } from './journal.ts'
import { type ClientApp, OAuthServer } from './oauth.ts'
import { foundOrg } from './seeding.ts'
import { openSession } from './sessions.ts'
import { type OrgOptions, OrgState } from './state.ts'

export interface SalesforceOptions extends OrgOptions, Partial<Behaviour> {
  /** An org to serve, for example the one of a server that was stopped. Not together with `seed` or what makes an org. */
  org?: OrgState
  /** What a new org starts with, besides itself and its integration user. */
  seed?: SalesforceSeedName | ((org: OrgState) => void)
  /** A file that keeps every change: replayed over the seed at the start, appended to afterwards. */
  journal?: string
  /** Default `enterprise`. */
  limits?: LimitOption
  /** Settings of the client app, over `sandbox-consumer-key` and `sandbox-client-secret`. */
  app?: Partial<ClientApp>
  /** Default 0: any free port. */
  port?: number
}

/** A running stand-in. */
export interface SalesforceServer {
  /** Where the API is, and the org's My Domain: an accepted audience. */
  instanceUrl: string
  /** Where the token endpoint is: the same address. */
  loginUrl: string
  consumerKey: string
  clientSecret: string
  refreshToken: string
  username: string
  /** PEM of the key that the client app's certificate belongs to. Made for this process. */
  privateKey: string
  /** A live access token of the integration user. */
  accessToken: string
  org: OrgState
  control: SalesforceControl
  /** Stops listening and cuts open connections; the org lives on. May be called twice. */
  close(): Promise<void>
}

let keys: { publicKey: string; privateKey: string } | null = null

/** One key pair a process: making one takes longer than all the rest. */
function testKeys(): { publicKey: string; privateKey: string } {
  keys ??= generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  return keys
}

/** Starts a Salesforce stand-in on 127.0.0.1. @throws {Error} when the options contradict each other or the port is taken */
export async function startSalesforce(options: SalesforceOptions = {}): Promise<SalesforceServer> {
  const org = options.org ?? newOrg(options)
  if (options.org !== undefined && (options.seed ?? options.now ?? options.features) !== undefined) {
    throw new Error('Give the sandbox either an org, or a seed, now and features to make one from; not both.')
  }
  org.usage.settings = resolveLimits(options.limits ?? 'enterprise')
  const journal = options.journal === undefined ? null : openOrgJournal(options.journal, org)
  const { publicKey, privateKey } = testKeys()
  const app: ClientApp = {
    consumerKey: 'sandbox-consumer-key',
    clientSecret: 'sandbox-client-secret',
    refreshToken: 'sandbox-refresh-token',
    publicKey,
    ...options.app,
  }
  const oauth = new OAuthServer(org, [app])
  const behaviour: Behaviour = { ...USUAL_BEHAVIOUR }
  const control = new SalesforceControl({ org, oauth, behaviour })
  const { latencyMs, queryBatchSize, bulkPageSize, bulkPolls, bulkRequests, oldestVersion } = options
  control.change({ latencyMs, queryBatchSize, bulkPageSize, bulkPolls, bulkRequests, oldestVersion })
  const listener = getRequestListener(salesforceApp({ org, oauth, control }).fetch, {
    overrideGlobalObjects: false,
  })
  const { url, close: stop } = await listenOnLoopback(listener, options.port ?? 0)
  const { token: accessToken } = openSession(org, {
    userId: org.integrationUserId,
    consumerKey: app.consumerKey,
    lifetimeMs: app.sessionMs ?? 7_200_000,
    refreshToken: null,
  })
  let closing: Promise<void> | null = null
  return {
    instanceUrl: url,
    loginUrl: url,
    consumerKey: app.consumerKey,
    clientSecret: app.clientSecret,
    refreshToken: app.refreshToken ?? '',
    username: org.username,
    privateKey,
    accessToken,
    org,
    control,
    close() {
      closing ??= stop().then(() => journal?.close())
      return closing
    },
  }
}

function newOrg(options: SalesforceOptions): OrgState {
  const org = new OrgState(options)
  foundOrg(org, options)
  const seed = options.seed ?? 'empty'
  if (typeof seed === 'function') seed(org)
  else seedSalesforceByName(org, seed)
  return org
}
