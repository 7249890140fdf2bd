import { SiteError } from '../review-sites/site-error.ts'
import { failure } from './errors.ts'

const LIFE_S = 3_599

/** OAuth of Google's: one refresh token, which stays good, and access tokens that end after an hour. */
export class SignIn {
  readonly clientId = 'sandbox-client.apps.example'
  readonly clientSecret = 'sandbox-client-secret'
  readonly refreshToken = '1//sandbox-refresh-token'
  readonly #endsAt = new Map<string, number>()
  readonly #now: () => number
  #issued = 0

  constructor(now: () => number, given: readonly string[]) {
    this.#now = now
    for (const token of given) this.#endsAt.set(token, Number.POSITIVE_INFINITY)
  }

  /** @throws {SiteError} 400, 401 */
  exchange(form: URLSearchParams): unknown {
    if (form.get('client_id') !== this.clientId || form.get('client_secret') !== this.clientSecret) {
      throw new SiteError(401, { error: 'invalid_client', error_description: 'Unauthorized' })
    }
    if (form.get('grant_type') !== 'refresh_token') {
      throw new SiteError(400, { error: 'unsupported_grant_type' })
    }
    if (form.get('refresh_token') !== this.refreshToken) {
      throw new SiteError(400, {
        error: 'invalid_grant',
        error_description: 'Token has been expired or revoked.',
      })
    }
    this.#issued += 1
    const token = `ya29.sandbox-${this.#issued}`
    this.#endsAt.set(token, this.#now() + LIFE_S * 1_000)
    return {
      access_token: token,
      expires_in: LIFE_S,
      scope: 'https://www.googleapis.com/auth/business.manage',
      token_type: 'Bearer',
    }
  }

  /** @throws {SiteError} 401 */
  check(authorization: string | undefined): void {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
    if ((this.#endsAt.get(token) ?? 0) <= this.#now()) throw failure(401)
  }
}
