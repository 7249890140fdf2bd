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
  /** Where the sign-in has a key besides: what signs the calls that are the key's. The token is a person's then. */
  readonly key?: Credentials
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

/**
 * What signs a call; `by` says whose it is, where the vendor tells a key from a person.
 * @throws ConnectorError of kind `config` for a person's call where there is a key only.
 */
export function credentialsFor(credentials: Credentials, by: 'key' | 'person' | undefined): Credentials {
  if (by === 'key') return credentials.key ?? credentials
  if (by === undefined || credentials.key !== undefined) return credentials
  const missing = 'set clientId, clientSecret and refreshToken beside apiKey under auth'
  throw new ConnectorError('config', `this needs the sign-in of a person besides the API key: ${missing}`)
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
