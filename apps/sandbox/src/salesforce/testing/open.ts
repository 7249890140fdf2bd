import { createSign } from 'node:crypto'
import { Connection, OAuth2 } from 'jsforce'
import { onTestFinished } from 'vitest'
import { type SalesforceSmallSeed, seedSalesforceSmall } from '../../seeds/salesforce-small.ts'
import { startSandbox } from '../../start.ts'
import type { SalesforceOptions, SalesforceServer } from '../server.ts'

/** A running Salesforce stand-in with the vendor community's own client, and plain HTTP for what that client hides. */
export interface OpenOrg extends SalesforceServer {
  client: Connection
  /** Ids of the seeded records, by object. */
  ids: Record<string, string[]>
  /** A clock that stands still until a test moves it. */
  clock: { now: number }
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
}

export interface Reply {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
}

/** Noon of some day: where every test's clock starts. */
export const START = Date.UTC(2026, 0, 15, 12)

/** Starts a stand-in that is closed when the test ends. Limits are off unless the test sets them. */
export async function open(
  seed: SalesforceSmallSeed = {},
  options: SalesforceOptions = {},
): Promise<OpenOrg> {
  const clock = { now: START }
  let ids: Record<string, string[]> = {}
  const { salesforce, close } = await startSandbox({
    salesforce: {
      limits: 'off',
      now: () => clock.now,
      seed: (org) => {
        ids = seedSalesforceSmall(org, seed)
      },
      ...options,
    },
  })
  onTestFinished(close)
  return { ...salesforce, clock, ids, client: clientOf(salesforce), send: sender(salesforce) }
}

/** jsforce, unwrapped. */
export function clientOf(server: SalesforceServer, accessToken = server.accessToken): Connection {
  return new Connection({ instanceUrl: server.instanceUrl, accessToken, version: '68.0' })
}

/** jsforce before it has a token. */
export function unauthorised(server: SalesforceServer): Connection {
  const { loginUrl, consumerKey: clientId, clientSecret } = server
  return new Connection({ oauth2: new OAuth2({ loginUrl, clientId, clientSecret }), version: '68.0' })
}

/** Sends one request below `/services/data/v68.0`, or from the root when the path starts with `//`. Text goes as a form. */
function sender(server: SalesforceServer): OpenOrg['send'] {
  return async (method, path, body, headers = {}) => {
    const text = typeof body === 'string'
    const address = path.startsWith('//') ? path.slice(1) : `/services/data/v68.0${path}`
    const response = await fetch(server.instanceUrl + address, {
      method,
      headers: {
        Authorization: `Bearer ${server.accessToken}`,
        'Content-Type': text ? 'application/x-www-form-urlencoded' : 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
    })
    const content = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(content) : content,
    }
  }
}

/** A JWT as a client app signs it, with claims of one's own. */
export function assertionOf(
  server: SalesforceServer,
  now: number,
  claims: Record<string, unknown> = {},
): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const usual = {
    iss: server.consumerKey,
    sub: server.username,
    aud: server.loginUrl,
    exp: now / 1_000 + 180,
  }
  const signed = `${encode({ alg: 'RS256' })}.${encode({ ...usual, ...claims })}`
  const signature = createSign('RSA-SHA256').update(signed).sign(server.privateKey).toString('base64url')
  return `${signed}.${signature}`
}

/** What jsforce throws: Salesforce's error code and message. */
export async function refusal(work: PromiseLike<unknown>): Promise<{ errorCode: string; message: string }> {
  const outcome = await Promise.resolve(work).then(
    () => null,
    (error: unknown) => error,
  )
  if (!(outcome instanceof Error)) throw new Error('The call was expected to be refused.', { cause: outcome })
  const code = 'errorCode' in outcome ? String(outcome.errorCode) : outcome.name
  return { errorCode: code, message: outcome.message }
}
