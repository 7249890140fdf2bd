import { expect, test } from 'vitest'
import { emailKey } from './email.ts'

test.each([
  ['  Ann@Example.COM ', 'ann@example.com'],
  ['ann+shop@example.com', 'ann+shop@example.com'],
  ["o'hara@example.co.uk", "o'hara@example.co.uk"],
  ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
])('%j is compared as %s', (text, key) => {
  expect(emailKey(text)).toBe(key)
})

test.each([
  '',
  'n/a',
  'ann@',
  '@example.com',
  'ann@localhost',
  'ann@example..com',
  'ann..b@example.com',
  'ann smith@example.com',
  'a@example.com, b@example.com',
  `${'a'.repeat(65)}@example.com`,
])('%j is no address', (text) => {
  expect(emailKey(text)).toBeNull()
})
