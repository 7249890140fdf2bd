import { expect, test } from 'vitest'
import { domainKey } from './domain.ts'

test.each([
  ['acme.com', 'acme.com'],
  [' WWW.Shop.Acme.CO.UK ', 'acme.co.uk'],
  ['https://acme.com/about?x=1', 'acme.com'],
  ['acme.github.io', 'acme.github.io'],
  ['www.bücher.de', 'xn--bcher-kva.de'],
])('%j is %s', (text, key) => {
  expect(domainKey(text)).toBe(key)
})

test.each([
  '',
  'gmail.com',
  'mail.yahoo.co.uk',
  'github.io',
  'www.facebook.com/acme',
  'localhost',
  '192.0.2.1',
  'acme.invalid-suffix',
])('%j says nothing of one company', (text) => {
  expect(domainKey(text)).toBeNull()
})
