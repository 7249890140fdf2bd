import { SiteError } from '../review-sites/site-error.ts'
import { refusal } from './errors.ts'

const LIFE_S = 7 * 86_400

/** OAuth of the partner API: access tokens that end after seven days, and a refresh token that each exchange replaces. */
export class PartnerSignIn {
  readonly clientId = 'sandbox-yelp-client'
  readonly clientSecret = 'sandbox-yelp-client-secret'
  refreshToken = 'sandbox-yelp-refresh-0'
  readonly #endsAt = new Map<string, number>()
  readonly #now: () => number
  #issued = 0

  constructor(now: () => number, given: readonly string[]) {
    this.#now = now
    for (const token of given) this.#endsAt.set(token, Number.POSITIVE_INFINITY)
  }

  /** @throws {SiteError} 400, 401 */
  exchange(form: URLSearchParams): unknown {
    if (form.get('client_id') !== this.clientId || form.get('client_secret') !== this.clientSecret)
      throw new SiteError(401, { error: 'invalid_client' })
    if (form.get('grant_type') !== 'refresh_token')
      throw new SiteError(400, { error: 'unsupported_grant_type' })
    if (form.get('refresh_token') !== this.refreshToken) throw new SiteError(400, { error: 'invalid_grant' })
    this.#issued += 1
    this.refreshToken = `sandbox-yelp-refresh-${this.#issued}`
    const token = `sandbox-yelp-owner-${this.#issued}`
    this.#endsAt.set(token, this.#now() + LIFE_S * 1_000)
    return {
      access_token: token,
      expires_in: LIFE_S,
      refresh_token: this.refreshToken,
      token_type: 'Bearer',
    }
  }

  /** @throws {SiteError} 401 */
  check(authorization: string | undefined): void {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
    if ((this.#endsAt.get(token) ?? 0) > this.#now()) return
    throw refusal(
      'INVALID_TOKEN',
      'The access token provided is expired, revoked, malformed, or invalid.',
      401,
    )
  }
}
