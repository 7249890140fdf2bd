import type { EntityName } from '@rapport/model'
import axios, { type AxiosInstance, isAxiosError } from 'axios'
import pRetry, { AbortError } from 'p-retry'
import type { BudgetSpecification, Budgets } from './budgets.ts'
import type { AnyConnector } from './connector.ts'
import type {
  Access,
  Answer,
  CallOptions,
  ConnectorContext,
  ModifiedRange,
  RequestOptions,
} from './context.ts'
import type { Credentials } from './credentials.ts'
import { ConnectorError, isRetryable } from './errors.ts'
import { classifyStatus, HttpFailure } from './http-answer.ts'
import type { Redactor } from './redaction.ts'

/** One finished call, for counting and logs. Holds no secret and no content. */
export interface CallRecord {
  readonly connection: string
  readonly operation: string
  readonly budget: string
  readonly effect: 'read' | 'write'
  readonly attempt: number
  readonly outcome: 'ok' | ConnectorError['kind']
  readonly ms: number
}

export interface LiveContextOptions<Settings> {
  readonly connector: AnyConnector
  readonly connection: string
  readonly settings: Settings
  readonly credentials: Credentials
  readonly budgets: Budgets
  readonly redactor: Redactor
  readonly signal: AbortSignal
  readonly countStored: (entity: EntityName, range: ModifiedRange) => Promise<number>
  readonly onCall?: (call: CallRecord) => void
  /** Attempts per call, the first included. Default 6. */
  readonly attempts?: number
  /** First pause between attempts, doubled each time up to 32 s. Default 500 ms. */
  readonly retryBaseMs?: number
  /** Longest wait for a rate limit before the run gives up and says when to come back. Default 2 minutes. */
  readonly longestWaitMs?: number
}

const defaultTimeoutMs = 30_000

/** Builds the context of one connection: the only way out to a vendor. */
export function createContext<Settings>(options: LiveContextOptions<Settings>): ConnectorContext<Settings> {
  const { connector, settings, redactor } = options
  const baseUrl = connector.baseUrl(settings)
  const hosts = new Set([
    ...(baseUrl === null ? [] : [new URL(baseUrl).host]),
    ...(connector.hosts?.(settings) ?? []),
  ])
  const http: AxiosInstance = axios.create({
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    maxContentLength: 64 * 1024 * 1024,
  })

  const specificationOf = (name: string): BudgetSpecification => {
    const found = connector.budgets.find((budget) => budget.name === name)
    if (found === undefined) throw new Error(`connector ${connector.id} declares no budget "${name}"`)
    return found
  }

  const observe = (headers: Readonly<Record<string, string>>): void => {
    for (const reading of connector.readLimits?.(headers) ?? []) {
      // A correction that fails must not fail the call: the next answer brings another.
      options.budgets.observe(specificationOf(reading.budget), reading).catch(() => {})
    }
  }

  const classify = (error: unknown, call: CallOptions): ConnectorError => {
    const known =
      error instanceof ConnectorError ? error : (connector.classify?.(error) ?? fallback(error, call))
    const withName = known.message.startsWith(options.connection)
      ? known.message
      : `${options.connection}: ${known.message}`
    return new ConnectorError(known.kind, redactor.redact(withName), {
      cause: withoutRequest(known.cause, redactor),
      outcome: known.outcome,
      ...(known.retryAfterMs === null ? {} : { retryAfterMs: known.retryAfterMs }),
      ...(known.status === null ? {} : { status: known.status }),
    })
  }

  async function attempt<T>(
    call: CallOptions,
    number: number,
    perform: (access: Access) => Promise<T>,
  ): Promise<T> {
    options.signal.throwIfAborted()
    const specification = specificationOf(call.budget)
    await sleep(await options.budgets.take(specification), options.signal)
    const timeout = AbortSignal.timeout(call.timeoutMs ?? defaultTimeoutMs)
    const signal = AbortSignal.any([options.signal, timeout])
    const started = performance.now()
    const record = (outcome: CallRecord['outcome']): void =>
      options.onCall?.({
        connection: options.connection,
        operation: call.operation,
        budget: call.budget,
        effect: call.effect,
        attempt: number,
        outcome,
        ms: performance.now() - started,
      })
    const send = async (token: string): Promise<T> => abortable(perform({ token, signal, observe }), signal)
    const token = await options.credentials.token()
    try {
      const result = await send(token)
      record('ok')
      return result
    } catch (error) {
      options.signal.throwIfAborted()
      const failure = classify(timeout.aborted ? timedOut(call, error) : error, call)
      record(failure.kind)
      if (failure.kind === 'rate') {
        await options.budgets.exhaust(specification, failure.retryAfterMs ?? specification.perMs)
      }
      if (failure.kind === 'auth' && failure.status === 401) {
        const renewed = await options.credentials.refresh(token)
        if (renewed !== token) return await repeatOnce(call, renewed, send)
      }
      throw failure
    }
  }

  async function repeatOnce<T>(
    call: CallOptions,
    token: string,
    send: (token: string) => Promise<T>,
  ): Promise<T> {
    try {
      return await send(token)
    } catch (error) {
      options.signal.throwIfAborted()
      throw classify(error, call)
    }
  }

  async function call<T>(what: CallOptions, perform: (access: Access) => Promise<T>): Promise<T> {
    const longest = options.longestWaitMs ?? 120_000
    return pRetry(
      async (number) => {
        try {
          return await attempt(what, number, perform)
        } catch (error) {
          if (!isRetryable(error)) throw new AbortError(error as Error)
          if (what.effect === 'write' && error.outcome === 'unknown') throw new AbortError(error)
          if ((error.retryAfterMs ?? 0) > longest) throw new AbortError(error)
          throw error
        }
      },
      {
        retries: (options.attempts ?? 6) - 1,
        minTimeout: options.retryBaseMs ?? 500,
        maxTimeout: 32_000,
        factor: 2,
        randomize: true,
        signal: options.signal,
      },
    )
  }

  const toUrl = (path: string): URL => {
    const url = new URL(path, baseUrl ?? undefined)
    if (!hosts.has(url.host)) {
      throw new ConnectorError(
        'config',
        `requests to ${url.host} are not allowed: the connection speaks to ${[...hosts].join(', ')} only`,
      )
    }
    return url
  }

  async function request<T>(wanted: RequestOptions<T>): Promise<Answer<T>> {
    const url = toUrl(wanted.path)
    for (const [name, value] of Object.entries(wanted.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value))
    }
    const operation = `${wanted.method} ${url.pathname}`
    return call({ ...wanted, operation }, async ({ token, signal, observe: read }) => {
      const response = await http.request<string>({
        method: wanted.method,
        url: url.href,
        signal,
        headers: {
          accept: 'application/json',
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
          ...(wanted.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...wanted.headers,
        },
        ...(wanted.body === undefined ? {} : { data: JSON.stringify(wanted.body) }),
      })
      const headers = Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
      )
      read(headers)
      if (response.status < 200 || response.status > 299) {
        throw new HttpFailure(response.status, headers, parseLoosely(response.data))
      }
      const parsed = wanted.schema.safeParse(parseStrictly(response.data, operation))
      if (!parsed.success) {
        throw new ConnectorError('contract', `${operation}: unexpected answer: ${parsed.error.message}`, {
          cause: parsed.error,
          status: response.status,
          outcome: 'unknown',
        })
      }
      return { status: response.status, headers, body: parsed.data }
    })
  }

  return {
    connection: options.connection,
    settings,
    signal: options.signal,
    request,
    call,
    countStored: options.countStored,
  }
}

