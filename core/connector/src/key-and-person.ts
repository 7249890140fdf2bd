import { z } from 'zod'
import { oauth2, secretReference, type TokenExchange } from './authentication.ts'

/**
 * Signs in by an API key for most calls, and for some as a person, by OAuth 2.0 with a refresh token (RFC 6749, section 6). Which
 * calls are which, `signedBy` of the connector says. The person's token is fetched when a call first needs it, so that a person
 * who takes their access away ends no call that needs the key only.
 */
export function keyAndPerson<Settings>(options: {
  readonly title: string
  readonly steps: readonly string[]
  tokenUrl(settings: Settings): URL
}): TokenExchange<Settings> {
  return {
    ...oauth2<Settings>(options),
    type: 'keyAndPerson',
    title: options.title,
    steps: options.steps,
    schema: z.strictObject({
      apiKey: secretReference,
      clientId: z.string(),
      clientSecret: secretReference,
      refreshToken: secretReference,
    }),
    secrets: ['apiKey', 'clientSecret', 'refreshToken'],
    key: 'apiKey',
  }
}
