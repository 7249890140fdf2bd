import type { ConsentFlow } from './authentication.ts'
import { ConnectorError } from './errors.ts'
import { exchangeAuthorizationCode } from './refresh-token.ts'

/** What is a vendor's own in the authorization code flow. */
export interface CodeFlow<Settings> {
  readonly title: string
  /** The vendor's name, for messages. */
  readonly vendor: string
  steps(callback: string): readonly string[]
  /** Where a person signs in. */
  authorizeUrl(settings: Settings): URL
  tokenUrl(settings: Settings): URL
  /** Further parameters of the request: scopes, and what makes the vendor give a refresh token. */
  readonly parameters: Readonly<Record<string, string>>
  /** Whether the vendor takes a proof key (RFC 7636). */
  readonly takesProofKey: boolean
  /** What to do where no refresh token came. */
  readonly withoutRefreshToken: string
}

/**
 * The authorization code flow (RFC 6749, section 4.1) of an app with `clientId` and `clientSecret`, for a refresh token.
 *
 * @example
 * consent: codeFlow({ vendor: 'Acme', title: 'your own sign-in in a browser', … })
 */
export function codeFlow<Settings>(flow: CodeFlow<Settings>): ConsentFlow<Settings> {
  return {
    type: 'authorizationCode',
    title: flow.title,
    steps: flow.steps,
    address(settings, { clientId = '' }, { redirectUri, state, challenge }) {
      const address = flow.authorizeUrl(settings)
      const parameters = {
        ...{ response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state },
        ...flow.parameters,
        ...(flow.takesProofKey ? { code_challenge: challenge, code_challenge_method: 'S256' } : {}),
      }
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
      return address
    },
    async exchange(settings, { clientId = '', clientSecret = '' }, { redirectUri, code, verifier }, ways) {
      const { refreshToken } = await exchangeAuthorizationCode({
        ways,
        ...{ url: flow.tokenUrl(settings), clientId, clientSecret, redirectUri, code },
        verifier: flow.takesProofKey ? verifier : null,
      })
      if (refreshToken != null) return refreshToken
      throw new ConnectorError('auth', `${flow.vendor} gave no refresh token: ${flow.withoutRefreshToken}`)
    },
  }
}