/** An error of axios holds the whole request, its token too, and a console prints all of it: only what it says is kept. */
function withoutRequest(cause: unknown, redactor: Redactor): unknown {
  if (!isAxiosError(cause)) return cause
  return Object.assign(new Error(redactor.redact(cause.message)), { name: cause.name, code: cause.code })
}

function timedOut(call: CallOptions, cause: unknown): ConnectorError {
  const seconds = (call.timeoutMs ?? defaultTimeoutMs) / 1000
  return new ConnectorError('transient', `${call.operation}: no answer within ${seconds} s`, {
    cause,
    outcome: 'unknown',
  })
}

function fallback(error: unknown, call: CallOptions): ConnectorError {
  if (error instanceof HttpFailure) return classifyStatus(error, call.operation, Date.now())
  if (isAxiosError(error) || isNetworkError(error)) {
    return new ConnectorError(
      'transient',
      `${call.operation}: the connection failed: ${(error as Error).message}`,
      {
        cause: error,
        outcome: 'unknown',
      },
    )
  }
  return new ConnectorError(
    'contract',
    `${call.operation}: ${error instanceof Error ? error.message : String(error)}`,
    {
      cause: error,
      outcome: 'unknown',
    },
  )
}

/** Errors of fetch and of sockets carry a code, their own or their cause's. */
function isNetworkError(error: unknown): boolean {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const code = (current as NodeJS.ErrnoException).code
    if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) return true
    if (current.message === 'terminated' || current.message === 'fetch failed') return true
  }
  return false
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function parseStrictly(text: string, operation: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ConnectorError('transient', `${operation}: the answer was cut short or is not JSON`, {
      cause,
      outcome: 'unknown',
    })
  }
}

/** A client that ignores the signal must not hold the run: the wait ends with the signal, whatever the client does. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
