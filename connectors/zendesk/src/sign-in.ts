import { type AuthenticationMethod, accessToken, oauth2, secretReference } from '@rapport/connector'
import { z } from 'zod'
import { baseUrlOf, type ZendeskSettings } from './settings.ts'

/** What a token that is sent by Basic authentication begins with. An OAuth token has no space in it. */
const basic = 'Basic '

/** An API token does not expire; it is looked up again after this long, in case that it was replaced. */
const lookedUpAgainAfterMs = 86_400_000

/** Every way to sign in, the one to be preferred first. */
export const signInMethods: readonly AuthenticationMethod<ZendeskSettings>[] = [
  {
    type: 'apiToken',
    title: 'an API token and the address of the admin who made it',
    steps: [
      'In Admin Center, open Apps and integrations > APIs > API tokens (or Zendesk API > Settings), and allow token access.',
      'Add an API token. The user that it is used with must be an admin: only admins may export.',
    ],
    schema: z.strictObject({
      email: z.email().describe('The address that the admin signs in with'),
      apiToken: secretReference,
    }),
    secrets: ['apiToken'],
    exchange: async (_settings, { email = '', apiToken = '' }) => ({
      accessToken: `${basic}${Buffer.from(`${email}/token:${apiToken}`).toString('base64')}`,
      expiresInMs: lookedUpAgainAfterMs,
    }),
  },
  oauth2<ZendeskSettings>({ tokenUrl: (settings) => new URL(`${baseUrlOf(settings)}/oauth/tokens`) }),
  accessToken(),
]

/** The header that carries a token: an API token goes by Basic authentication, an OAuth token as a bearer. */
export function authorization(token: string): string {
  return token.startsWith(basic) ? token : `Bearer ${token}`
}
