import { SiteError } from '../review-sites/site-error.ts'
import type { Behaviour } from './behaviour.ts'
import { failure } from './errors.ts'

/** The key and the secret of an app, and the access tokens that it was given. */
export class SignIn {
  readonly apiKey = 'sandbox-api-key'
  readonly apiSecret = 'sandbox-api-secret'
  readonly #endsAt = new Map<string, number>()
  readonly #now: () => number
  #issued = 0

  constructor(now: () => number, given: readonly string[]) {
    this.#now = now
    for (const token of given) this.#endsAt.set(token, Number.POSITIVE_INFINITY)
  }

  /** Client credentials; the lifetime comes as text. @throws {SiteError} 400, 401 */
  exchange(authorization: string | undefined, form: URLSearchParams, { tokenLifeS }: Behaviour): unknown {
    const basic = `Basic ${Buffer.from(`${this.apiKey}:${this.apiSecret}`).toString('base64')}`
    if (authorization !== basic) throw new SiteError(401, { error: 'invalid_client' })
    if (form.get('grant_type') !== 'client_credentials') {
      throw new SiteError(400, { error: 'unsupported_grant_type' })
    }
    this.#issued += 1
    const token = `sandbox-trustpilot-${this.#issued}`
    this.#endsAt.set(token, this.#now() + tokenLifeS * 1_000)
    return {
      access_token: token,
      expires_in: String(tokenLifeS),
      refresh_token: `sandbox-refresh-${this.#issued}`,
      token_type: 'Bearer',
    }
  }

  /** @throws {SiteError} 401 */
  checkToken(authorization: string | undefined): void {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
    if ((this.#endsAt.get(token) ?? 0) <= this.#now()) throw failure(401)
  }

  /** @throws {SiteError} 401 */
  checkKey(key: string | null | undefined): void {
    if (key !== this.apiKey) throw failure(401, 'Invalid ApiKey')
  }
}
