import { randomBytes } from 'node:crypto'
import { ConsentCodes } from '../consent-codes.ts'
import { HubspotError } from './errors.ts'

/** Scopes a token was granted; `all` stands for every scope there is. */
export type Scopes = readonly string[] | 'all'

/** A private-app token that is valid from the start. */
export interface PrivateAppToken {
  token: string
  scopes?: Scopes
  appId?: number
  userId?: number
}

/** An OAuth app that was installed already, with this refresh token. Whoever signs in once more is given the same. */
export interface OAuthApp {
  clientId: string
  clientSecret: string
  refreshToken: string
  scopes?: Scopes
  appId?: number
  userId?: number
  /** Lifetime of an access token in seconds. Default 1,800. */
  expiresInSeconds?: number
}

/** Who makes a request. */
export interface Identity {
  kind: 'private-app' | 'oauth'
  token: string
  scopes: Scopes
  appId: number
  userId: number
  /** Epoch milliseconds; null for private apps. */
  expiresAt: number | null
  refreshToken: string | null
}

/** Every scope an account can grant, for answers that must list them. */
export const ALL_SCOPES = [
  'oauth',
  'tickets',
  'crm.objects.owners.read',
  'crm.objects.feedback_submissions.read',
  'conversations.read',
  'sales-email-read',
  'settings.users.teams.read',
  ...['contacts', 'companies', 'deals'].flatMap((name) => [
    `crm.objects.${name}.read`,
    `crm.objects.${name}.write`,
    `crm.schemas.${name}.read`,
    `crm.schemas.${name}.write`,
  ]),
]

/** Access tokens: those given at the start and those the token endpoint handed out. */
export class TokenStore {
  readonly #now: () => number
  readonly #apps: readonly OAuthApp[]
  readonly #privateApps = new Map<string, Identity>()
  readonly #issuedTokens: Map<string, Identity>
  readonly codes = new ConsentCodes()

