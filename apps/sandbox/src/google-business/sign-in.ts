import { ConsentCodes } from '../consent-codes.ts'
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
  readonly codes = new ConsentCodes()

  constructor(now: () => number, given: readonly string[]) {
    this.#now = now
    for (const token of given) this.#endsAt.set(token, Number.POSITIVE_INFINITY)
  }

  /** @throws {SiteError} 400, 401 */
  exchange(form: URLSearchParams): unknown {
    if (form.get('client_id') !== this.clientId || form.get('client_secret') !== this.clientSecret) {
      throw new SiteError(401, { error: 'invalid_client', error_description: 'Unauthorized' })
    }
    if (form.get('grant_type') === 'authorization_code') return this.#exchangeCode(form)
    if (form.get('grant_type') !== 'refresh_token') {
      throw new SiteError(400, { error: 'unsupported_grant_type' })
    }
    if (form.get('refresh_token') !== this.refreshToken) {
      throw new SiteError(400, {
        error: 'invalid_grant',
        error_description: 'Token has been expired or revoked.',
      })
    }
    return this.#issue()
  }

  /** Where a person is sent who signs in and allows the app its work. @throws {SiteError} 400, which the person sees */
  authorize(query: URLSearchParams): URL {
    const target = query.get('client_id') === this.clientId ? this.codes.authorize(query) : null
    if (target === null) throw new SiteError(400, { error: 'redirect_uri_mismatch' })
    // A refresh token is for an app that asked to work offline.
    this.#isOffline = query.get('access_type') === 'offline'
    return target
  }

  #isOffline = false

  #exchangeCode(form: URLSearchParams): unknown {
    const refusal = this.codes.redeem(form)
    if (refusal === 'redirect-uri') throw new SiteError(400, { error: 'redirect_uri_mismatch' })
    if (refusal !== null)
      throw new SiteError(400, { error: 'invalid_grant', error_description: 'Bad Request' })
    return { ...this.#issue(), ...(this.#isOffline ? { refresh_token: this.refreshToken } : {}) }
  }

  #issue() {
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
