import type { z } from 'zod'
import { ConnectorError } from './errors.ts'
import { HiddenBody } from './hidden-body.ts'
import { HttpFailure } from './http-answer.ts'

/** An answer as it came. */
export interface RawAnswer {
  /** What was asked: `GET /things`. */
  readonly operation: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** How an answer becomes a value, or an error. */
export interface AnswerReading {
  /** The body of a success. Throws a ConnectorError where it is not what was expected. */
  read<T>(answer: RawAnswer, schema: z.ZodType<T>): T
  /** What an answer that is no success says. */
  failure(answer: RawAnswer): HttpFailure
}

/** Errors quote the answer: where it does not fit, and what the vendor says. */
export const quoting: AnswerReading = {
  read(answer, schema) {
    const parsed = schema.safeParse(parseStrictly(answer))
    if (parsed.success) return parsed.data
    throw unexpected(answer, firstIssue(parsed.error), parsed.error)
  },
  failure: ({ status, headers, text, operation }) =>
    new HttpFailure(status, headers, parseLoosely(text), operation),
}

/** Errors hold nothing of the answer: neither in their words nor in a cause. For content that may only be shown. */
export const silent: AnswerReading = {
  read(answer, schema) {
    const found = attempt(() => schema.safeParse(JSON.parse(answer.text)))
    if (found === null) throw notJson(answer)
    if (found.success) return found.data
    const code = found.error.issues[0]?.code ?? 'custom'
    throw unexpected(answer, `${code}; what it says may not be repeated`)
  },
  failure: ({ status, headers, text, operation }) =>
    new HttpFailure(status, pick(headers, ['retry-after', 'date']), new HiddenBody(text), operation),
}

/** Null where it failed. The error is dropped on purpose: those of `JSON.parse` and of transforms quote what they were given. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

function pick(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name)))
}

function unexpected({ operation, status }: RawAnswer, why: string, cause?: unknown): ConnectorError {
  const message = `${operation}: unexpected answer: ${why}`
  return new ConnectorError('contract', message, { cause, status, outcome: 'unknown' })
}

function notJson({ operation }: RawAnswer, cause?: unknown): ConnectorError {
  const message = `${operation}: the answer was cut short or is not JSON`
  return new ConnectorError('transient', message, { cause, outcome: 'unknown' })
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

function parseStrictly(answer: RawAnswer): unknown {
  if (answer.text === '') return null
  try {
    return JSON.parse(answer.text)
  } catch (cause) {
    throw notJson(answer, cause)
  }
}
