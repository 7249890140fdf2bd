import { z } from 'zod'
import { type Identity, listScopes } from '../auth.ts'
import { HubspotError, notFound } from '../errors.ts'
import { tokenPaths } from '../paths.ts'
import { bodyRoute, param, type RawCall, type Route, route } from '../route.ts'

function tokenInfo(call: RawCall, identity: Identity): Record<string, unknown> {
  return {
    token: identity.token,
    token_type: 'access',
    hub_id: call.state.account.portalId,
    user_id: identity.userId,
    app_id: identity.appId,
    hub_domain: 'sandbox.example.com',
    user: 'admin@example.com',
    scopes: listScopes(identity.scopes),
    expires_in: Math.max(0, Math.floor(((identity.expiresAt ?? call.state.now()) - call.state.now()) / 1000)),
  }
}

/** The token endpoint in all its spellings, and what it takes to look at a token. None of them needs a bearer token. */
export const oauthRoutes: readonly Route[] = [
  route({ method: 'POST', paths: tokenPaths(), kind: 'auth', scopes: null }, (call) => {
    const form = new URLSearchParams(call.bodyText)
    const field = (name: string): string => form.get(name) ?? ''
    const client: [string, string] = [field('client_id'), field('client_secret')]
    const grant = field('grant_type')
    if (grant === 'refresh_token' || grant === 'authorization_code') {
      const { identity, expiresIn } =
        grant === 'refresh_token'
          ? call.tokens.refresh(...client, field('refresh_token'))
          : call.tokens.exchangeCode(form)
      return {
        status: 200,
        body: {
          ...grantBody(call, identity, expiresIn),
          refresh_token: identity.refreshToken,
          token_use: 'access_token',
        },
      }
    }
    if (grant === 'client_credentials') {
      const { identity, expiresIn } = call.tokens.clientCredentials(...client)
      return {
        status: 200,
        body: { ...grantBody(call, identity, expiresIn), token_use: 'client_credentials' },
      }
    }
    throw new HubspotError(400, 'BAD_GRANT_TYPE', `missing or unsupported grant type "${grant}"`)
  }),
  // The page where a person signs in, chooses a portal and allows the app its work: all at once.
  route({ method: 'GET', paths: ['/oauth/authorize'], kind: 'auth', scopes: null }, (call) => {
    const query = new URLSearchParams(call.query)
    return { status: 302, location: call.tokens.authorize(query).href }
  }),
  route({ method: 'GET', paths: ['/oauth/v1/access-tokens/:token'], kind: 'auth', scopes: null }, (call) => {
    const identity = call.tokens.find(param(call, 'token'))
    const live =
      identity?.expiresAt !== undefined && (identity.expiresAt ?? Number.MAX_VALUE) > call.state.now()
    if (identity === undefined || !live) throw notFound('access token not found or expired')
    return { status: 200, body: tokenInfo(call, identity) }
  }),
  route({ method: 'GET', paths: ['/oauth/v1/refresh-tokens/:token'], kind: 'auth', scopes: null }, (call) => {
    const token = param(call, 'token')
    const app = call.tokens.findRefreshToken(token)
    if (app === undefined) throw notFound('refresh token not found')
    return {
      status: 200,
      body: {
        token,
        token_type: 'refresh',
        client_id: app.clientId,
        hub_id: call.state.account.portalId,
        hub_domain: 'sandbox.example.com',
        user_id: app.userId ?? 11,
        user: 'admin@example.com',
        scopes: listScopes(app.scopes ?? 'all'),
      },
    }
  }),
  bodyRoute(
    { method: 'POST', paths: ['/oauth/v2/private-apps/get/access-token-info'], kind: 'auth', scopes: null },
    z.object({ tokenKey: z.string() }),
    (call) => {
      const identity = call.tokens.find(call.body.tokenKey)
      if (identity?.kind !== 'private-app') throw notFound('token not found')
      return {
        status: 200,
        body: {
          userId: identity.userId,
          hubId: call.state.account.portalId,
          appId: identity.appId,
          scopes: listScopes(identity.scopes),
        },
      }
    },
  ),
]

function grantBody(call: RawCall, identity: Identity, expiresIn: number): Record<string, unknown> {
  return {
    token_type: 'bearer',
    access_token: identity.token,
    expires_in: expiresIn,
    hub_id: call.state.account.portalId,
    user_id: identity.userId,
    scopes: listScopes(identity.scopes),
  }
}
