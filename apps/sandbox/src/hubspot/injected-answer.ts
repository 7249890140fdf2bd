import type { ServerResponse } from 'node:http'
import { HubspotError } from './errors.ts'
import type { Fault } from './faults.ts'
import { rateLimitBody } from './limits.ts'

/** An answer on its way out. A null body is sent without a content type. */
export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: string | null
}

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

/** Drops the connection with a TCP reset: the client sees ECONNRESET. */
export function resetConnection(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy()
}

/** Announces the whole body, sends half of it, and closes. */
export async function sendHalf(outgoing: ServerResponse, answer: WireAnswer): Promise<void> {
  const bytes = Buffer.from(answer.body ?? '')
  outgoing.writeHead(answer.status, { ...answer.headers, 'Content-Length': String(bytes.length) })
  await new Promise<void>((resolve) => {
    outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => resolve())
  })
  outgoing.socket?.destroySoon()
}

/** Resolves when the other side, or the closing server, ends the connection. */
export function connectionClosed(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => outgoing.once('close', resolve))
}
