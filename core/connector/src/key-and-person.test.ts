import { expect, test } from 'vitest'
import { bearerOf } from './key-and-person.ts'

test('a token of two lines signs in by the key, or as the person', () => {
  expect(bearerOf('key\nperson', 'key')).toBe('Bearer key')
  expect(bearerOf('key\nperson', 'person')).toBe('Bearer person')
})

test('a key alone does not stand for a person, and says what is missing', () => {
  expect(bearerOf('key', 'key')).toBe('Bearer key')
  expect(() => bearerOf('key', 'person')).toThrow(/clientId, clientSecret and refreshToken beside apiKey/)
})