  constructor(options: {
    tokens: readonly PrivateAppToken[]
    oauthApps: readonly OAuthApp[]
    /** Where handed-out tokens are kept. */
    issuedTokens: Map<string, Identity>
    now: () => number
  }) {
    this.#now = options.now
    this.#issuedTokens = options.issuedTokens
    this.#apps = options.oauthApps
    for (const row of options.tokens) {
      this.#privateApps.set(row.token, {
        kind: 'private-app',
        token: row.token,
        scopes: row.scopes ?? 'all',
        appId: row.appId ?? 1,
        userId: row.userId ?? 11,
        expiresAt: null,
        refreshToken: null,
      })
    }
  }

  /** How many access tokens the token endpoint has handed out. */
  get issued(): number {
    return this.#issuedTokens.size
  }

  /** Who a bearer header belongs to. @throws {HubspotError} 401 INVALID_AUTHENTICATION or EXPIRED_AUTHENTICATION */
  authenticate(header: string | undefined): Identity {
    const token = /^Bearer (\S+)$/i.exec(header ?? '')?.[1]
    const identity = token === undefined ? undefined : this.find(token)
    if (identity === undefined) {
      throw new HubspotError(
        401,
        'INVALID_AUTHENTICATION',
        'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
      )
    }
    if (identity.expiresAt !== null && identity.expiresAt <= this.#now()) {
      throw new HubspotError(
        401,
        'EXPIRED_AUTHENTICATION',
        `The OAuth token used to make this call expired ${Math.floor((this.#now() - identity.expiresAt) / 1000)} second(s) ago.`,
      )
    }
    return identity
  }

  /** The identity behind a token, expired or not. */
  find(token: string): Identity | undefined {
    return this.#privateApps.get(token) ?? this.#issuedTokens.get(token)
  }

  /** The app and identity behind a refresh token. */
  findRefreshToken(token: string): OAuthApp | undefined {
    return this.#apps.find((app) => app.refreshToken === token)
  }

  /** Hands out an access token for a refresh token. @throws {HubspotError} 400 */
  refresh(
    clientId: string,
    clientSecret: string,
    refreshToken: string,
  ): { identity: Identity; expiresIn: number } {
    const app = this.#requireClient(clientId, clientSecret)
    if (app.refreshToken !== refreshToken) {
      throw new HubspotError(400, 'BAD_REFRESH_TOKEN', 'missing or invalid refresh token')
    }
    return this.#issue(app)
  }

  /** Where a person is sent who signs in. @throws {HubspotError} 400, which the person sees */
  authorize(query: URLSearchParams): URL {
    if (!this.#apps.some(({ clientId }) => clientId === query.get('client_id')))
      throw new HubspotError(400, 'BAD_CLIENT_ID', 'unknown client id')
    const target = this.codes.authorize(query)
    if (target === null) throw new HubspotError(400, 'BAD_REDIRECT_URI', "the redirect URL is not the app's")
    return target
  }

  /** Hands out an access token for a code. @throws {HubspotError} 400 */
  exchangeCode(form: URLSearchParams): { identity: Identity; expiresIn: number } {
    const app = this.#requireClient(form.get('client_id') ?? '', form.get('client_secret') ?? '')
    const refusal = this.codes.redeem(form)
    if (refusal === null) return this.#issue(app)
    if (refusal === 'redirect-uri')
      throw new HubspotError(400, 'BAD_REDIRECT_URI', 'redirect URI does not match initial auth code URI')
    throw new HubspotError(400, 'BAD_AUTH_CODE', 'missing or unknown auth code')
  }

  /** Hands out an access token for the app itself. @throws {HubspotError} 400 */
  clientCredentials(clientId: string, clientSecret: string): { identity: Identity; expiresIn: number } {
    return this.#issue(this.#requireClient(clientId, clientSecret))
  }

  /** Makes every OAuth access token handed out so far expire now. */
  expireAll(): void {
    for (const [token, identity] of this.#issuedTokens) {
      this.#issuedTokens.set(token, { ...identity, expiresAt: this.#now() })
    }
  }

  /** Makes a private-app token unknown from now on, as when an admin revokes it. */
  revoke(token: string): void {
    this.#privateApps.delete(token)
  }

  #requireClient(clientId: string, clientSecret: string): OAuthApp {
    const app = this.#apps.find((candidate) => candidate.clientId === clientId)
    if (app === undefined || app.clientSecret !== clientSecret) {
      throw new HubspotError(400, 'BAD_CLIENT_ID', 'missing or unknown client id, or wrong client secret')
    }
    return app
  }

  #issue(app: OAuthApp): { identity: Identity; expiresIn: number } {
    const expiresIn = app.expiresInSeconds ?? 1_800
    const identity: Identity = {
      kind: 'oauth',
      token: `sandbox-access-${this.issued + 1}-${randomBytes(9).toString('hex')}`,
      scopes: app.scopes ?? 'all',
      appId: app.appId ?? 2,
      userId: app.userId ?? 11,
      expiresAt: this.#now() + expiresIn * 1000,
      refreshToken: app.refreshToken,
    }
    this.#issuedTokens.set(identity.token, identity)
    return { identity, expiresIn }
  }
}

/** The scopes of an identity as a list. */
export function listScopes(scopes: Scopes): string[] {
  return scopes === 'all' ? [...ALL_SCOPES] : [...scopes]
}

/**
 * Checks that an identity may make a call: of every requirement, one alternative must be granted.
 * @throws {HubspotError} 403 MISSING_SCOPES naming what is missing
 */
export function requireScopes(identity: Identity, requirements: readonly (readonly string[])[]): void {
  const { scopes } = identity
  if (scopes === 'all') return
  const missing = requirements
    .filter((alternatives) => !alternatives.some((scope) => scopes.includes(scope)))
    .flat()
  if (missing.length === 0) return
  throw new HubspotError(
    403,
    'MISSING_SCOPES',
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    {
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: [...new Set(missing)] },
        },
      ],
    },
  )
}
