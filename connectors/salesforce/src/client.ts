import { PassThrough } from 'node:stream'
import {
  type Access,
  boundedText,
  type CallOptions,
  type ConnectorContext,
  ConnectorError,
  HttpFailure,
  longestAnswer,
} from '@rapport/connector'
import { Connection } from 'jsforce'
import { StreamPromise } from 'jsforce/lib/util/promise.js'
import { beginRequest } from './concurrency.ts'
import { classifyFailure } from './failures.ts'
import { countCall, noteDailyCalls, spendCall } from './limits.ts'
import { noteServerTime } from './server-time.ts'
import type { SalesforceSettings } from './settings.ts'

export type SalesforceContext = ConnectorContext<SalesforceSettings>

/** A call of this connector. All but a few spend the org's daily allowance. */
export type SalesforceCall = Omit<CallOptions, 'budget'>

/**
 * One call through jsforce, with everything that jsforce does for itself left to the context: its transport, which retries
 * GET but never POST, follows redirects with the token and knows no time-out below 30 minutes, is replaced by one request that
 * ends with the call. A connection is made per call, so no token and no cache outlives it.
 */
export async function callClient<T>(
  ctx: SalesforceContext,
  options: SalesforceCall,
  send: (connection: Connection) => Promise<T>,
): Promise<T> {
  const end = await beginRequest(ctx, 'call')
  try {
    return await callCounted(ctx, options, async (access) => {
      const connection = new Connection({
        instanceUrl: ctx.settings.instanceUrl,
        accessToken: access.token,
        version: ctx.settings.apiVersion,
      })
      connection._transport = bareTransport(access)
      return send(connection)
    })
  } finally {
    end()
  }
}

/** An answer whose text is still arriving. */
export interface OpenAnswer {
  readonly headers: Readonly<Record<string, string>>
  /** @throws ConnectorError of kind `transient` where the connection breaks or stalls. */
  readonly chunks: AsyncIterable<Uint8Array>
}

/** How long an answer may stall before it is taken for lost. */
const longestStallMs = 60_000

/**
 * One request past jsforce, which holds whole answers in memory and cannot page through the results of bulk jobs. The call ends
 * with the headers; the text is read afterwards, at the pace of its reader, and may take as long as it goes on arriving. It must be
 * read, or its reading begun and left: until then the request counts as one under way.
 */
export async function openText(
  ctx: SalesforceContext,
  options: SalesforceCall,
  path: string,
): Promise<OpenAnswer> {
  const stop = new AbortController()
  const end = await beginRequest(ctx, 'download')
  try {
    return await callCounted(ctx, options, async (access) => {
      const giveUp = (): void => stop.abort(access.signal.reason)
      access.signal.addEventListener('abort', giveUp, { once: true })
      try {
        const response = await ask(access, stop.signal, {
          method: 'GET',
          url: `${ctx.settings.instanceUrl}${path}`,
          headers: { accept: 'text/csv' },
        })
        const headers = Object.fromEntries(response.headers)
        return { headers, chunks: chunksOf(ctx, response, { stop, end }, options.operation) }
      } finally {
        access.signal.removeEventListener('abort', giveUp)
      }
    })
  } catch (error) {
    end()
    throw error
  }
}

/** A file in pieces. */
export interface UploadedFile {
  readonly parts: readonly Uint8Array[]
  /** Its media type. */
  readonly type: string
}

/**
 * Puts a file there, past jsforce, which would hold it as one text. It is sent piece by piece and with its length: Blob, which does
 * both, was measured to copy all of it.
 */
export async function sendFile(
  ctx: SalesforceContext,
  options: SalesforceCall,
  path: string,
  { parts, type }: UploadedFile,
): Promise<void> {
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, 0)
  const end = await beginRequest(ctx, 'call')
  try {
    await callCounted(ctx, options, (access) =>
      send(access, {
        method: 'PUT',
        url: `${ctx.settings.instanceUrl}${path}`,
        headers: { 'content-type': type, 'content-length': String(bytes) },
        body: ReadableStream.from(parts),
      }),
    )
  } finally {
    end()
  }
}

