import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto'
import { z } from 'zod'
import { AuthorizationCodes, type CodeExchange } from './authorization-codes.ts'
import { OAuthError } from './errors.ts'
import { openSession, type Session } from './sessions.ts'
import type { OrgState } from './state.ts'

/** An external client app that is installed in the org. */
export interface ClientApp {
  consumerKey: string
  clientSecret: string
  /** PEM of the certificate or public key that JWTs must be signed for. */
  publicKey: string
  /** Usernames that an administrator approved for the app. Default: the integration user. */
  approvedUsernames?: readonly string[]
  /** User of the client-credentials flow; null when the app has none. Default: the integration user. */
  runAs?: string | null
  /** A refresh token that was given out already. */
  refreshToken?: string
  /** Whether every refresh gives a new refresh token and ends the old one. Default true. */
  rotateRefreshTokens?: boolean
  /** Where a person may be sent after they signed in. Default: `http://127.0.0.1:8717/callback`, and the same of localhost. */
  callbackUrls?: readonly string[]
  /** What the person who signs in does. Default `allow`. */
  consent?: 'allow' | 'deny'
  /** Milliseconds that an authorization code is good for. Default 15 minutes. */
  authorizationCodeMs?: number
  /** Whether codes and refresh tokens are exchanged with the secret only. Default true. */
  requireSecret?: boolean
  /** The audiences that a JWT may name. Default: the address that the org is reached at, and the production login host. */
  audiences?: readonly string[]
  /** Milliseconds without a call after which a session ends. Default two hours. */
  sessionMs?: number
}

/** What a token request came to. */
export interface Grant {
  session: Session
  refreshToken: string | null
}

/** Longest time ahead that `exp` of a JWT may be. */
const MOST_AHEAD_SECONDS = 300
const TWO_HOURS_MS = 7_200_000

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
})

/** The token endpoint's memory: apps, and refresh tokens in use. */
export class OAuthServer {
  readonly #org: OrgState
  readonly #apps: readonly ClientApp[]
  readonly #keys: Map<ClientApp, KeyObject>
  /** Refresh token to app; null when it was used up by rotation or revoked. */
  readonly #refreshTokens = new Map<string, ClientApp | null>()
  readonly #codes: AuthorizationCodes<ClientApp>
  /** Tokens handed out so far. */
  issued = 0

  constructor(org: OrgState, apps: readonly ClientApp[]) {
    this.#org = org
    this.#apps = apps
    this.#codes = new AuthorizationCodes(() => org.now())
    this.#keys = new Map(apps.map((app) => [app, createPublicKey(app.publicKey)]))
    for (const app of apps) if (app.refreshToken !== undefined) this.#refreshTokens.set(app.refreshToken, app)
  }

