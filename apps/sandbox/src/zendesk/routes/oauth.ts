import { z } from 'zod'
import { exchangeToken } from '../auth.ts'
import { ZendeskError } from '../errors.ts'
import { type Route, route } from '../route.ts'

const fields = z.record(z.string(), z.string())

const tokens = route('POST', '/oauth/tokens', 'auth', 'anyone', ({ credentials, bodyText }) =>
  exchangeToken(credentials, readFields(bodyText)),
)

export const oauthRoutes: readonly Route[] = [tokens]

/** A form, or JSON. @throws {ZendeskError} 400 */
function readFields(text: string): Record<string, string> {
  if (!text.trimStart().startsWith('{')) return Object.fromEntries(new URLSearchParams(text))
  try {
    return fields.parse(JSON.parse(text))
  } catch {
    throw new ZendeskError(400, { error: 'invalid_request', error_description: 'The body cannot be read.' })
  }
}
