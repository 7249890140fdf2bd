import { ConnectorError } from './errors.ts'

/** An answer that is not 2xx, for a connector's `classify` to read. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The parsed body where it was JSON, else the text. */
  readonly body: unknown
  /** What was asked, as `GET /things`; null where that was not told. */
  readonly operation: string | null

  constructor(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: unknown,
    operation: string | null = null,
  ) {
    super(`HTTP ${status}`)
    this.status = status
    this.headers = headers
    this.body = body
    this.operation = operation
  }
}

/** Reads `Retry-After` (seconds or an HTTP date, RFC 9110 section 10.2.3) as milliseconds; undefined where absent. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const value = headers['retry-after']
  if (value === undefined || value === '') return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

/** A header, or a part of one, that must be a whole number; null where it is absent or something else. */
export function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null
}

/** What a status means where the connector has nothing more precise to say. */
export function classifyStatus(failure: HttpFailure, operation: string, now: number): ConnectorError {
  const { status } = failure
  const because = { cause: failure, status }
  if (status === 401)
    return new ConnectorError('auth', `${operation}: the sign-in was refused (401)`, because)
  if (status === 403) return new ConnectorError('auth', `${operation}: no permission (403)`, because)
  if (status === 404 || status === 410)
    return new ConnectorError('gone', `${operation}: not found (${status})`, because)
  if (status === 409) return new ConnectorError('conflict', `${operation}: conflict (409)`, because)
  if (status === 429) {
    const wait = retryAfterMs(failure.headers, now)
    return new ConnectorError('rate', `${operation}: too many requests (429)`, {
      ...because,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    })
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfterMs(failure.headers, now)
    return new ConnectorError('transient', `${operation}: the vendor failed (${status})`, {
      ...because,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
      outcome: 'unknown',
    })
  }
  if (status >= 300 && status < 400) {
    return new ConnectorError(
      'config',
      `${operation}: sent elsewhere (${status}), and redirects are not followed: check the connection's base URL`,
      because,
    )
  }
  return new ConnectorError('invalid', `${operation}: refused (${status})`, because)
}
