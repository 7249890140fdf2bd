import { z } from 'zod'
import type { OutboundWays } from './context.ts'
import type { TokenGrant } from './credentials.ts'
import { exchangeClientCredentials, exchangeRefreshToken } from './refresh-token.ts'

/** A secret by reference: `env:NAME`, `file:path` or `stored:NAME`. The secret itself never stands in a file of settings. */
export const secretReference = z
  .string()
  .regex(/^(env|file|stored):.+$/, 'must be a reference to a secret: env:NAME, file:path or stored:NAME')
  .describe('A reference to a secret: env:NAME, file:path or stored:NAME')

/** A sign-in that exchanges what the admin gives for an access token, again and again. */
export interface TokenExchange<Settings> {
  /** The connector's own name for this way to sign in. */
  readonly type: string
  /** For people who choose one. */
  readonly title?: string
  /** What an admin does at the vendor first, step by step. */
  readonly steps?: readonly string[]
  /** What the admin writes; secrets are references. No two ways of a connector take the same keys. */
  readonly schema: z.ZodType<Readonly<Record<string, string>>>
  /** Which of its keys are references to secrets. */
  readonly secrets: readonly string[]
  /**
   * The key of the secret that a grant may replace by a new one: a refresh token that rotates. The new one is kept, and given
   * the next time in place of what the admin set.
   */
  readonly rotates?: string
  /** The key of a secret that signs calls by itself: those that a connector's `signedBy` calls the key's. */
  readonly key?: string
  /** How a person obtains that secret with a sign-in of their own; left out: they must have it already. */
  readonly consent?: ConsentFlow<Settings>
  /**
   * Fetches a token.
   * @param given what the admin wrote, with every reference replaced by its secret.
   * @param now epoch milliseconds.
   * @param ways by which its requests leave.
   * @throws ConnectorError of kind `auth` for a refusal.
   */
  exchange(
    settings: Settings,
    given: Readonly<Record<string, string>>,
    now: number,
    ways?: OutboundWays,
  ): Promise<TokenGrant>
}

/**
 * A person's own sign-in at the vendor, in a browser: the authorization code flow (RFC 6749, section 4.1) with a proof key
 * (RFC 7636, S256). It gives the secret that `rotates` names. What is given is what the admin wrote, without that secret, and
 * with every reference replaced.
 */
export interface ConsentFlow<Settings> {
  /** The connector's own name for it. */
  readonly type: string
  /** For people who choose one. */
  readonly title: string
  /** What an admin does at the vendor first; `callback` is the address that the vendor must know. */
  steps(callback: string): readonly string[]
  /** Where the person signs in. */
  address(settings: Settings, given: Readonly<Record<string, string>>, request: ConsentRequest): URL
  /**
   * Exchanges the code for the lasting secret.
   * @throws ConnectorError of kind `auth` for a refusal.
   */
  exchange(
    settings: Settings,
    given: Readonly<Record<string, string>>,
    answer: ConsentAnswer,
    ways?: OutboundWays,
  ): Promise<string>
}

/** What the vendor is asked for. */
export interface ConsentRequest {
  /** Where the vendor sends the person afterwards. */
  readonly redirectUri: string
  /** Comes back with the answer, so that no other one is taken for it. */
  readonly state: string
  /** The digest of the verifier that the code is exchanged with (S256). */
  readonly challenge: string
}

/** What the vendor sent the person back with, and what proves that it was this program that asked. */
export interface ConsentAnswer {
  readonly redirectUri: string
  readonly code: string
  readonly verifier: string
}

/** A token that is sent as it is. */
export interface GivenToken {
  readonly type: 'accessToken'
  /** For people who choose one. */
  readonly title?: string
  /** What an admin does at the vendor first, step by step. */
  readonly steps?: readonly string[]
  readonly schema: z.ZodType<{ accessToken: string }>
}

/** Nothing is asked for. */
export interface NoSignIn {
  readonly type: 'none'
  readonly schema: z.ZodType<Record<string, never>>
}

/** A way to sign in to a vendor. */
export type AuthenticationMethod<Settings> = GivenToken | NoSignIn | TokenExchange<Settings>

/** A long-lived token that the admin created at the vendor; what is told says how to come by it. */
export function accessToken(told: Pick<GivenToken, 'title' | 'steps'> = {}): GivenToken {
  return { type: 'accessToken', ...told, schema: z.strictObject({ accessToken: secretReference }) }
}

/** A key that the admin created at the vendor, sent as it is; `steps` say how to come by it. */
export function apiKey<Settings>(steps: readonly string[]): TokenExchange<Settings> {
  return {
    type: 'apiKey',
    title: 'an API key',
    steps,
    schema: z.strictObject({ apiKey: secretReference }),
    secrets: ['apiKey'],
    exchange: async (_settings, { apiKey: accessToken = '' }) => ({
      accessToken,
      expiresInMs: Number.POSITIVE_INFINITY,
    }),
  }
}

/** OAuth 2.0 with a refresh token (RFC 6749, section 6), which may rotate. */
export function oauth2<Settings>(options: { tokenUrl(settings: Settings): URL }): TokenExchange<Settings> {
  return {
    type: 'oauth2',
    schema: z.strictObject({
      clientId: z.string(),
      clientSecret: secretReference,
      refreshToken: secretReference,
    }),
    secrets: ['clientSecret', 'refreshToken'],
    rotates: 'refreshToken',
    exchange: (settings, { clientId = '', clientSecret = '', refreshToken = '' }, _now, ways) =>
      exchangeRefreshToken({ url: options.tokenUrl(settings), clientId, clientSecret, refreshToken, ways }),
  }
}

/** The sign-in of an app by its own key, which stands in the settings, and its secret (RFC 6749, section 4.4). */
export function clientCredentials<Settings>(options: {
  tokenUrl(settings: Settings): URL
  clientId(settings: Settings): string
}): TokenExchange<Settings> {
  return {
    type: 'clientCredentials',
    title: 'the secret of an application',
    schema: z.strictObject({ clientSecret: secretReference }),
    secrets: ['clientSecret'],
    exchange: (settings, { clientSecret = '' }, _now, ways) =>
      exchangeClientCredentials({
        ways,
        url: options.tokenUrl(settings),
        clientId: options.clientId(settings),
        clientSecret,
      }),
  }
}

/** Files and other sources that ask for no sign-in. */
export function noAuthentication(): NoSignIn {
  return { type: 'none', schema: z.strictObject({}) }
}
