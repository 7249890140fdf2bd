import axios from 'axios'
import { z } from 'zod'
import { longestSignInAnswer, tooLongAnswer } from './bounded-answer.ts'
import type { OutboundWays } from './context.ts'
import type { TokenGrant } from './credentials.ts'
import { ConnectorError } from './errors.ts'
import { classifyStatus, HttpFailure } from './http-answer.ts'
import { privateAddressIn } from './outbound-guard.ts'
import { plainHeaders } from './plain-headers.ts'
import { Redactor } from './redaction.ts'
import { safeCause } from './safe-cause.ts'

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  // Some vendors write the number as text. Half an hour where they leave it out.
  expires_in: z.coerce.number().positive().default(1800),
  refresh_token: z.string().min(1).optional(),
})

/**
 * Exchanges a refresh token for an access token (RFC 6749, section 6).
 * @throws ConnectorError of kind `auth` where the vendor refuses it, `transient` where it fails or cannot be reached,
 * `rate` where it was asked too often, `config` where the address is wrong, `contract` where its answer is no grant, or too long for one.
 */
export async function exchangeRefreshToken(options: {
  readonly ways?: OutboundWays | undefined
  readonly url: URL
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}): Promise<TokenGrant> {
  const { url, clientId, clientSecret, refreshToken, ways } = options
  return requestGrant({
    ...{ url, ways },
    form: {
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    },
    secrets: [clientSecret, refreshToken],
    refused: 'the refresh token',
    advice: 'connect again to get a new one',
  })
}

/**
 * Fetches an access token for an app itself (RFC 6749, section 4.4), which names itself by Basic authentication.
 * @throws ConnectorError as `exchangeRefreshToken` does.
 */
export async function exchangeClientCredentials(options: {
  readonly ways?: OutboundWays | undefined
  readonly url: URL
  readonly clientId: string
  readonly clientSecret: string
}): Promise<TokenGrant> {
  const { url, clientId, clientSecret, ways } = options
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const grant = await requestGrant({
    ...{ url, ways },
    form: { grant_type: 'client_credentials' },
    authorization: `Basic ${basic}`,
    secrets: [clientSecret, basic],
    refused: "the app's key and secret",
    advice: 'check both at the vendor and set them again',
  })
  // The app signs in with its key again.
  return { ...grant, refreshToken: null }
}

/**
 * Exchanges the code of a person who signed in (RFC 6749, section 4.1.3).
 * @throws ConnectorError as `exchangeRefreshToken` does.
 */
export async function exchangeAuthorizationCode(options: {
  readonly ways?: OutboundWays | undefined
  readonly url: URL
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly code: string
  /** Of the proof key; null: the vendor takes none. */
  readonly verifier: string | null
}): Promise<TokenGrant> {
  const { url, clientId, clientSecret, redirectUri, code, verifier, ways } = options
  return requestGrant({
    ...{ url, ways },
    form: {
      grant_type: 'authorization_code',
      code,
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uri: redirectUri,
      ...(verifier === null ? {} : { code_verifier: verifier }),
    },
    secrets: [clientSecret, code, ...(verifier === null ? [] : [verifier])],
    refused: 'the code of the sign-in',
    tellsReason: true,
    advice: `sign in again; the app must know the address ${redirectUri} to the letter, and a code is good once and for minutes`,
  })
}

interface GrantRequest {
  readonly ways: OutboundWays | undefined
  readonly url: URL
  readonly form: Readonly<Record<string, string>>
  readonly authorization?: string
  readonly secrets: readonly string[]
  /** What a refusal is about, and what to do then. */
  readonly refused: string
  readonly advice: string
  /** The vendor's own word for the refusal is told too. */
  readonly tellsReason?: boolean
}

async function requestGrant(options: GrantRequest): Promise<TokenGrant> {
  const redactor = new Redactor()
  for (const secret of options.secrets) redactor.add(secret)
  const { authorization } = options
  const answer = await axios
    .post<unknown>(options.url.href, new URLSearchParams(options.form).toString(), {
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...options.ways?.agentsFor(options.url),
      maxRedirects: 0,
      proxy: false,
      timeout: 30_000,
      maxContentLength: longestSignInAnswer,
      validateStatus: () => true,
    })
    .catch((cause: Error) => {
      const refused = privateAddressIn(cause)
      if (refused !== null) throw refused
      if (isTooLong(cause)) throw tooLongAnswer(longestSignInAnswer)
      throw new ConnectorError('transient', redactor.redact(`the sign-in failed: ${cause.message}`), {
        cause: safeCause(cause, redactor),
      })
    })
  if (answer.status !== 200) {
    throw signInRefused(new HttpFailure(answer.status, plainHeaders(answer.headers), answer.data), options)
  }
  const grant = tokenAnswer.safeParse(answer.data)
  if (!grant.success) {
    const field = grant.error.issues[0]?.path.join('.') || 'the whole answer'
    throw new ConnectorError('contract', `the vendor's sign-in gave no usable token: ${field}`, {
      status: 200,
    })
  }
  const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken } = grant.data
  return {
    accessToken,
    expiresInMs: seconds * 1000,
    // Many vendors repeat the one that was used.
    refreshToken: refreshToken === options.form.refresh_token ? null : (refreshToken ?? null),
  }
}

/** axios tells it by its words alone. */
const isTooLong = (cause: Error): boolean => cause.message.startsWith('maxContentLength size of ')

/** The error of RFC 6749, section 5.2, that is about the app: what it asks for was not looked at. */
const unknownClient = z.looseObject({ error: z.literal('invalid_client') })

/** `error` of RFC 6749, section 5.2, or HubSpot's `category` or `status`: a word, which holds no secret. */
const word = z.string().regex(/^[A-Za-z][A-Za-z_]{2,40}$/)
const reason = z.union([
  z.looseObject({ category: word }).transform(({ category }) => category),
  z.looseObject({ error: word }).transform(({ error }) => error),
  z.looseObject({ status: word }).transform(({ status }) => status),
])

function reasonOf(body: unknown): string {
  const found = reason.safeParse(body)
  return found.success ? ` ${found.data}` : ''
}

/** A refusal (400 or 401 by RFC 6749, section 5.2) is the admin's to mend; anything else is no fault of the token. */
function signInRefused(failure: HttpFailure, request: GrantRequest): ConnectorError {
  const { refused, advice } = request
  const classified = classifyStatus(failure, 'the sign-in', Date.now())
  const { kind, status, retryAfterMs } = classified
  if (kind === 'rate' || kind === 'transient' || kind === 'config') {
    return new ConnectorError(kind, classified.message, {
      ...(status === null ? {} : { status }),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    })
  }
  const told = unknownClient.safeParse(failure.body).success
    ? `the vendor refused the sign-in (${failure.status}): the client id or secret is not known there. Check both at the vendor and set them again`
    : `the vendor refused ${refused} (${failure.status}${request.tellsReason === true ? reasonOf(failure.body) : ''}): ${advice}`
  return new ConnectorError('auth', told, { status: failure.status })
}
