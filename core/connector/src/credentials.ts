import axios from 'axios'
import { z } from 'zod'
import { ConnectorError } from './errors.ts'
import type { Redactor } from './redaction.ts'

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
        // A minute early: the token must outlive the request that carries it.
        current = { token: grant.accessToken, expiresAt: now() + grant.expiresInMs - 60_000 }
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

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number().default(1800) })

/**
 * Exchanges a refresh token for an access token (RFC 6749, section 6).
 * @throws ConnectorError of kind `auth` where the vendor refuses it, `transient` where it cannot be reached.
 */
export async function exchangeRefreshToken(options: {
  readonly url: URL
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
  readonly redactor: Redactor
}): Promise<TokenGrant> {
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
      throw new ConnectorError('transient', options.redactor.redact(`the sign-in failed: ${cause.message}`))
    })
  const grant = tokenAnswer.safeParse(answer.data)
  if (answer.status !== 200 || !grant.success) {
    const kind = answer.status >= 500 ? 'transient' : 'auth'
    throw new ConnectorError(
      kind,
      `the vendor refused the refresh token (${answer.status}): connect again to get a new one`,
      { status: answer.status },
    )
  }
  options.redactor.add(grant.data.access_token)
  return { accessToken: grant.data.access_token, expiresInMs: grant.data.expires_in * 1000 }
}