async function* chunksOf(
  ctx: SalesforceContext,
  response: Response,
  { stop, end }: { readonly stop: AbortController; readonly end: () => void },
  operation: string,
): AsyncGenerator<Uint8Array> {
  const giveUp = (): void => stop.abort(ctx.signal.reason)
  ctx.signal.addEventListener('abort', giveUp, { once: true })
  const reader = response.body?.getReader()
  try {
    while (reader !== undefined) {
      const stalled = setTimeout(() => stop.abort(), longestStallMs)
      const { done, value } = await reader.read().finally(() => clearTimeout(stalled))
      if (done) return
      yield value
    }
  } catch (error) {
    ctx.signal.throwIfAborted()
    const known = classifyFailure(error, operation)
    if (known !== undefined) throw known
    throw new ConnectorError('transient', `${operation}: the answer stalled or broke off`, { cause: error })
  } finally {
    ctx.signal.removeEventListener('abort', giveUp)
    // Closes the connection where the reader left before the end.
    await reader?.cancel().catch(() => {})
    end()
  }
}

/** A call that is counted against the org's daily allowance before and corrected by the answer. */
function callCounted<T>(
  ctx: SalesforceContext,
  options: SalesforceCall,
  perform: (access: Access) => Promise<T>,
): Promise<T> {
  spendCall(ctx)
  let attempts = 0
  return ctx.call({ ...options, budget: 'daily' }, async (access) => {
    attempts += 1
    if (attempts > 1) countCall(ctx)
    const observe = (headers: Readonly<Record<string, string>>): void => {
      noteDailyCalls(ctx, headers)
      noteServerTime(ctx, headers)
      access.observe(headers)
    }
    try {
      return await perform({ ...access, observe })
    } catch (error) {
      throw classifyFailure(error, options.operation) ?? error
    }
  })
}

/** What jsforce asks its transport for. */
interface TransportRequest {
  readonly method: string
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** jsforce's transport, without its retries, redirects and process-wide defaults. */
function bareTransport(access: Access): Connection['_transport'] {
  return {
    httpRequest: (request: TransportRequest) =>
      StreamPromise.create(() => ({
        // jsforce offers each answer as a stream too; nothing here reads it.
        stream: new PassThrough(),
        promise: send(access, request).then(({ headers, text }) => {
          requireWholeJson(headers, text)
          return { statusCode: 200, headers: { ...headers }, body: text }
        }),
      })),
    getRequestStreamCreator: () => {
      throw new Error('requests are made without streams')
    },
  }
}

async function send(
  access: Access,
  request: TransportRequest,
): Promise<{ headers: Readonly<Record<string, string>>; text: string }> {
  const response = await ask(access, access.signal, request)
  return { headers: Object.fromEntries(response.headers), text: await boundedText(response, longestAnswer) }
}

/** @throws HttpFailure where the answer is not 2xx. */
async function ask(
  { token, observe, fetch }: Access,
  signal: AbortSignal,
  request: TransportRequest,
): Promise<Response> {
  // jsforce gives the same header with another spelling: set, not added.
  const sent = new Headers(request.headers)
  sent.set('authorization', `Bearer ${token}`)
  const response = await fetch(request.url, {
    method: request.method,
    headers: sent,
    ...bodyOf(request),
    redirect: 'manual',
    signal,
  })
  const headers = Object.fromEntries(response.headers)
  observe(headers)
  if (response.ok) return response
  throw new HttpFailure(response.status, headers, parse(await boundedText(response, longestAnswer)))
}

function bodyOf({ body }: TransportRequest): RequestInit {
  if (typeof body === 'string') return { body }
  return body instanceof ReadableStream ? { body, duplex: 'half' } : {}
}

/** jsforce takes JSON that it cannot parse for plain text and goes on with that. */
function requireWholeJson(headers: Readonly<Record<string, string>>, text: string): void {
  if (!/json/.test(headers['content-type'] ?? '')) return
  try {
    JSON.parse(text)
  } catch (cause) {
    throw new ConnectorError('transient', 'the answer was cut short or is not JSON', {
      cause,
      outcome: 'unknown',
    })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
