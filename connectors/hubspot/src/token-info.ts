import {
  type Access,
  boundedText,
  type ConnectorContext,
  ConnectorError,
  HttpFailure,
  longestSignInAnswer,
} from '@rapport/connector'
import { z } from 'zod'
import { callClient } from './client.ts'
import { classifyFailure } from './failures.ts'
import { paths } from './paths.ts'
import type { HubspotSettings } from './settings.ts'

/** What HubSpot says about the token in use. */
export interface TokenInfo {
  readonly kind: 'private app' | 'OAuth'
  readonly portalId: number
  readonly scopes: readonly string[]
}

const privateAppInfo = z.object({ hubId: z.number(), scopes: z.array(z.string()) })

/**
 * The portal and the scopes of the token: a private app's by its own endpoint, which takes the token in the body, else an
 * OAuth token's.
 * @throws ConnectorError of kind `auth` where HubSpot knows the token as neither.
 */
export async function readTokenInfo(ctx: ConnectorContext<HubspotSettings>): Promise<TokenInfo> {
  return (await readPrivateAppInfo(ctx)) ?? (await readOAuthInfo(ctx))
}

async function readPrivateAppInfo(ctx: ConnectorContext<HubspotSettings>): Promise<TokenInfo | null> {
  const operation = 'look up the private-app token'
  return ctx.call({ budget: 'general', effect: 'read', operation }, async (access) => {
    try {
      return await askPrivateAppInfo(ctx.settings, access)
    } catch (error) {
      throw classifyFailure(error, operation) ?? error
    }
  })
}

async function askPrivateAppInfo(
  settings: HubspotSettings,
  { token, signal, fetch }: Access,
): Promise<TokenInfo | null> {
  const response = await fetch(`${settings.baseUrl}${paths.privateAppToken}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tokenKey: token }),
    redirect: 'error',
    signal,
  })
  // Not a private app's token: refused in one of these ways.
  if ([400, 401, 403, 404].includes(response.status)) return null
  const text = await boundedText(response, longestSignInAnswer)
  if (!response.ok) {
    throw new HttpFailure(response.status, Object.fromEntries(response.headers), text)
  }
  const info = privateAppInfo.parse(JSON.parse(text))
  return { kind: 'private app', portalId: info.hubId, scopes: info.scopes }
}

async function readOAuthInfo(ctx: ConnectorContext<HubspotSettings>): Promise<TokenInfo> {
  try {
    const info = await callClient(
      ctx,
      { budget: 'general', effect: 'read', operation: 'look up the OAuth token' },
      (client, token) => client.oauth.accessTokensApi.get(token),
    )
    return { kind: 'OAuth', portalId: info.hubId, scopes: info.scopes }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.kind !== 'gone') throw error
    throw new ConnectorError('auth', 'HubSpot knows the token neither as a private app nor as OAuth', {
      cause: error,
    })
  }
}
