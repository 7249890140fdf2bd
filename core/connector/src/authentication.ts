import { z } from 'zod'

/** A secret by reference: `env:NAME` or `file:path`. The secret itself never stands in a file of settings. */
export const secretReference = z
  .string()
  .regex(/^(env|file):.+$/, 'must be a reference to a secret: env:NAME or file:path')
  .describe('A reference to a secret: env:NAME or file:path')

/** A way to sign in to a vendor. */
export type AuthenticationMethod =
  | { readonly type: 'accessToken'; readonly schema: z.ZodType<{ accessToken: string }> }
  | {
      readonly type: 'oauth2'
      readonly schema: z.ZodType<{ clientId: string; clientSecret: string; refreshToken: string }>
      /** Path of the token endpoint below the base URL. */
      readonly tokenPath: string
    }
  | { readonly type: 'none'; readonly schema: z.ZodType<Record<string, never>> }

/** A long-lived token that the admin created at the vendor. */
export function accessToken(): AuthenticationMethod {
  return { type: 'accessToken', schema: z.strictObject({ accessToken: secretReference }) }
}

/** OAuth 2.0 with a refresh token (RFC 6749, section 6). */
export function oauth2(options: { tokenPath: string }): AuthenticationMethod {
  return {
    type: 'oauth2',
    schema: z.strictObject({
      clientId: z.string(),
      clientSecret: secretReference,
      refreshToken: secretReference,
    }),
    tokenPath: options.tokenPath,
  }
}

/** Files and other sources that ask for no sign-in. */
export function noAuthentication(): AuthenticationMethod {
  return { type: 'none', schema: z.strictObject({}) }
}
