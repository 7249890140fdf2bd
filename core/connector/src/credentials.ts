import axios from 'axios'
import { z } from 'zod'
import { ConnectorError } from './errors.ts'
import { classifyStatus, HttpFailure } from './http-answer.ts'
import { plainHeaders } from './plain-headers.ts'
import type { Redactor } from './redaction.ts'
import { safeCause } from './safe-cause.ts'

/** Where a connection's token comes from. */
export interface Credentials {
  /** The token to send now. */
  token(): Promise<string>
  /**
   * Called once after the vendor refused `stale`. Returns a newer token.
   * @throws ConnectorError of kind `auth` where there is none to be had.
   */
  refresh(stale: string): Promise<string>
}

/** A token that the admin created at the vendor and that only the admin can renew. */
export function staticToken(token: string, reference: string): Credentials {
  return {
    token: async () => token,
    refresh: async () => {
      throw new ConnectorError(
        'auth',
        `the access token from ${reference} was refused: create a new one at the vendor and set it there`,
      )
    },
  }
}

/** For sources without a sign-in. */
export const noCredentials: Credentials = { token: async () => '', refresh: async () => '' }

/** What a token endpoint answered. */
export interface TokenGrant {
  readonly accessToken: string
  readonly expiresInMs: number
}

/**
 * OAuth 2.0 tokens, fetched with `exchange` when first needed and when refused. Concurrent callers share one exchange, so a
 * refresh token that rotates is never spent twice.
 */
export function refreshingToken(exchange: () => Promise<TokenGrant>, now: () => number): Credentials {
  let current: { token: string; expiresAt: number } | null = null
  let pending: Promise<string> | null = null
  const renew = (): Promise<string> => {
    pending ??= exchange()
      .then((grant) => {
        // A minute early: the token must outlive the request that carries it. Half-way, where it lives for less than two.
        const early = Math.min(60_000, grant.expiresInMs / 2)
        current = { token: grant.accessToken, expiresAt: now() + grant.expiresInMs - early }
        return grant.accessToken
      })
      .finally(() => {
        pending = null
      })
    return pending
  }
  return {
    token: async () => (current !== null && now() < current.expiresAt ? current.token : renew()),
    refresh: async (stale) => (current !== null && current.token !== stale ? current.token : renew()),
  }
}

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  // Some vendors write the number as text. Half an hour where they leave it out.
  expires_in: z.coerce.number().positive().default(1800),
  refresh_token: z.string().optional(),
})

/**
 * Exchanges a refresh token for an access token (RFC 6749, section 6).
 * @throws ConnectorError of kind `auth` where the vendor refuses it, `transient` where it fails or cannot be reached,
 * `rate` where it was asked too often, `config` where the address is wrong, `contract` where its answer is no grant.
 */
export async function exchangeRefreshToken(options: {
  readonly url: URL
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  readonly redactor: Redactor
}): Promise<TokenGrant> {
  const { redactor } = options
  for (const secret of [options.clientSecret, options.refreshToken]) redactor.add(secret)
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: options.clientId,
    client_secret: options.clientSecret,
    refresh_token: options.refreshToken,
  })
  const answer = await axios
    .post<unknown>(options.url.href, form.toString(), {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      maxRedirects: 0,
      proxy: false,
      timeout: 30_000,
      validateStatus: () => true,
    })
    .catch((cause: Error) => {
      throw new ConnectorError('transient', redactor.redact(`the sign-in failed: ${cause.message}`), {
        cause: safeCause(cause, redactor),
      })
    })
  if (answer.status !== 200) {
    throw signInRefused(new HttpFailure(answer.status, plainHeaders(answer.headers), answer.data))
  }
  const grant = tokenAnswer.safeParse(answer.data)
  if (!grant.success) {
    const field = grant.error.issues[0]?.path.join('.') || 'the whole answer'
    throw new ConnectorError('contract', `the vendor's sign-in gave no usable token: ${field}`, {
      status: 200,
    })
  }
  redactor.add(grant.data.access_token)
  if (grant.data.refresh_token !== undefined) redactor.add(grant.data.refresh_token)
  return { accessToken: grant.data.access_token, expiresInMs: grant.data.expires_in * 1000 }
}

/** A refusal (400 or 401 by RFC 6749, section 5.2) is the admin's to mend; anything else is no fault of the token. */
function signInRefused(failure: HttpFailure): ConnectorError {
  const classified = classifyStatus(failure, 'the sign-in', Date.now())
  const { kind, status, retryAfterMs } = classified
  if (kind === 'rate' || kind === 'transient' || kind === 'config') {
    return new ConnectorError(kind, classified.message, {
      ...(status === null ? {} : { status }),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    })
  }
  return new ConnectorError(
    'auth',
    `the vendor refused the refresh token (${failure.status}): connect again to get a new one`,
    { status: failure.status },
  )
}
