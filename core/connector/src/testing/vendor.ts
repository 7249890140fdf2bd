import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { BudgetSpecification, Budgets, LimitReading } from '../budgets.ts'
import type { CallRecord } from '../caller.ts'
import { type AnyConnector, defineConnector } from '../connector.ts'
import type { ConnectorContext } from '../context.ts'
import { type Credentials, staticToken } from '../credentials.ts'
import { createContext, type LiveContextOptions } from '../live-context.ts'
import { Redactor } from '../redaction.ts'

/** One answer of the vendor. */
export type Script = (request: IncomingMessage, response: ServerResponse) => void

/** A vendor on the loopback interface. */
export interface TestVendor extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** What it was asked, as `GET /things`. */
  readonly asked: string[]
  /** The authorization headers that came. */
  readonly tokens: (string | undefined)[]
}

/** Starts a vendor that answers with the scripts in order; the last one answers everything after it. */
export async function startVendor(...scripts: readonly Script[]): Promise<TestVendor> {
  const asked: string[] = []
  const tokens: (string | undefined)[] = []
  const server = createServer((request, response) => {
    const script = scripts[Math.min(asked.length, scripts.length - 1)]
    asked.push(`${request.method} ${request.url}`)
    tokens.push(request.headers.authorization)
    script?.(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    tokens,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers with JSON. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Script {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  }
}

/** Answers with a status and nothing else. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Script {
  return (_request, response) => {
    response.writeHead(code, headers).end()
  }
}

/** Ends the connection without an answer. */
export const reset: Script = (request) => {
  request.socket.destroy()
}

/** Never answers. */
export const silence: Script = () => {}

/** Budgets that note what is asked of them and let a test say who waits. */
export class ScriptedBudgets implements Budgets {
  /** What the next calls of `take` are told, in milliseconds; 0 afterwards. */
  readonly waits: number[] = []
  readonly taken: string[] = []
  readonly exhausted: { readonly budget: string; readonly forMs: number }[] = []
  readonly readings: LimitReading[] = []
  /** Called on each take: the place to do something while a call waits. */
  onTake: () => void = () => {}

  async take(specification: BudgetSpecification, longestWaitMs = Number.POSITIVE_INFINITY): Promise<number> {
    const wait = this.waits.shift() ?? 0
    if (wait <= longestWaitMs) this.taken.push(specification.name)
    this.onTake()
    return wait
  }

  async exhaust(specification: BudgetSpecification, forMs: number): Promise<void> {
    this.exhausted.push({ budget: specification.name, forMs })
  }

  async observe(_specification: BudgetSpecification, reading: LimitReading): Promise<void> {
    this.readings.push(reading)
  }
}

/** A connection to a vendor as a run opens it, and what was noted of it. */
export interface TestConnection {
  readonly ctx: ConnectorContext
  readonly budgets: ScriptedBudgets
  readonly calls: CallRecord[]
  readonly redactor: Redactor
}

export const testToken = 'a-token-that-nobody-may-see'

/** Connects with no pause between attempts. */
export function connect(
  baseUrl: string | null,
  options: {
    readonly connector?: Partial<AnyConnector>
    readonly credentials?: Credentials
    readonly signal?: AbortSignal
  } & Partial<Pick<LiveContextOptions<unknown>, 'attempts' | 'longestWaitMs' | 'beforeWrite'>> = {},
): TestConnection {
  const { connector, credentials, signal, ...limits } = options
  const [budgets, calls, redactor] = [new ScriptedBudgets(), [] as CallRecord[], new Redactor()]
  redactor.add(testToken)
  const ctx = createContext<unknown>({
    connector: { ...exampleConnector, baseUrl: () => baseUrl, ...connector },
    connection: 'crm',
    settings: {},
    credentials: credentials ?? staticToken(testToken, 'env:TOKEN'),
    budgets,
    redactor,
    signal: signal ?? new AbortController().signal,
    countStored: async () => 0,
    onCall: (call) => calls.push(call),
    retryBaseMs: 0,
    ...limits,
  })
  return { ctx, budgets, calls, redactor }
}

const exampleConnector = defineConnector({
  id: 'example',
  title: 'Example',
  settings: z.object({}),
  authentication: [],
  retention: 'full',
  baseUrl: () => null,
  budgets: [{ name: 'general', requests: 100, perMs: 10_000 }],
  streams: [],
  targets: [],
  async *check() {},
})

const thing = z.object({ id: z.string() })

/** Reads one thing. */
export function readThing(ctx: ConnectorContext, path = '/things/1') {
  return ctx.request({ method: 'GET', path, budget: 'general', effect: 'read', schema: thing })
}

/** Writes one thing. */
export function writeThing(ctx: ConnectorContext) {
  return ctx.request({
    method: 'POST',
    path: '/things',
    body: { id: '1' },
    budget: 'general',
    effect: 'write',
    schema: thing,
  })
}

/** What a promise is rejected with. */
export function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => Promise.reject(new Error(`expected a failure, got ${JSON.stringify(value)}`)),
    (error: unknown) => error,
  )
}
