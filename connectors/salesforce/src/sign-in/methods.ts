import type { z } from 'zod'
import type { SalesforceSettings } from '../settings.ts'
import { clientCredentialsSchema, signInAsClient } from './client-credentials.ts'
import { jwtBearerSchema, signInWithJwt } from './jwt-bearer.ts'
import { refreshTokenSchema, signInWithRefreshToken } from './refresh-token.ts'
import type { SalesforceGrant } from './token-request.ts'

/** A way to sign in to Salesforce, chosen by what the admin gives. */
export interface SignInMethod {
  readonly type: 'jwtBearer' | 'clientCredentials' | 'refreshToken'
  /** What the admin writes; secrets are references. */
  readonly schema: z.ZodType<Readonly<Record<string, string>>>
  /** Which of its keys are references to secrets. */
  readonly secrets: readonly string[]
  /** Fetches a token. `given` is what the admin wrote, with every reference replaced by its secret. */
  exchange(
    settings: SalesforceSettings,
    given: Readonly<Record<string, string>>,
    now: number,
  ): Promise<SalesforceGrant>
}

/** Where tokens are asked for, which is also the audience of a signed statement. */
export function loginUrlOf(settings: SalesforceSettings): string {
  return settings.loginUrl ?? settings.instanceUrl
}

/** Every way to sign in, the one to be preferred first. */
export const signInMethods: readonly SignInMethod[] = [
  {
    type: 'jwtBearer',
    schema: jwtBearerSchema,
    secrets: ['privateKey'],
    exchange: (settings, { consumerKey = '', username = '', privateKey = '' }, now) =>
      signInWithJwt({ loginUrl: loginUrlOf(settings), consumerKey, username, privateKey, now }),
  },
  {
    type: 'clientCredentials',
    schema: clientCredentialsSchema,
    secrets: ['consumerSecret'],
    exchange: (settings, { consumerKey = '', consumerSecret = '' }) =>
      signInAsClient({ loginUrl: loginUrlOf(settings), consumerKey, consumerSecret }),
  },
  {
    type: 'refreshToken',
    schema: refreshTokenSchema,
    secrets: ['clientSecret', 'refreshToken'],
    exchange: (settings, { clientId = '', clientSecret = '', refreshToken = '' }) =>
      signInWithRefreshToken({ loginUrl: loginUrlOf(settings), clientId, clientSecret, refreshToken }),
  },
]
