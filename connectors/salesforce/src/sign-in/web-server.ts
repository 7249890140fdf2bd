import { ConnectorError, type ConsentFlow } from '@rapport/connector'
import { authorizePath } from '../paths.ts'
import type { SalesforceSettings } from '../settings.ts'
import { loginUrlOf } from './login-url.ts'
import { adviceToApprove } from './not-approved.ts'
import { wrongSecret } from './refresh-token.ts'
import { type Refusal, requestToken } from './token-request.ts'

/** What Rapport asks to be allowed: its own calls, and to go on making them when the person has left. */
const scope = 'api refresh_token'

/** A person signs in in a browser, and the app works for them from then on (OAuth 2.0 web server flow with a proof key). */
export const webServer: ConsentFlow<SalesforceSettings> = {
  type: 'webServer',
  title: 'your own sign-in in a browser (web server flow), which gives a refresh token',
  steps: (callback) => [
    `In Setup, open External Client App Manager and make an app with OAuth enabled, the callback URL ${callback}, and the scopes "Manage user data via APIs (api)" and "Perform requests at any time (refresh_token, offline_access)".`,
    'Under OAuth, enable the Authorization Code and Credentials Flow, and require a proof key (PKCE).',
    'Sign in as the user that Rapport is to work as: it can read and write what that user can.',
  ],
  address(settings, { clientId = '' }, { redirectUri, state, challenge }) {
    const address = new URL(`${loginUrlOf(settings)}${authorizePath}`)
    address.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    }).toString()
    return address
  },
  async exchange(settings, { clientId = '', clientSecret = '' }, { redirectUri, code, verifier }, ways) {
    const { refreshToken } = await requestToken({
      ways,
      loginUrl: loginUrlOf(settings),
      form: {
        grant_type: 'authorization_code',
        code,
        client_id: clientId,
        ...(clientSecret === '' ? {} : { client_secret: clientSecret }),
        redirect_uri: redirectUri,
        code_verifier: verifier,
      },
      explain: (refusal) => explain(refusal, clientSecret),
    })
    if (refreshToken !== null) return refreshToken
    throw new ConnectorError(
      'auth',
      'Salesforce gave no refresh token: give the app the scope "Perform requests at any time (refresh_token, offline_access)", and sign in again',
    )
  },
}

function explain(refusal: Refusal, clientSecret: string): string | undefined {
  const { code, description } = refusal
  if (/expired authorization code/i.test(description)) {
    return 'A code is good once and for a few minutes: sign in again.'
  }
  if (/code verifier/i.test(description)) return 'The code belongs to another sign-in: sign in again.'
  if (code === 'redirect_uri_mismatch') return 'Name the callback URL of the app with --callback.'
  if (code === 'invalid_client_id') return 'auth.clientId is not that of an app of this org.'
  if (code === 'invalid_client') return wrongSecret(clientSecret)
  return adviceToApprove(refusal, 'the user that signs in')
}