  /** JWT bearer. @param origin the org's own address, an accepted audience @throws {OAuthError} 400 */
  jwtBearer(assertion: string, origin: string): Grant {
    const parts = assertion.split('.')
    const [head = '', body = '', signature = ''] = parts
    const header = z.object({ alg: z.string() }).safeParse(decode(head))
    const claims = claimsSchema.safeParse(decode(body))
    if (parts.length !== 3 || !header.success || header.data.alg !== 'RS256' || !claims.success)
      throw invalidAssertion()
    const { iss, sub, aud, exp } = claims.data
    const app = this.#apps.find(({ consumerKey }) => consumerKey === iss)
    if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid')
    const key = this.#keys.get(app)
    const signed = Buffer.from(`${head}.${body}`)
    if (key === undefined || !verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) {
      throw invalidAssertion()
    }
    checkAudience([aud].flat(), app.audiences ?? [origin, `${origin}/`, 'https://login.salesforce.com'])
    const secondsLeft = exp - this.#org.now() / 1_000
    if (secondsLeft <= 0) throw new OAuthError('invalid_grant', 'expired authorization code')
    if (secondsLeft > MOST_AHEAD_SECONDS) throw invalidAssertion()
    const userId = userNamed(this.#org, sub)
    if (userId === null) throw new OAuthError('invalid_grant', "user hasn't approved this consumer")
    this.#requireApproval(app, sub)
    return this.#open(app, userId, null)
  }

  /** Client credentials. @throws {OAuthError} 400 */
  clientCredentials(consumerKey: string, clientSecret: string): Grant {
    const app = this.#authenticateApp(consumerKey, clientSecret)
    const runAs = app.runAs === undefined ? this.#org.username : app.runAs
    const userId = runAs === null ? null : userNamed(this.#org, runAs)
    if (runAs === null || userId === null)
      throw new OAuthError('invalid_grant', 'no client credentials user enabled')
    this.#requireApproval(app, runAs)
    return this.#open(app, userId, null)
  }

  /**
   * A person signs in and answers whether the app may work for them: where they are sent.
   * @throws {OAuthError} 400, shown to the person, where they cannot be sent anywhere
   */
  authorize(query: URLSearchParams): URL {
    const app = this.#appOf(query.get('client_id') ?? '')
    return this.#codes.authorize(app, query)
  }

  /** Authorization code with its proof key; a refresh token comes with it. @throws {OAuthError} 400 */
  exchangeCode(consumerKey: string, clientSecret: string, exchange: CodeExchange): Grant {
    const app = this.#authenticateUnlessPublic(consumerKey, clientSecret)
    const { withRefreshToken } = this.#codes.redeem(app, exchange)
    if (!withRefreshToken) return this.#open(app, this.#org.integrationUserId, null)
    const refreshToken = `5Aep861${randomBytes(40).toString('base64url')}`
    this.#refreshTokens.set(refreshToken, app)
    return { ...this.#open(app, this.#org.integrationUserId, refreshToken), refreshToken }
  }

  /** Refresh. A refresh token that was used up ends every session that came from its app's tokens. @throws {OAuthError} 400 */
  refresh(consumerKey: string, clientSecret: string, refreshToken: string): Grant {
    const app = this.#authenticateUnlessPublic(consumerKey, clientSecret)
    const owner = this.#refreshTokens.get(refreshToken)
    if (owner !== app) throw new OAuthError('invalid_grant', 'expired access/refresh token')
    const rotate = app.rotateRefreshTokens ?? true
    const next = rotate ? `5Aep861${randomBytes(40).toString('base64url')}` : refreshToken
    if (rotate) {
      this.#refreshTokens.set(refreshToken, null)
      this.#refreshTokens.set(next, app)
    }
    return { ...this.#open(app, this.#org.integrationUserId, next), refreshToken: rotate ? next : null }
  }

  /** Ends an access token, or a refresh token with every session that came from it. False when it is none. */
  revoke(token: string): boolean {
    const session = this.#org.sessions.get(token)
    if (session !== undefined) session.revoked = true
    const isRefreshToken = this.#refreshTokens.has(token)
    if (isRefreshToken) this.#refreshTokens.set(token, null)
    for (const other of this.#org.sessions.values()) if (other.refreshToken === token) other.revoked = true
    return session !== undefined || isRefreshToken
  }

  /** The app's policy is "Admin approved users are pre-authorized". */
  #requireApproval(app: ClientApp, username: string): void {
    if ((app.approvedUsernames ?? [this.#org.username]).includes(username)) return
    throw new OAuthError('invalid_app_access', 'user is not admin approved to access this app')
  }

  #appOf(consumerKey: string): ClientApp {
    const app = this.#apps.find((one) => one.consumerKey === consumerKey)
    if (app === undefined) throw new OAuthError('invalid_client_id', 'client identifier invalid')
    return app
  }

  #authenticateUnlessPublic(consumerKey: string, clientSecret: string): ClientApp {
    const app = this.#appOf(consumerKey)
    const isPublic = app.requireSecret === false && clientSecret === ''
    return isPublic ? app : this.#authenticateApp(consumerKey, clientSecret)
  }

  #authenticateApp(consumerKey: string, clientSecret: string): ClientApp {
    const app = this.#appOf(consumerKey)
    if (app.clientSecret !== clientSecret)
      throw new OAuthError('invalid_client', 'invalid client credentials', 401)
    return app
  }

  #open(app: ClientApp, userId: string, refreshToken: string | null): Grant {
    this.issued += 1
    const { consumerKey, sessionMs: lifetimeMs = TWO_HOURS_MS } = app
    return {
      session: openSession(this.#org, { userId, consumerKey, lifetimeMs, refreshToken }),
      refreshToken: null,
    }
  }
}

/** Sandboxes' login host is refused as for external client apps. */
function checkAudience(audiences: readonly string[], accepted: readonly string[]): void {
  if (audiences.some((audience) => accepted.includes(audience))) return
  if (audiences.includes('https://test.salesforce.com')) {
    throw new OAuthError('app_not_found', 'External client app is not installed in this org')
  }
  throw new OAuthError('invalid_grant', 'audience is invalid')
}

function userNamed(org: OrgState, username: string): string | null {
  const users = org.table('User')
  const row = users.rowsWhere('Username', username).find((at) => users.value(at, 'IsActive') === true)
  return row === undefined ? null : users.idOf(row)
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return null
  }
}

function invalidAssertion(): OAuthError {
  return new OAuthError('invalid_grant', 'invalid assertion')
}
