import { isAxiosError } from 'axios'
import type { CallOptions } from './context.ts'
import { ConnectorError } from './errors.ts'
import { classifyStatus, HttpFailure } from './http-answer.ts'
import { networkOutcome } from './network-failure.ts'

/** How long a call may take where it does not say so itself, in milliseconds. */
export const defaultTimeoutMs = 30_000

/** The error of a call whose time is up. Whether a write took effect is unknown. */
export function timedOut(call: CallOptions, cause: unknown): ConnectorError {
  const seconds = (call.timeoutMs ?? defaultTimeoutMs) / 1000
  return new ConnectorError('transient', `${call.operation}: no answer within ${seconds} s`, {
    cause,
    outcome: 'unknown',
  })
}

/** What an error means where the connector has nothing more precise to say. */
export function classifyUnknown(error: unknown, operation: string, now: number): ConnectorError {
  if (error instanceof HttpFailure) return classifyStatus(error, operation, now)
  const message = error instanceof Error ? error.message : String(error)
  const outcome = networkOutcome(error)
  if (isAxiosError(error) || outcome !== null) {
    return new ConnectorError('transient', `${operation}: the connection failed: ${message}`, {
      cause: error,
      outcome: outcome ?? 'unknown',
    })
  }
  return new ConnectorError('contract', `${operation}: ${message}`, { cause: error, outcome: 'unknown' })
}
