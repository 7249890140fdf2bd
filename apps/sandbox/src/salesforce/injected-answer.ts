import type { WireAnswer } from '../wire.ts'
import { overLimit } from './api-usage.ts'
import { SalesforceError } from './errors.ts'
import type { SalesforceFault } from './faults.ts'

const CODES: Record<number, string> = {
  401: 'INVALID_SESSION_ID',
  403: 'INSUFFICIENT_ACCESS',
  404: 'NOT_FOUND',
  503: 'SERVER_UNAVAILABLE',
}

const MESSAGES: Record<number, string> = { 401: 'Session expired or invalid' }

/** The answer that a fault gives instead of handling the request; null for faults that are no answer. */
export function injectedAnswer(fault: SalesforceFault): WireAnswer | null {
  if (fault.kind === 'request-limit') return json(overLimit(fault.limit), {})
  if (fault.kind !== 'status') return null
  const { status, retryAfterSeconds: seconds } = fault
  const headers = seconds === undefined ? {} : { 'Retry-After': String(seconds) }
  if (fault.body === 'none') return { status, headers, body: null }
  if (fault.body === 'html') {
    const body = '<html><head><title>Error</title></head><body>We are down for maintenance.</body></html>'
    return { status, headers: { ...headers, 'Content-Type': 'text/html;charset=utf-8' }, body }
  }
  const code = fault.errorCode ?? CODES[status] ?? 'UNKNOWN_EXCEPTION'
  return json(
    new SalesforceError(status, code, fault.message ?? MESSAGES[status] ?? `Injected failure ${status}`),
    headers,
  )
}

function json(error: SalesforceError, headers: Record<string, string>): WireAnswer {
  return {
    status: error.status,
    headers: { ...headers, 'Content-Type': 'application/json;charset=UTF-8' },
    body: JSON.stringify(error.toBody()),
  }
}
