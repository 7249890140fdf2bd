import { z } from 'zod'
import { oauth2, secretReference, type TokenExchange } from './authentication.ts'
import { ConnectorError } from './errors.ts'

/**
 * Signs in by an API key for most calls, and for some as a person, by OAuth 2.0 with a refresh token (RFC 6749, section 6). The
 * token of such a sign-in has a line for each, so that both are known as secrets.
 */
export function keyAndPerson<Settings>(options: {
  readonly title: string
  readonly steps: readonly string[]
  tokenUrl(settings: Settings): URL
}): TokenExchange<Settings> {
  const person = oauth2<Settings>(options)
  return {
    ...person,
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
    async exchange(settings, given, now) {
      const grant = await person.exchange(settings, given, now)
      return { ...grant, accessToken: `${given.apiKey}\n${grant.accessToken}` }
    },
  }
}

/**
 * The header `Authorization` of a call that is made with the key, or as the person.
 * @throws ConnectorError of kind `config` where there is a key only.
 */
export function bearerOf(token: string, by: 'key' | 'person'): string {
  const [key, person] = token.split('\n')
  const found = by === 'key' ? key : person
  if (found !== undefined) return `Bearer ${found}`
  const missing = 'set clientId, clientSecret and refreshToken beside apiKey under auth'
  throw new ConnectorError('config', `this needs the sign-in of a person besides the API key: ${missing}`)
}
