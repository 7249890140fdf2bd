import {
  ConnectorError,
  type ConnectorErrorKind,
  classifyNetworkFailure,
  HttpFailure,
  retryAfterMs,
  type VendorName,
} from '@rapport/connector'
import { z } from 'zod'

const vendor: VendorName = { name: 'HubSpot', statusPage: 'status.hubspot.com' }

/** HubSpot's error body. Every field may be missing. */
const errorBody = z.object({
  message: z.string().optional().catch(undefined),
  category: z.string().optional().catch(undefined),
  subCategory: z.unknown().optional(),
  policyName: z.string().optional().catch(undefined),
  errors: z
    .array(
      z.object({
        message: z.string().optional().catch(undefined),
        code: z.string().optional().catch(undefined),
        context: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
      }),
    )
    .optional()
    .catch(undefined),
  context: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
})
type ErrorBody = z.infer<typeof errorBody>

/** How long HubSpot asks to leave a locked record alone. */
const lockedMs = 2_000

/**
 * Turns an answer that is not 2xx, or a failed connection, into a ConnectorError; undefined for anything else.
 * `operation` says what was tried, where that is known; `now` (epoch milliseconds) is only used where the answer carries no `Date`.
 */
export function classifyFailure(
  error: unknown,
  operation?: string,
  now: number = Date.now(),
): ConnectorError | undefined {
  if (error instanceof ConnectorError) return error
  if (error instanceof HttpFailure) return classifyAnswer(error, operation, now)
  if (isCutShort(error)) {
    const message = `${beginning(operation)}the answer was cut short or is not JSON`
    return new ConnectorError('transient', message, { cause: error, outcome: 'unknown' })
  }
  return classifyNetworkFailure(error, vendor, operation)
}

/** What was tried, ahead of what became of it. */
function beginning(operation: string | undefined): string {
  return operation === undefined ? '' : `${operation}: `
}

/** The kind of a row's error in a 207 answer, by its category. */
export function kindOfCategory(category: string): ConnectorErrorKind {
  switch (category) {
    case 'OBJECT_NOT_FOUND':
      return 'gone'
    case 'CONFLICT':
    case 'OBJECT_ALREADY_EXISTS':
      return 'conflict'
    case 'RATE_LIMITS':
    case 'RATE_LIMIT':
      return 'rate'
    case 'MISSING_SCOPES':
      return 'auth'
    default:
      return 'invalid'
  }
}

function classifyAnswer(failure: HttpFailure, operation: string | undefined, now: number): ConnectorError {
  const { status, headers } = failure
  const parsed = errorBody.safeParse(failure.body)
  const body: ErrorBody = parsed.success ? parsed.data : {}
  const said = body.message ?? `HTTP ${status}`
  const wait = retryAfterMs(headers, now)
  const fail = (
    kind: ConnectorErrorKind,
    message: string,
    more: { retryAfterMs?: number | undefined; outcome?: 'unknown' } = {},
  ): ConnectorError =>
    new ConnectorError(kind, `${beginning(operation)}${message}`, {
      cause: failure,
      status,
      ...(more.outcome === undefined ? {} : { outcome: more.outcome }),
      ...(more.retryAfterMs === undefined ? {} : { retryAfterMs: more.retryAfterMs }),
    })

  if (status === 401) return fail('auth', `HubSpot refused the access token (401): ${said}`)
  if (status === 403) return fail('auth', forbidden(body, said))
  if (status === 404 || status === 410) return fail('gone', `not found in HubSpot (${status}): ${said}`)
  if (status === 409) return fail('conflict', `HubSpot reports a conflict (409): ${said}`)
  if (status === 423) {
    return fail('transient', `locked in HubSpot (423): ${said}`, { retryAfterMs: wait ?? lockedMs })
  }
  if (status === 429) return rateLimited(fail, body, said, wait, dateOf(headers, now))
  if (status === 477) {
    return fail('transient', `HubSpot is moving this account (477): ${said}`, { retryAfterMs: wait })
  }
  if (status >= 500 || status === 408) {
    return fail('transient', `HubSpot failed (${status}): ${said}`, {
      retryAfterMs: wait,
      outcome: 'unknown',
    })
  }
  const unknownProperties = unknownPropertiesOf(body)
  if (unknownProperties.length > 0) {
    return fail(
      'config',
      `HubSpot has no property ${unknownProperties.map((name) => `"${name}"`).join(', ')}: correct the name in the mapping, or create the property`,
    )
  }
  return fail('invalid', `refused by HubSpot (${status}): ${withDetails(body, said)}`)
}

