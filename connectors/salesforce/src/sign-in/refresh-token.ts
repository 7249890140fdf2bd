import type { OutboundWays } from '@rapport/connector'
import { secretReference } from '@rapport/connector'
import { z } from 'zod'
import { adviceToApprove } from './not-approved.ts'
import { requestToken, type SalesforceGrant } from './token-request.ts'

/** What an admin gives for the sign-in with a refresh token (RFC 6749 section 6). */
export const refreshTokenSchema = z.strictObject({
  clientId: z.string().min(1).describe("The consumer key of the org's external client app"),
  clientSecret: secretReference
    .exactOptional()
    .describe(
      'Its consumer secret; left out where the app requires none for the web server and refresh token flows',
    ),
  refreshToken: secretReference.describe(
    'A refresh token of the app; one that Salesforce replaces is kept, encrypted, in the database',
  ),
})

/**
 * Exchanges a refresh token. Where the app rotates them, the grant carries the next one, and the one that was used is worth
 * nothing from then on: it must be kept before anything else is done.
 * @throws ConnectorError of kind `auth` that says what to set right.
 */
export function signInWithRefreshToken(options: {
  readonly loginUrl: string
  readonly clientId: string
  /** Empty for an app that requires none. */
  readonly clientSecret: string
  readonly refreshToken: string
  readonly signal?: AbortSignal
  readonly ways?: OutboundWays | undefined
}): Promise<SalesforceGrant> {
  const { loginUrl, clientId, clientSecret, refreshToken } = options
  return requestToken({
    ways: options.ways,
    loginUrl,
    form: {
      grant_type: 'refresh_token',
      client_id: clientId,
      ...(clientSecret === '' ? {} : { client_secret: clientSecret }),
      refresh_token: refreshToken,
    },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    explain: (refusal) => {
      const { code, description } = refusal
      if (/expired access\/refresh token/i.test(description)) {
        return 'The refresh token was revoked, has ended, or was used before by an app that rotates them: connect again.'
      }
      if (code === 'invalid_client_id') return 'auth.clientId is not that of an app of this org.'
      if (code === 'invalid_client') return wrongSecret(clientSecret)
      return adviceToApprove(refusal, 'the user that the refresh token was given to')
    },
  })
}

/** What is to be done where Salesforce refuses the secret of the app. */
export function wrongSecret(clientSecret: string): string {
  return clientSecret === ''
    ? 'The app requires its consumer secret: give auth.clientSecret.'
    : 'auth.clientSecret is not that of the app.'
}
