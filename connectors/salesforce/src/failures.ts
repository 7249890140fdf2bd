import {
  ConnectorError,
  type ConnectorErrorKind,
  classifyNetworkFailure,
  HttpFailure,
  retryAfterMs,
  type VendorName,
} from '@rapport/connector'
import { z } from 'zod'
import { dailyWaitMs } from './limits.ts'

const vendor: VendorName = { name: 'Salesforce', statusPage: 'status.salesforce.com' }

/** Salesforce answers a refusal with a list of these; the sign-in with one of another shape. */
const problem = z.object({
  message: z.string().catch(''),
  errorCode: z.string().catch(''),
  fields: z.array(z.string()).nullish().catch(null),
})
const signInProblem = z.object({ error: z.string(), error_description: z.string().optional() })
type Problem = z.infer<typeof problem>

/** How long to leave an org alone that has too many long calls running. */
const concurrentWaitMs = 5_000
/** How long to leave a row alone that somebody else is writing. */
const lockedWaitMs = 1_000

/**
 * Turns an answer that is not 2xx, or a failed connection, into a ConnectorError; undefined for anything else. `operation` says
 * what was tried, where that is known; `now` (epoch milliseconds) is used for a `Retry-After` that names a time.
 */
export function classifyFailure(
  error: unknown,
  operation?: string,
  now: number = Date.now(),
): ConnectorError | undefined {
  if (error instanceof ConnectorError) return error
  if (error instanceof HttpFailure) return classifyAnswer(error, operation, now)
  return classifyNetworkFailure(error, vendor, operation)
}

/** Salesforce's own codes in an error, such as `INVALID_FIELD`: what its kind does not tell apart. */
export function errorCodesOf(error: unknown): readonly string[] {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth++) {
    if (current instanceof HttpFailure) return problemsOf(current.body).map(({ errorCode }) => errorCode)
    current = current.cause
  }
  return []
}

/** The kind of one row's refusal, by its code. */
export function kindOfCode(code: string): ConnectorErrorKind {
  return byCode[code]?.kind ?? 'invalid'
}

function problemsOf(body: unknown): readonly Problem[] {
  const list = z.array(problem).safeParse(body)
  if (list.success) return list.data
  const single = problem.safeParse(body)
  if (single.success && single.data.errorCode !== '') return [single.data]
  const signIn = signInProblem.safeParse(body)
  if (!signIn.success) return []
  const { error, error_description: description } = signIn.data
  return [{ errorCode: error, message: description ?? error, fields: null }]
}

/** What a code means, whatever status it came with. */
const byCode: Readonly<
  Record<string, { readonly kind: ConnectorErrorKind; readonly waitMs?: number; readonly advice?: string }>
> = {
  INVALID_SESSION_ID: { kind: 'auth' },
  INVALID_FIELD: { kind: 'config', advice: 'correct the mapping, or give the user access to the field' },
  INVALID_TYPE: { kind: 'config', advice: 'the org lacks the object, or the user may not see it' },
  MALFORMED_QUERY: { kind: 'contract' },
  API_DISABLED_FOR_ORG: { kind: 'auth', advice: "the org's edition has no API access" },
  API_CURRENTLY_DISABLED: { kind: 'auth', advice: 'give the user the permission "API Enabled"' },
  INSUFFICIENT_ACCESS: { kind: 'auth', advice: 'give the user a permission set with access' },
  INSUFFICIENT_ACCESS_OR_READONLY: { kind: 'auth', advice: 'give the user a permission set with access' },
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: { kind: 'auth', advice: 'give the user access to it' },
  UNABLE_TO_LOCK_ROW: { kind: 'transient', waitMs: lockedWaitMs },
  SERVER_UNAVAILABLE: { kind: 'transient' },
  QUERY_TIMEOUT: { kind: 'transient' },
  INVALID_QUERY_LOCATOR: { kind: 'gone' },
  NOT_FOUND: { kind: 'gone' },
  ENTITY_IS_DELETED: { kind: 'gone' },
  INVALID_CROSS_REFERENCE_KEY: { kind: 'gone' },
}

function classifyAnswer(failure: HttpFailure, operation: string | undefined, now: number): ConnectorError {
  const { status, headers } = failure
  const problems = problemsOf(failure.body)
  const first = problems[0]
  const code = first?.errorCode ?? ''
  const said = withCode(first) ?? `HTTP ${status}`
  const wait = retryAfterMs(headers, now)
  const fail = (
    kind: ConnectorErrorKind,
    message: string,
    more: { waitMs?: number | undefined; outcome?: 'unknown' } = {},
  ): ConnectorError =>
    new ConnectorError(kind, `${operation === undefined ? '' : `${operation}: `}${message}`, {
      cause: failure,
      status,
      ...(more.outcome === undefined ? {} : { outcome: more.outcome }),
      ...(more.waitMs === undefined ? {} : { retryAfterMs: more.waitMs }),
    })

  if (code === 'REQUEST_LIMIT_EXCEEDED') return limitExceeded(fail, said, wait)
  if (status === 401) return fail('auth', `Salesforce refused the access token (401): ${said}`)
  if (status === 429) {
    return fail('rate', `too many requests (429): ${said}`, { waitMs: wait ?? concurrentWaitMs })
  }
  if (status === 410) return fail('config', retired(said))
  if (status >= 500 || status === 408 || status === 420) {
    return fail('transient', `Salesforce failed (${status}): ${said}`, { waitMs: wait, outcome: 'unknown' })
  }
  const known = byCode[code]
  if (known !== undefined) {
    const advice = known.advice === undefined ? '' : `: ${known.advice}`
    return fail(known.kind, `refused by Salesforce (${status}): ${said}${advice}`, {
      waitMs: wait ?? known.waitMs,
    })
  }
  if (status === 403) return fail('auth', `Salesforce does not allow this (403): ${said}`)
  if (status === 404) return fail('gone', `not found in Salesforce (404): ${said}`)
  if (status === 409) return fail('conflict', `Salesforce reports a conflict (409): ${said}`)
  if (status >= 300 && status < 400) {
    return fail('config', `sent elsewhere (${status}): set instanceUrl to the org's own My Domain address`)
  }
  return fail('invalid', `refused by Salesforce (${status}): ${said}`)
}

/** One code for two limits: so many calls a day, and so many long calls at once. Only the message tells them apart. */
function limitExceeded(
  fail: (kind: 'rate', message: string, more: { waitMs: number }) => ConnectorError,
  said: string,
  wait: number | undefined,
): ConnectorError {
  if (/concurrent/i.test(said)) {
    return fail('rate', `too many long calls run in the org at once: ${said}`, {
      waitMs: wait ?? concurrentWaitMs,
    })
  }
  return fail(
    'rate',
    `the org's API calls of the last 24 hours are used up: ${said}. They come back little by little: run again in an hour, or raise the org's allowance`,
    { waitMs: wait ?? dailyWaitMs },
  )
}

function retired(said: string): string {
  return `Salesforce has retired the version of its API that is asked for (410): ${said}. Set apiVersion to one that /services/data lists, such as "68.0"`
}

function withCode(first: Problem | undefined): string | undefined {
  if (first === undefined) return undefined
  const fields = (first.fields ?? []).filter((name) => !first.message.includes(name))
  const named = fields.length === 0 ? '' : ` (${fields.join(', ')})`
  return first.message === '' ? `${first.errorCode}${named}` : `${first.message}${named} [${first.errorCode}]`
}
