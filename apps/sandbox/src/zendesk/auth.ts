import { forbidden, notAuthenticated, ZendeskError } from './errors.ts'
import type { ZendeskState } from './state.ts'

/** Who may sign in, and with what. */
export interface Credentials {
  /** The user that API tokens belong to. */
  userId: number
  email: string
  apiTokens: Set<string>
  /** OAuth access tokens. */
  accessTokens: Set<string>
  clientId: string
  clientSecret: string
  /** Each is good for one exchange. */
  refreshTokens: Set<string>
  issued: number
}

/** @throws {ZendeskError} 401 for an unknown sign-in, 403 for a user who is no admin */
export function authenticate(
  state: ZendeskState,
  credentials: Credentials,
  authorization: string | undefined,
  isForAdmins: boolean,
): void {
  const [scheme = '', given = ''] = (authorization ?? '').split(' ')
  if (!isKnown(credentials, scheme.toLowerCase(), given)) throw notAuthenticated()
  const user = state.users.get(credentials.userId)
  if (user === undefined || !user.active || user.suspended || user.role === 'end-user')
    throw notAuthenticated()
  if (isForAdmins && user.role !== 'admin') throw forbidden()
}

function isKnown(credentials: Credentials, scheme: string, given: string): boolean {
  if (scheme === 'bearer') return credentials.accessTokens.has(given)
  if (scheme !== 'basic') return false
  const text = Buffer.from(given, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const [name, secret] = [text.slice(0, colon), text.slice(colon + 1)]
  // Without `/token` the secret would be a password, and those are no longer accepted.
  return name === `${credentials.email}/token` && credentials.apiTokens.has(secret)
}

/** Exchanges a refresh token, which is used up by it. @throws {ZendeskError} 400, 401 */
export function exchangeToken(
  credentials: Credentials,
  form: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  if (form.client_id !== credentials.clientId || form.client_secret !== credentials.clientSecret) {
    throw new ZendeskError(401, {
      error: 'invalid_client',
      error_description: 'Client authentication failed due to unknown client or invalid credentials.',
    })
  }
  if (form.grant_type !== 'refresh_token') {
    throw new ZendeskError(400, {
      error: 'unsupported_grant_type',
      error_description: 'The authorization grant type is not supported by the authorization server.',
    })
  }
  if (!credentials.refreshTokens.delete(form.refresh_token ?? '')) {
    throw new ZendeskError(400, {
      error: 'invalid_grant',
      error_description: 'The provided authorization grant is invalid, expired or revoked.',
    })
  }
  credentials.issued += 1
  const accessToken = `sandbox-access-${credentials.issued}`
  const refreshToken = `sandbox-refresh-${credentials.issued}`
  credentials.accessTokens.add(accessToken)
  credentials.refreshTokens.add(refreshToken)
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'bearer',
    scope: 'read',
    expires_in: 1_800,
    refresh_token_expires_in: 2_592_000,
  }
}
