import { expect, test } from 'vitest'
import { createKeySequence } from './key-sequence.ts'

const keys = () => createKeySequence(['?', '/', 'g c', 'g o'])

test('one key is a shortcut', () => {
  expect(keys().press('?', 0)).toBe('?')
})

test('two keys one after the other are a shortcut', () => {
  const sequence = keys()
  expect(sequence.press('g', 0)).toBeNull()
  expect(sequence.press('c', 400)).toBe('g c')
  expect(sequence.press('c', 500)).toBeNull()
})

test('a second key that comes late begins anew', () => {
  const sequence = keys()
  sequence.press('g', 0)
  expect(sequence.press('c', 5_000)).toBeNull()
  expect(sequence.press('g', 5_100)).toBeNull()
  expect(sequence.press('o', 5_200)).toBe('g o')
})

test('a key that fits no sequence ends it and can be a shortcut itself', () => {
  const sequence = keys()
  sequence.press('g', 0)
  expect(sequence.press('?', 100)).toBe('?')
  expect(sequence.press('c', 200)).toBeNull()
})
