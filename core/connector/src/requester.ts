import axios from 'axios'
import type { z } from 'zod'
import { addressCheck } from './address-check.ts'
import type { AnyConnector } from './connector.ts'
import type { Answer, ConnectorContext, RequestOptions } from './context.ts'
import { ConnectorError } from './errors.ts'
import { HttpFailure } from './http-answer.ts'
import { plainHeaders } from './plain-headers.ts'
import type { Redactor } from './redaction.ts'

/** Bytes of an answer beyond which it is broken off: no page of records is that large. */
const longestAnswer = 64 * 1024 * 1024

/** What makes the HTTP requests of one connection, as calls, to its own hosts only, with answers checked by their schemas. */
export function createRequester(
  options: {
    readonly connector: AnyConnector
    readonly connection: string
    readonly settings: unknown
    readonly redactor: Redactor
  },
  call: ConnectorContext['call'],
): ConnectorContext['request'] {
  const toUrl = addressCheck(options)
  const authorization = (token: string): string =>
    options.connector.authorization?.(token) ?? `Bearer ${token}`
  const http = axios.create({
    maxRedirects: 0,
    proxy: false,
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    maxContentLength: longestAnswer,
  })

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
          ...(token === '' ? {} : { authorization: authorization(token) }),
          ...(wanted.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...wanted.headers,
        },
        ...(wanted.body === undefined ? {} : { data: JSON.stringify(wanted.body) }),
      })
      const headers = plainHeaders(response.headers)
      read(headers)
      if (response.status < 200 || response.status > 299) {
        throw new HttpFailure(response.status, headers, parseLoosely(response.data))
      }
      const parsed = wanted.schema.safeParse(parseStrictly(response.data, operation))
      if (!parsed.success) {
        throw new ConnectorError('contract', `${operation}: unexpected answer: ${firstIssue(parsed.error)}`, {
          cause: parsed.error,
          status: response.status,
          outcome: 'unknown',
        })
      }
      return { status: response.status, headers, body: parsed.data }
    })
  }

  return request
}

/** The first mismatch in full; a page of a hundred records may have as many. */
function firstIssue(error: z.ZodError): string {
  const [first, ...others] = error.issues
  const where = first?.path.map(String).join('.') || 'the whole answer'
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return `${where}: ${first?.message ?? error.message}${more}`
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
