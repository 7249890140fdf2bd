import {
  boundedText,
  ConnectorError,
  HttpFailure,
  longestSignInAnswer,
  type OutboundWays,
  privateAddressIn,
  type TokenGrant,
} from '@rapport/connector'
import { z } from 'zod'
import { classifyFailure } from '../failures.ts'
import { tokenPath } from '../paths.ts'

/** What Salesforce's token endpoint answers. It names no lifetime: the org's session settings decide, two hours by default. */
const grant = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  instance_url: z.string().optional(),
})

const refusal = z.object({
  error: z.string(),
  error_description: z.string().default(''),
})

/** An access token is renewed before the shortest session that an org can set (15 minutes) would end unused. */
const renewAfterMs = 900_000

/** A grant, with the refresh token that takes the place of the one that was used, where the app rotates them. */
export interface SalesforceGrant extends TokenGrant {
  readonly refreshToken: string | null
}

/** A sign-in that Salesforce refused, in its own words. */
export interface Refusal {
  readonly code: string
  readonly description: string
  /** Salesforce's clock, by the answer's `Date`; null where it gave none. */
  readonly at: number | null
}

/**
 * Asks the token endpoint.
 * @param explain what a refusal means to the admin; undefined where Salesforce's words must do.
 * @throws ConnectorError of kind `auth` for a refusal, `transient` or `rate` where the endpoint fails or cannot be reached.
 */
export async function requestToken(options: {
  readonly loginUrl: string
  readonly form: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** By which the request leaves. */
  readonly ways?: OutboundWays | undefined
  explain(refusal: Refusal): string | undefined
}): Promise<SalesforceGrant> {
  const { loginUrl, form, explain } = options
  const limit = AbortSignal.timeout(30_000)
  const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal])
  const { response, text } = await send(loginUrl, form, signal, options.ways?.fetch ?? fetch)
  const headers = Object.fromEntries(response.headers)
  const body = parse(text)
  if (response.status === 400 || response.status === 401) {
    const given = refusal.safeParse(body)
    const code = given.data?.error ?? `HTTP ${response.status}`
    const description = given.data?.error_description ?? ''
    const date = Date.parse(headers.date ?? '')
    const advice = explain({ code, description, at: Number.isNaN(date) ? null : date })
    const said = description === '' ? code : `${description} [${code}]`
    throw new ConnectorError(
      'auth',
      `Salesforce refused the sign-in: ${said}${advice === undefined ? '' : `. ${advice}`}`,
      { status: response.status },
    )
  }
  if (!response.ok) {
    const failure = new HttpFailure(response.status, headers, body)
    throw classifyFailure(failure, 'the sign-in') ?? failure
  }
  const parsed = grant.safeParse(body)
  if (!parsed.success) {
    throw new ConnectorError('contract', 'the sign-in to Salesforce gave no usable token', {
      status: response.status,
    })
  }
  return {
    accessToken: parsed.data.access_token,
    expiresInMs: renewAfterMs,
    refreshToken: parsed.data.refresh_token ?? null,
  }
}

async function send(
  loginUrl: string,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
  fetch: typeof globalThis.fetch,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(`${loginUrl}${tokenPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form),
      redirect: 'manual',
      signal,
    })
    return { response, text: await boundedText(response, longestSignInAnswer) }
  } catch (cause) {
    const refused = privateAddressIn(cause)
    if (refused !== null) throw refused
    const known = classifyFailure(cause, 'the sign-in')
    if (known !== undefined) throw known
    throw new ConnectorError('transient', 'the sign-in to Salesforce got no answer', { cause })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
