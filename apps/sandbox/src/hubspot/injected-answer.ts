import type { WireAnswer } from '../wire.ts'
import { HubspotError } from './errors.ts'
import type { Fault } from './faults.ts'
import { rateLimitBody } from './limits.ts'

/** HubSpot's category for statuses that a fault can inject. */
const CATEGORIES: Record<number, string> = {
  401: 'INVALID_AUTHENTICATION',
  403: 'MISSING_SCOPES',
  423: 'LOCKED',
  477: 'MIGRATION_IN_PROGRESS',
}

/** The answer that a fault gives instead of handling the request; null for faults that are no answer. */
export function injectedAnswer(fault: Fault): WireAnswer | null {
  if (fault.kind === 'rate-limit') {
    return {
      status: 429,
      headers: { 'Content-Type': 'application/json;charset=utf-8', ...retryAfter(fault.retryAfterSeconds) },
      body: JSON.stringify(rateLimitBody(fault.policyName ?? 'TEN_SECONDLY_ROLLING')),
    }
  }
  if (fault.kind !== 'status') return null
  if (fault.body === 'none')
    return { status: fault.status, headers: retryAfter(fault.retryAfterSeconds), body: null }
  const category = CATEGORIES[fault.status] ?? 'INTERNAL_ERROR'
  const error = new HubspotError(fault.status, category, `Injected failure ${fault.status}`)
  return {
    status: fault.status,
    headers: { 'Content-Type': 'application/json;charset=utf-8', ...retryAfter(fault.retryAfterSeconds) },
    body: JSON.stringify(error.toBody()),
  }
}

function retryAfter(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) }
}
