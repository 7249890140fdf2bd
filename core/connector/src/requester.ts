import axios from 'axios'
import { addressCheck } from './address-check.ts'
import { quoting, silent } from './answer-reading.ts'
import { longestAnswer } from './bounded-answer.ts'
import type { AnyConnector } from './connector.ts'
import type { Answer, ConnectorContext, RequestOptions } from './context.ts'
import { plainHeaders } from './plain-headers.ts'
import type { Redactor } from './redaction.ts'
import { signRequest } from './sign-request.ts'

/** What makes the HTTP requests of one connection, as calls, to its own hosts only, with answers checked by their schemas. */
export function createRequester(
  options: {
    readonly connector: AnyConnector
    readonly connection: string
    readonly settings: unknown
    readonly redactor: Redactor
    /** Answers may only be shown: no error holds anything of them. */
    readonly isShownOnly: boolean
  },
  call: ConnectorContext['call'],
): ConnectorContext['request'] {
  const toUrl = addressCheck(options)
  const reading = options.isShownOnly ? silent : quoting
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
    const signedBy = options.connector.signedBy?.(url)
    return call({ ...wanted, operation, signedBy }, async ({ token, signal, observe: read, agentsFor }) => {
      const signed = signRequest(options.connector, url, token)
      const response = await http.request<string>({
        method: wanted.method,
        url: signed.url.href,
        signal,
        ...agentsFor(signed.url),
        headers: {
          accept: 'application/json',
          ...signed.headers,
          ...(wanted.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...wanted.headers,
        },
        ...(wanted.body === undefined ? {} : { data: JSON.stringify(wanted.body) }),
      })
      const { status, data: text } = response
      const headers = plainHeaders(response.headers)
      read(headers)
      const answer = { operation, status, headers, text }
      if (status < 200 || status > 299) throw reading.failure(answer)
      return { status, headers, body: reading.read(answer, wanted.schema) }
    })
  }

  return request
}
