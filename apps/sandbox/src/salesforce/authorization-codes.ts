import { createHash, randomBytes } from 'node:crypto'
import { OAuthError } from './errors.ts'

/** What of an app counts here. */
interface Registered {
  readonly callbackUrls?: readonly string[]
  readonly consent?: 'allow' | 'deny'
  readonly authorizationCodeMs?: number
}

/** What a code is exchanged with. */
export interface CodeExchange {
  readonly code: string
  readonly redirectUri: string
  readonly verifier: string
}

/** A code that was given out. */
interface Issued<App> {
  readonly app: App
  readonly redirectUri: string
  /** Null where the request named none: then no verifier is asked for. */
  readonly challenge: string | null
  readonly withRefreshToken: boolean
  /** Epoch milliseconds. */
  readonly endsAt: number
}

const FIFTEEN_MINUTES_MS = 900_000
const DEFAULT_CALLBACKS: readonly string[] = [
  'http://127.0.0.1:8717/callback',
  'http://localhost:8717/callback',
]

/** The codes of people who signed in in a browser (web server flow). */
export class AuthorizationCodes<App extends Registered> {
  readonly #now: () => number
  readonly #issued = new Map<string, Issued<App>>()

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * Where the person is sent: back to the app, with a code or with an error.
   * @throws {OAuthError} 400, which the person sees, where the app does not name the address
   */
  authorize(app: App, query: URLSearchParams): URL {
    const redirectUri = query.get('redirect_uri') ?? ''
    if (!(app.callbackUrls ?? DEFAULT_CALLBACKS).includes(redirectUri)) {
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration')
    }
    const target = new URL(redirectUri)
    const state = query.get('state')
    if (state !== null) target.searchParams.set('state', state)
    const refusal = refusalOf(app, query)
    if (refusal !== null) {
      target.searchParams.set('error', refusal.error)
      target.searchParams.set('error_description', refusal.message)
      return target
    }
    const code = `aPrx${randomBytes(40).toString('base64url')}==`
    this.#issued.set(code, {
      app,
      redirectUri,
      challenge: query.get('code_challenge'),
      withRefreshToken: /(^| )(refresh_token|offline_access|full)( |$)/.test(query.get('scope') ?? ''),
      endsAt: this.#now() + (app.authorizationCodeMs ?? FIFTEEN_MINUTES_MS),
    })
    target.searchParams.set('code', code)
    return target
  }

  /** Takes a code, which then is worth nothing, whatever comes of it. @throws {OAuthError} 400 */
  redeem(app: App, { code, redirectUri, verifier }: CodeExchange): { withRefreshToken: boolean } {
    const issued = this.#issued.get(code)
    this.#issued.delete(code)
    if (issued === undefined || issued.app !== app)
      throw new OAuthError('invalid_grant', 'invalid authorization code')
    if (issued.endsAt <= this.#now()) throw new OAuthError('invalid_grant', 'expired authorization code')
    if (issued.redirectUri !== redirectUri) {
      throw new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration')
    }
    const { challenge, withRefreshToken } = issued
    if (challenge !== null && createHash('sha256').update(verifier).digest('base64url') !== challenge) {
      throw new OAuthError('invalid_grant', 'invalid code verifier')
    }
    return { withRefreshToken }
  }
}

function refusalOf(app: Registered, query: URLSearchParams): OAuthError | null {
  if (query.get('response_type') !== 'code') {
    return new OAuthError('unsupported_response_type', 'response type must be code')
  }
  const challenge = query.get('code_challenge')
  // A SHA-256 digest in base64url, and no other method.
  if (challenge !== null && !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    return new OAuthError('invalid_request', 'invalid code challenge')
  }
  if ((query.get('code_challenge_method') ?? 'S256') !== 'S256') {
    return new OAuthError('invalid_request', 'invalid code challenge method')
  }
  return app.consent === 'deny' ? new OAuthError('access_denied', 'end-user denied authorization') : null
}
