import { expect, test } from 'vitest'
import { SealingKey } from './sealed-text.ts'

const key = SealingKey.random()
const text = 'a refresh token, with ümlauts'

test('a sealed text is opened by its key, for its subject', () => {
  const sealed = key.seal(text, 'crm')
  expect(sealed).not.toContain('refresh')
  expect(key.open(sealed, 'crm')).toBe(text)
  expect(SealingKey.parse(key.toText()).open(sealed, 'crm')).toBe(text)
})

test('the same text is sealed otherwise each time', () => {
  expect(key.seal(text, 'crm')).not.toBe(key.seal(text, 'crm'))
})

test('another key, another subject or an altered text open nothing', () => {
  const sealed = key.seal(text, 'crm')
  expect(SealingKey.random().open(sealed, 'crm')).toBeNull()
  expect(key.open(sealed, 'desk')).toBeNull()
  const last = sealed.endsWith('A=') ? 'B=' : 'A='
  expect(key.open(`${sealed.slice(0, -2)}${last}`, 'crm')).toBeNull()
  expect(key.open(sealed.slice(0, 30), 'crm')).toBeNull()
  expect(key.open('plain text', 'crm')).toBeNull()
})

test('a key is read as openssl writes it, and nothing else is taken for one', () => {
  const hex = 'f'.repeat(64)
  expect(SealingKey.parse(hex).toText()).toBe(Buffer.from(hex, 'hex').toString('base64'))
  for (const wrong of ['', 'password', 'f'.repeat(63), key.toText().slice(4)]) {
    expect(() => SealingKey.parse(wrong)).toThrow(RangeError)
  }
})
