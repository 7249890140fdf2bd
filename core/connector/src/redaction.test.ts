import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Redactor } from './redaction.ts'

function knowing(...secrets: readonly string[]): Redactor {
  const redactor = new Redactor()
  for (const secret of secrets) redactor.add(secret)
  return redactor
}

describe('a known secret', () => {
  test('is removed wherever it stands', () => {
    expect(knowing('s3cr3t-value').redact('a s3cr3t-value, again s3cr3t-value.')).toBe(
      'a [redacted], again [redacted].',
    )
  })

  test('is removed in a URL, in a form and inside JSON', () => {
    const secret = 'se"cr/et +ä\nline'
    const redactor = knowing(secret)
    const form = new URLSearchParams({ value: secret }).toString()
    for (const text of [secret, encodeURIComponent(secret), form, JSON.stringify({ value: secret })]) {
      expect(redactor.redact(text)).toMatch(/^[^se]*(value=|\{"value":")?\[redacted\]("\})?$/)
    }
  })

  test('that contains another one is removed whole, in whichever order they are told', () => {
    expect(knowing('abcd', 'abcd-and-more').redact('abcd-and-more')).toBe('[redacted]')
    expect(knowing('abcd-and-more', 'abcd').redact('abcd-and-more')).toBe('[redacted]')
  })

  test('shorter than four characters is ignored: it would blank out ordinary text', () => {
    expect(knowing('a', '').redact('a cat')).toBe('a cat')
  })

  test('is forgotten once everybody who told it takes it back', () => {
    const redactor = knowing('s3cr3t-value', 's3cr3t-value', 'another')
    redactor.forget('s3cr3t-value')
    expect(redactor.redact('s3cr3t-value another')).toBe('[redacted] [redacted]')
    redactor.forget('s3cr3t-value')
    expect(redactor.redact('s3cr3t-value another')).toBe('s3cr3t-value [redacted]')
  })

  test('never survives, whatever surrounds it', () => {
    // Letters that the sign in its place does not have, so that it cannot come about anew.
    const secret = fc.stringMatching(/^[XYZ0-9%"\\]{4,12}$/)
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 4 }),
        fc.string(),
        fc.string(),
        (secrets, before, after) => {
          const redacted = knowing(...secrets).redact(`${before} ${secrets.join(' ')} ${after}`)
          for (const each of secrets) expect(redacted).not.toContain(each)
        },
      ),
    )
  })
})

describe('a redactor within a wider one', () => {
  test('removes what both know, and what it learns stays its own', () => {
    const wider = knowing('wide-secret')
    const own = new Redactor(wider)
    own.add('contact')
    wider.add('later-secret')
    expect(own.redact('contact wide-secret later-secret')).toBe('[redacted] [redacted] [redacted]')
    expect(wider.redact('contact wide-secret')).toBe('contact [redacted]')
  })

  test('leaves no piece of a secret of the wider one that contains its own', () => {
    const own = new Redactor(knowing('a-contact-of-ours'))
    own.add('contact')
    expect(own.redact('a-contact-of-ours')).toBe('[redacted]')
  })
})

describe('what looks like a credential', () => {
  test.each([
    ['authorization: Bearer abc.def-123', 'authorization: Bearer [redacted]'],
    ['Basic dXNlcjpwYXNz', 'Basic [redacted]'],
    ['Zoho-oauthtoken 1000.abcdef', 'Zoho-oauthtoken [redacted]'],
    ['token pat-eu1-12345678-abcd refused', 'token [redacted] refused'],
    ['{"access_token":"xyz","scope":"all"}', '{"access_token":"[redacted]","scope":"all"}'],
    ['grant_type=refresh_token&refresh_token=xyz', 'grant_type=refresh_token&refresh_token=[redacted]'],
    ['https://host/callback?code=xyz&state=1', 'https://host/callback?code=[redacted]&state=1'],
    ['api_key=xyz', 'api_key=[redacted]'],
    ['postgres://rapport:hunter2@127.0.0.1/db', 'postgres://[redacted]@127.0.0.1/db'],
  ])('%s is removed', (text, clean) => {
    expect(new Redactor().redact(text)).toBe(clean)
  })
})

test('ordinary text stays as it is', () => {
  const text = 'GET /crm/v3/objects: refused (400), code: INVALID_EMAIL at https://api.example.com:8443/a'
  expect(knowing('unrelated').redact(text)).toBe(text)
})

test('plain data is redacted text by text, and whole where its name says so', () => {
  const redactor = knowing('s3cr3t-value')
  expect(
    redactor.redactValue({
      message: 'got s3cr3t-value',
      password: 'x',
      list: ['s3cr3t-value', 1, null],
      's3cr3t-value': true,
    }),
  ).toEqual({
    message: 'got [redacted]',
    password: '[redacted]',
    list: ['[redacted]', 1, null],
    '[redacted]': true,
  })
})
