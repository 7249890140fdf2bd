import type { OutboundWays } from '@rapport/connector'
import { secretReference } from '@rapport/connector'
import { z } from 'zod'
import { adviceToApprove } from './not-approved.ts'
import { requestToken, type SalesforceGrant } from './token-request.ts'

/** What an admin gives for the sign-in as the app itself (client credentials, RFC 6749 section 4.4). */
export const clientCredentialsSchema = z.strictObject({
  consumerKey: z.string().min(1).describe("The consumer key of the org's external client app"),
  consumerSecret: secretReference.describe('Its consumer secret'),
})

/**
 * Signs in as the user that the app runs as. Salesforce answers at the org's My Domain address only.
 * @throws ConnectorError of kind `auth` that says what to set right.
 */
export function signInAsClient(options: {
  readonly loginUrl: string
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly signal?: AbortSignal
  readonly ways?: OutboundWays | undefined
}): Promise<SalesforceGrant> {
  const { loginUrl, consumerKey, consumerSecret } = options
  return requestToken({
    ways: options.ways,
    loginUrl,
    form: { grant_type: 'client_credentials', client_id: consumerKey, client_secret: consumerSecret },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    explain: (refusal) => {
      const { code, description } = refusal
      if (/no client credentials user/i.test(description)) {
        return 'Name a user under "Run As" in the client credentials flow of the app.'
      }
      if (/not supported on this domain/i.test(description)) {
        return "Set instanceUrl to the org's own My Domain address."
      }
      if (code === 'invalid_client_id') return 'auth.consumerKey is not that of an app of this org.'
      if (code === 'invalid_client') return 'auth.consumerSecret is not that of the app.'
      return adviceToApprove(refusal, 'the user that "Run As" names')
    },
  })
}
