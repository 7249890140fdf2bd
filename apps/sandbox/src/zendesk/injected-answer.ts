import type { WireAnswer } from '../wire.ts'
import type { ZendeskFault } from './faults.ts'
import { tooManyRequests } from './limits.ts'

const ERRORS: Readonly<Record<number, string>> = {
  401: "Couldn't authenticate you",
  403: 'Forbidden',
  404: 'RecordNotFound',
  409: 'Conflict',
  422: 'RecordInvalid',
  500: 'InternalError',
  503: 'ServiceUnavailable',
}

/** The answer that a fault gives instead of handling the request; null for faults that are no answer. */
export function injectedAnswer(fault: ZendeskFault): WireAnswer | null {
  if (fault.kind === 'rate-limit') {
    return json(429, tooManyRequests(''), retryAfter(fault.retryAfterSeconds))
  }
  if (fault.kind !== 'status') return null
  const { status } = fault
  const headers = retryAfter(fault.retryAfterSeconds)
  if (fault.body === 'none') return { status, headers, body: null }
  if (fault.body === 'html') {
    const body =
      '<html><head><title>Zendesk</title></head><body>This help desk is being maintained.</body></html>'
    return { status, headers: { ...headers, 'Content-Type': 'text/html; charset=utf-8' }, body }
  }
  const error = fault.error ?? ERRORS[status] ?? 'Error'
  const description = fault.description ?? (status === 401 ? undefined : `Injected failure ${status}`)
  return json(status, { error, ...(description === undefined ? {} : { description }) }, headers)
}

function retryAfter(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) }
}

function json(status: number, body: unknown, headers: Record<string, string>): WireAnswer {
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  }
}
