import { Client } from '@hubspot/api-client'
import { onTestFinished } from 'vitest'
import { type SmallSeed, seedSmall } from '../../seeds/small.ts'
import { startSandbox } from '../../start.ts'
import { DEFAULT_TOKEN, type HubspotOptions, type HubspotServer } from '../server.ts'

/** A running sandbox with the vendor's own client, and plain HTTP for what that client hides. */
export interface OpenSandbox extends HubspotServer {
  client: Client
  /** A clock that stands still until a test moves it. */
  clock: { now: number }
  send(method: string, path: string, body?: unknown, token?: string): Promise<Reply>
}

export interface Reply {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
}

/** Noon of some day: where every test's clock starts. */
export const START = Date.UTC(2026, 0, 15, 12)

/** Starts a sandbox that is closed when the test ends. Limits are off unless the test sets them. */
export async function open(seed: SmallSeed = {}, options: HubspotOptions = {}): Promise<OpenSandbox> {
  const clock = { now: START }
  const sandbox = await startSandbox({
    hubspot: { limits: 'off', now: () => clock.now, seed: (state) => seedSmall(state, seed), ...options },
  })
  onTestFinished(() => sandbox.close())
  return { ...sandbox, clock, client: clientOf(sandbox), send: sender(sandbox.baseUrl) }
}

/** The vendor's client, unwrapped, without its own retries. */
export function clientOf(sandbox: HubspotServer, accessToken = DEFAULT_TOKEN): Client {
  return new Client({ accessToken, basePath: sandbox.baseUrl, numberOfApiCallRetries: 0 })
}

/** Sends one request. A string body goes as a form, anything else as JSON. */
export function sender(baseUrl: string): OpenSandbox['send'] {
  return async (method, path, body, token = DEFAULT_TOKEN) => {
    const form = typeof body === 'string'
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      },
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
  }
}

/** What the vendor's client throws: the status and the parsed body. */
export async function refusal(work: Promise<unknown>): Promise<{ code: number; body: Reply['body'] }> {
  const outcome = await work.then(
    () => null,
    (error: unknown) => error,
  )
  if (outcome === null || typeof outcome !== 'object' || !('code' in outcome) || !('body' in outcome)) {
    throw new Error('The call was expected to be refused.', { cause: outcome })
  }
  return { code: Number(outcome.code), body: outcome.body }
}

/** `count` records with ids from 1 on. */
export function numbered(count: number, fields: (id: number) => object = () => ({})): { id: number }[] {
  return Array.from({ length: count }, (_, at) => ({ id: at + 1, ...fields(at + 1) }))
}
