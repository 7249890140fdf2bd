import { isAxiosError } from 'axios'
import type { CallOptions } from './context.ts'
import { ConnectorError } from './errors.ts'
import { classifyStatus, HttpFailure } from './http-answer.ts'

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
  if (isAxiosError(error) || isNetworkError(error)) {
    return new ConnectorError('transient', `${operation}: the connection failed: ${message}`, {
      cause: error,
      outcome: neverConnected(error) ? 'none' : 'unknown',
    })
  }
  return new ConnectorError('contract', `${operation}: ${message}`, { cause: error, outcome: 'unknown' })
}

/** Errors of fetch and of sockets carry a code, their own or their cause's. */
function isNetworkError(error: unknown): boolean {
  for (const { message, code } of causesOf(error)) {
    if (code !== undefined && /^(E[A-Z_]+|UND_ERR_\w+)$/.test(code) && !code.startsWith('ERR_')) return true
    if (message === 'terminated' || message === 'fetch failed') return true
  }
  return false
}

/** Nobody listened, or no such host: the request never left, so it certainly had no effect. */
function neverConnected(error: unknown): boolean {
  return causesOf(error).some(
    ({ code }) => code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN',
  )
}

function causesOf(error: unknown): { readonly message: string; readonly code: string | undefined }[] {
  const found: { message: string; code: string | undefined }[] = []
  for (let current = error; current instanceof Error && found.length < 8; current = current.cause) {
    const code: unknown = 'code' in current ? current.code : undefined
    found.push({ message: current.message, code: typeof code === 'string' ? code : undefined })
  }
  return found
}