function rateLimited(
  fail: (
    kind: ConnectorErrorKind,
    message: string,
    more?: { retryAfterMs?: number | undefined },
  ) => ConnectorError,
  body: ErrorBody,
  said: string,
  wait: number | undefined,
  now: number,
): ConnectorError {
  if (body.policyName !== 'DAILY') {
    const policy = body.policyName === undefined ? '' : `, ${body.policyName}`
    return fail('rate', `too many requests (429${policy}): ${said}`, { retryAfterMs: wait })
  }
  const midnight = new Date(now)
  midnight.setUTCHours(24, 0, 0, 0)
  return fail(
    'rate',
    `the account's requests for today are used up (429, DAILY): they come back at midnight of the account's time zone, about ${midnight.toISOString()}`,
    { retryAfterMs: Math.max(wait ?? 0, midnight.getTime() - now) },
  )
}

function forbidden(body: ErrorBody, said: string): string {
  const scopes = new Set<string>()
  for (const context of [body.context, ...(body.errors ?? []).map((error) => error.context)]) {
    for (const [name, values] of Object.entries(context ?? {})) {
      if (/scope/i.test(name)) for (const value of values) scopes.add(value)
    }
  }
  return scopes.size === 0
    ? `HubSpot does not allow this (403): ${said}`
    : `the token lacks the scope ${[...scopes].join(', ')} (403): grant it to the app in HubSpot`
}

/** One detail of `Property values were not valid: [{…}]`, which HubSpot writes into the message. */
const detailInMessage = z.array(
  z.object({
    message: z.string().optional(),
    error: z.string().optional(),
    name: z.string().optional(),
  }),
)

function detailsInMessage(message: string | undefined): z.infer<typeof detailInMessage> {
  const start = message?.indexOf('[{') ?? -1
  if (message === undefined || start < 0) return []
  try {
    const parsed = detailInMessage.safeParse(JSON.parse(message.slice(start)))
    return parsed.success ? parsed.data : []
  } catch {
    return []
  }
}

function unknownPropertiesOf(body: ErrorBody): string[] {
  const names = new Set<string>()
  for (const error of body.errors ?? []) {
    if (error.code !== 'PROPERTY_DOESNT_EXIST') continue
    const named = error.context?.propertyName ?? /"([^"]+)"/.exec(error.message ?? '')?.slice(1) ?? []
    for (const name of named) names.add(name)
  }
  for (const detail of detailsInMessage(body.message)) {
    if (detail.error === 'PROPERTY_DOESNT_EXIST' && detail.name !== undefined) names.add(detail.name)
  }
  return [...names]
}

function withDetails(body: ErrorBody, said: string): string {
  const details = (body.errors ?? []).map((error) => {
    const names = error.context?.propertyName?.join(', ')
    return names === undefined ? error.message : `${names}: ${error.message ?? error.code ?? 'refused'}`
  })
  const inMessage = detailsInMessage(body.message).map(
    (detail) => `${detail.name ?? 'a value'}: ${detail.message ?? detail.error ?? 'refused'}`,
  )
  const all = [...details, ...inMessage].filter((text) => text !== undefined && !said.includes(text))
  const unique = [...new Set(all)]
  if (unique.length === 0) return said
  return inMessage.length > 0 ? unique.join('; ') : `${said} (${unique.join('; ')})`
}

function dateOf(headers: Readonly<Record<string, string>>, now: number): number {
  const at = Date.parse(headers.date ?? '')
  return Number.isNaN(at) ? now : at
}

/** What the official client throws for a body without a content type, of another type, or cut in the middle. */
function isCutShort(error: unknown): boolean {
  return (
    error instanceof SyntaxError ||
    (error instanceof Error &&
      /^Cannot parse content|is not supported by ObjectSerializer/.test(error.message))
  )
}
