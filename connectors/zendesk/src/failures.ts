import {
  ConnectorError,
  type ConnectorErrorKind,
  classifyNetworkFailure,
  HttpFailure,
  retryAfterMs,
  type VendorName,
} from '@rapport/connector'
import { z } from 'zod'

const vendor: VendorName = { name: 'Zendesk', statusPage: 'status.zendesk.com' }

/** Zendesk's error bodies differ from endpoint to endpoint; these are all the shapes that they have. */
const errorBody = z.object({
  error: z
    .union([z.string(), z.object({ title: z.string().optional(), message: z.string().optional() })])
    .optional()
    .catch(undefined),
  description: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  errors: z
    .array(z.object({ code: z.string().optional(), title: z.string().optional() }))
    .optional()
    .catch(undefined),
})

/**
 * Turns an answer that is not 2xx, or a failed connection, into a ConnectorError; undefined for anything else. `now` (epoch
 * milliseconds) is used for a `Retry-After` that names a time.
 */
export function classifyFailure(error: unknown, now: number = Date.now()): ConnectorError | undefined {
  if (error instanceof ConnectorError) return error
  if (error instanceof HttpFailure) return classifyAnswer(error, now)
  return classifyNetworkFailure(error, vendor)
}

/** Whether an export refused its `start_time` because nothing is shown of the latest minute. By the body: 400 and 422 are both seen. */
export function isStartTooRecent(error: unknown): boolean {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; depth++) {
    if (/StartTimeTooRecent|Too recent start_time/i.test(current.message)) return true
    current = current.cause
  }
  return false
}

function classifyAnswer(failure: HttpFailure, now: number): ConnectorError {
  const { status, headers } = failure
  const said = saidBy(failure) ?? `HTTP ${status}`
  const wait = retryAfterMs(headers, now)
  const fail = (
    kind: ConnectorErrorKind,
    message: string,
    more: { waitMs?: number | undefined; outcome?: 'unknown' } = {},
  ): ConnectorError =>
    new ConnectorError(kind, message, {
      cause: failure,
      status,
      ...(more.outcome === undefined ? {} : { outcome: more.outcome }),
      ...(more.waitMs === undefined ? {} : { retryAfterMs: more.waitMs }),
    })

  if (status === 401) {
    return fail(
      'auth',
      `Zendesk refused the sign-in (401): ${said}: check the address and the token, and that token access is allowed in Admin Center`,
    )
  }
  if (status === 403) {
    return fail(
      'auth',
      `Zendesk does not allow this (403): ${said}: sign in as an admin, and give an OAuth token the scope "read"`,
    )
  }
  if (status === 429) return fail('rate', `too many requests (429): ${said}`, { waitMs: wait })
  if (status >= 500 || status === 408) {
    return fail('transient', `Zendesk failed (${status}): ${said}`, { waitMs: wait, outcome: 'unknown' })
  }
  if (status === 404 || status === 410) return fail('gone', `not found in Zendesk (${status}): ${said}`)
  if (status === 409) return fail('conflict', `Zendesk reports a conflict (409): ${said}`)
  if (status >= 300 && status < 400) {
    return fail(
      'config',
      `sent elsewhere (${status}): set subdomain to that of the account, not to a mapped address`,
    )
  }
  return fail('invalid', `refused by Zendesk (${status}): ${said}`)
}

function saidBy({ body }: HttpFailure): string | undefined {
  const parsed = errorBody.safeParse(body)
  if (!parsed.success) return undefined
  const { error, description, message, errors } = parsed.data
  const parts =
    typeof error === 'object'
      ? [error.title, error.message]
      : [error, description, message, errors?.[0]?.title]
  const words = parts.filter((part) => part !== undefined && part !== '')
  return words.length === 0 ? undefined : words.join(': ')
}
