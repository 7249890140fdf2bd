import { ConnectorError } from './errors.ts'

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
  /** The refresh token that takes the place of the one that was used; absent or null where that stays good. */
  readonly refreshToken?: string | null
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
