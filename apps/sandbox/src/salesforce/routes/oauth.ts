import { OAuthError } from '../errors.ts'
import type { Grant } from '../oauth.ts'
import { type Answer, type Call, type Route, route } from '../route.ts'
import { authenticate, isLive } from '../sessions.ts'

const open = { versioned: false, authenticated: false } as const

function token(call: Call): Answer {
  const form = new URLSearchParams(call.bodyText)
  const text = (name: string): string => form.get(name) ?? ''
  const client = credentials(call, form)
  switch (text('grant_type')) {
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return grantAnswer(call, call.oauth.jwtBearer(text('assertion'), call.origin))
    case 'client_credentials':
      return grantAnswer(call, call.oauth.clientCredentials(...client))
    case 'refresh_token':
      return grantAnswer(call, call.oauth.refresh(...client, text('refresh_token')))
    case 'authorization_code': {
      const exchange = {
        code: text('code'),
        redirectUri: text('redirect_uri'),
        verifier: text('code_verifier'),
      }
      return grantAnswer(call, call.oauth.exchangeCode(...client, exchange))
    }
    default:
      throw new OAuthError('unsupported_grant_type', 'grant type not supported')
  }
}

/** The page where a person signs in and allows the app its work: both are done at once. */
function authorize(call: Call): Answer {
  return { status: 302, headers: { Location: call.oauth.authorize(call.query).href } }
}

/** Client id and secret of the form, or of HTTP basic authentication. */
function credentials(call: Call, form: URLSearchParams): [id: string, secret: string] {
  const basic = /^Basic (\S+)$/i.exec(call.headers('authorization') ?? '')?.[1]
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? '']
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':')
  return [decodeURIComponent(id), decodeURIComponent(secret)]
}

function grantAnswer(call: Call, { session, refreshToken }: Grant): Answer {
  return {
    status: 200,
    json: {
      access_token: session.token,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      signature: Buffer.from(session.token.slice(-32)).toString('base64'),
      scope: session.refreshToken === null ? 'api' : 'api refresh_token',
      instance_url: call.origin,
      id: identityUrl(call, session.userId),
      token_type: 'Bearer',
      issued_at: String(session.issuedAt),
    },
  }
}

function identityUrl({ origin, org }: Call, userId: string): string {
  return `${origin}/id/${org.organizationId}/${userId}`
}

function userInfo(call: Call): Answer {
  const { org } = call
  const { userId } = authenticate(org, call.headers('authorization'))
  const users = org.table('User')
  const row = users.rowOf(userId) ?? -1
  const id = identityUrl(call, userId)
  return {
    status: 200,
    json: {
      id,
      sub: id,
      user_id: userId,
      organization_id: org.organizationId,
      username: users.value(row, 'Username'),
      preferred_username: users.value(row, 'Username'),
      display_name: users.value(row, 'Name'),
      name: users.value(row, 'Name'),
      email: users.value(row, 'Email'),
      active: users.value(row, 'IsActive'),
      user_type: 'STANDARD',
      urls: {
        rest: `${call.origin}/services/data/v{version}/`,
        sobjects: `${call.origin}/services/data/v{version}/sobjects/`,
        query: `${call.origin}/services/data/v{version}/query/`,
      },
    },
  }
}

function revoke(call: Call): Answer {
  const form = new URLSearchParams(call.bodyText)
  const given = form.get('token') ?? call.query.get('token') ?? ''
  if (!call.oauth.revoke(given))
    throw new OAuthError('unsupported_token_type', 'this token type is not supported')
  return { status: 200 }
}

function introspect(call: Call): Answer {
  const form = new URLSearchParams(call.bodyText)
  const session = call.org.sessions.get(form.get('token') ?? '')
  if (session === undefined || !isLive(call.org, session)) return { status: 200, json: { active: false } }
  const exp = Math.floor((session.usedAt + session.lifetimeMs) / 1_000)
  const { userId: sub, consumerKey: client_id } = session
  return {
    status: 200,
    json: { active: true, scope: 'api', client_id, sub, token_type: 'access_token', exp },
  }
}

/** The token endpoint and what tells who a token belongs to. */
export const oauthRoutes: readonly Route[] = [
  route('GET', '/services/oauth2/authorize', 'auth', authorize, open),
  route('POST', '/services/oauth2/token', 'auth', token, open),
  route('POST', '/services/oauth2/revoke', 'auth', revoke, open),
  route('GET', '/services/oauth2/revoke', 'auth', revoke, open),
  route('POST', '/services/oauth2/introspect', 'auth', introspect, open),
  route('GET', '/services/oauth2/userinfo', 'auth', userInfo, open),
  route('GET', '/id/:organization/:user', 'auth', userInfo, open),
]
