import { onTestFinished } from 'vitest'
import { startSandbox } from '../../start.ts'
import type { ZendeskOptions, ZendeskServer } from '../server.ts'

export interface Reply {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any
}

/** A running Zendesk stand-in with plain HTTP to it. */
export interface OpenAccount extends ZendeskServer {
  /** A clock that stands still until a test moves it. */
  clock: { now: number }
  get(path: string, authorization?: string): Promise<Reply>
  send(method: string, path: string, body?: unknown): Promise<Reply>
}

/** Noon of some day: where every test's clock starts. */
export const START = Date.UTC(2026, 0, 15, 12)

/** Starts a stand-in that is closed when the test ends. Limits are off unless the test sets them. */
export async function open(options: ZendeskOptions = {}): Promise<OpenAccount> {
  const clock = { now: START }
  const { zendesk, close } = await startSandbox({
    zendesk: { limits: 'off', now: () => clock.now, ...options },
  })
  onTestFinished(close)
  const call = async (
    method: string,
    path: string,
    authorization: string,
    body?: unknown,
  ): Promise<Reply> => {
    const answer = await fetch(`${zendesk.baseUrl}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  const bearer = `Bearer ${zendesk.accessToken}`
  return {
    ...zendesk,
    clock,
    get: (path, authorization = bearer) => call('GET', path, authorization),
    send: (method, path, body) => call(method, path, bearer, body),
  }
}
