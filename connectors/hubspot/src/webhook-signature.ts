import { createHmac, timingSafeEqual } from 'node:crypto'
import type { WebhookRefusal, WebhookRequest } from '@rapport/connector'

/** HubSpot asks that older requests be refused; one from further ahead than clocks differ is as suspicious. */
const replayWindowMs = 5 * 60_000

/** The escapes that HubSpot decodes in the address before it signs, and no others. */
const decodedEscapes: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}

/** The address as HubSpot signs it. Each escape is decoded once: `%253A` stays what it is. */
export function signedAddress(url: string): string {
  return url.replace(/%[0-9a-f]{2}/gi, (written) => decodedEscapes[written.toUpperCase()] ?? written)
}

/** What of a request is signed. */
export interface SignedParts {
  readonly method: string
  readonly url: string
  readonly body: Uint8Array | string
  /** Epoch milliseconds, as they stand in the header. */
  readonly timestamp: string
}

/** The signature, version 3: HMAC-SHA256 of method, address, body and timestamp under the app's client secret, in base64. */
export function signatureOf({ method, url, body, timestamp }: SignedParts, secret: string): string {
  return createHmac('sha256', secret)
    .update(method.toUpperCase())
    .update(signedAddress(url))
    .update(body)
    .update(timestamp)
    .digest('base64')
}

/** Null where one of the secrets signed the request within the last minutes. */
export function verifySignature(
  request: WebhookRequest,
  secrets: readonly string[],
  now: number,
): WebhookRefusal | null {
  const { method, url, body, headers } = request
  const given = headers['x-hubspot-signature-v3'] ?? ''
  const timestamp = headers['x-hubspot-request-timestamp'] ?? ''
  if (given === '' || !/^\d{1,16}$/.test(timestamp)) return 'unsigned'
  // All secrets are tried, so that the time taken tells nothing of which one fits.
  const fitting = secrets.filter((secret) =>
    equalInConstantTime(given, signatureOf({ method, url, body, timestamp }, secret)),
  )
  if (fitting.length === 0) return 'wrong signature'
  const age = now - Number(timestamp)
  if (age > replayWindowMs) return 'too old'
  return age < -replayWindowMs ? 'from the future' : null
}

/** Compared as text: base64 can be written in several ways, and only HubSpot's is its signature. */
function equalInConstantTime(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}
