import type { WebhookRequest } from '@rapport/connector'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signatureOf, signedAddress, verifySignature } from './webhook-signature.ts'

const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
const now = Date.UTC(2026, 10, 28)
const url = 'https://rapport.example.com/api/webhooks/hubspot'

function signed(more: Partial<WebhookRequest> = {}, at = now): WebhookRequest {
  const request = { method: 'POST', url, body: Buffer.from('[{"objectId":1}]'), headers: {}, ...more }
  const timestamp = String(at)
  return {
    ...request,
    headers: {
      'x-hubspot-request-timestamp': timestamp,
      'x-hubspot-signature-v3': signatureOf({ ...request, timestamp }, secret),
      ...more.headers,
    },
  }
}

const verify = (request: WebhookRequest, at = now) => verifySignature(request, [secret], at)

test.each([
  // Worked out by hand: printf '%s' "<method><address><body><timestamp>" | openssl dgst -sha256 -hmac "$secret" -binary | base64
  [
    'a body',
    { method: 'POST', url: 'https://rapport.example.com/api/webhooks/hubspot', body: '[{"objectId":1}]' },
    'jI/Rwg8XZ1h3Ky/6g2xyUQAJDZIT7Bqq30hS7j1guq4=',
  ],
  [
    'letters of other languages in the body, as the bytes that they are',
    { method: 'POST', url: 'https://rapport.example.com/api/webhooks/hubspot', body: '[{"n":"Zoë 🙂"}]' },
    'AT2R+ce0uNEEdZz2AnvesML/ES9DQATGpgoVGkRn0C8=',
  ],
  [
    'escapes in the address, of which some are decoded and others not',
    {
      method: 'get',
      url: 'https://rapport.example.com/a%2fb%20c?x=%3A%253A%26&y=%C3%A9%2B%3b',
      body: '',
    },
    'pqT/Me2WsjYzXoTd+/gXA2PBmLkjMWhjOxuwAB9TMio=',
  ],
])('signs as HubSpot does: %s', (_, parts, expected) => {
  expect(signatureOf({ ...parts, timestamp: '1764288000000' }, secret)).toBe(expected)
})

test('decodes each of the named escapes once, and no other one', () => {
  expect(signedAddress('%3A%2F%3F%40%21%24%27%28%29%2A%2C%3B')).toBe(":/?@!$'()*,;")
  expect(signedAddress('%3a%2f%253A%26%3D%2B%20%23%C3%A9%')).toBe(':/%253A%26%3D%2B%20%23%C3%A9%')
})

test('takes what one of the secrets signed within five minutes, either way', () => {
  const minutes = 60_000
  expect(verify(signed())).toBeNull()
  expect(verifySignature(signed(), ['the former secret', secret], now)).toBeNull()
  expect(verify(signed(), now + 5 * minutes)).toBeNull()
  expect(verify(signed(), now - 5 * minutes)).toBeNull()
  expect(verify(signed(), now + 5 * minutes + 1)).toBe('too old')
  expect(verify(signed(), now - 5 * minutes - 1)).toBe('from the future')
})

test('refuses what is not signed, or not so that it could be', () => {
  const { headers } = signed()
  const name = 'x-hubspot-signature-v3'
  const signature = headers[name] ?? ''
  expect(verify({ ...signed(), headers: {} })).toBe('unsigned')
  expect(verify({ ...signed(), headers: { ...headers, [name]: undefined } })).toBe('unsigned')
  expect(verify({ ...signed(), headers: { ...headers, [name]: '' } })).toBe('unsigned')
  for (const timestamp of ['', 'now', '1e12', '-1', '0x1', '1764288000000.5']) {
    expect(verify(signed({ headers: { 'x-hubspot-request-timestamp': timestamp } }))).toBe('unsigned')
  }
  for (const other of [
    `${signature}=`,
    signature.slice(1),
    signature.replace('=', ''),
    'é',
    `${signature},${signature}`,
  ]) {
    expect(verify({ ...signed(), headers: { ...headers, [name]: other } })).toBe('wrong signature')
  }
  expect(verifySignature(signed(), [], now)).toBe('wrong signature')
  expect(verifySignature(signed(), ['another secret'], now)).toBe('wrong signature')
})

test('refuses a request of which any byte was changed', () => {
  const request = signed()
  const changed = (text: string, place: number, by: number): string => {
    const bytes = Buffer.from(text)
    const index = place % bytes.length
    bytes[index] = ((bytes[index] ?? 0) + 1 + (by % 94)) % 128
    return bytes.toString('latin1')
  }
  const parts = ['body', 'url', 'method', 'x-hubspot-signature-v3', 'x-hubspot-request-timestamp'] as const
  fc.assert(
    fc.property(fc.constantFrom(...parts), fc.nat(500), fc.nat(93), (part, place, by) => {
      if (part === 'body') {
        const body = Buffer.from(changed(Buffer.from(request.body).toString(), place, by), 'latin1')
        return verify({ ...request, body }) !== null
      }
      if (part === 'url' || part === 'method') {
        const other = changed(request[part], place, by)
        // Methods are the same in small letters.
        if (other.toUpperCase() === request[part].toUpperCase() && part === 'method') return true
        return verify({ ...request, [part]: other }) !== null
      }
      const headers = { ...request.headers, [part]: changed(request.headers[part] ?? '', place, by) }
      return verify({ ...request, headers }) !== null
    }),
  )
})
