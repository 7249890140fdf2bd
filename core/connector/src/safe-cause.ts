import { inspect } from 'node:util'
import { HttpFailure } from './http-answer.ts'
import type { Redactor } from './redaction.ts'

/** A chain of causes longer than this is a loop. */
const longestChain = 8

/**
 * What may be kept of a cause. Errors of HTTP clients hold the whole request, its token too, and a console prints every
 * property of every cause: only names, messages, codes, stacks and the vendor's answer are kept, redacted.
 */
export function safeCause(cause: unknown, redactor: Redactor, depth = 0): unknown {
  if (cause === undefined || cause === null || depth >= longestChain) return undefined
  if (cause instanceof HttpFailure) return safeAnswer(cause, redactor)
  if (!(cause instanceof Error)) {
    return redactor.redact(typeof cause === 'string' ? cause : inspect(cause, { depth: 4 }))
  }
  const inner = safeCause(cause.cause, redactor, depth + 1)
  const kept = new Error(redactor.redact(cause.message), inner === undefined ? undefined : { cause: inner })
  // Not enumerable, as on any error: a console shows both in the first line of the stack.
  Object.defineProperty(kept, 'name', { value: cause.name, configurable: true, writable: true })
  if (cause.stack !== undefined) kept.stack = redactor.redact(cause.stack)
  const code: unknown = 'code' in cause ? cause.code : undefined
  return typeof code === 'string' || typeof code === 'number' ? Object.assign(kept, { code }) : kept
}

/** The answer without its cookies, and without a token that the vendor repeated in it. */
function safeAnswer(failure: HttpFailure, redactor: Redactor): HttpFailure {
  const headers = Object.entries(failure.headers).filter(([name]) => name.toLowerCase() !== 'set-cookie')
  return new HttpFailure(
    failure.status,
    Object.fromEntries(headers.map(([name, value]) => [name, redactor.redact(value)])),
    redactor.redactValue(failure.body),
    failure.operation === null ? null : redactor.redact(failure.operation),
  )
}
