import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ordinals } from './ordinals.ts'

test('ordinals are those of a plain count', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 3000 }), (keys) => {
      const ordinals = new Ordinals()
      const counts = new Map<string, number>()
      for (const key of keys) {
        const expected = (counts.get(key) ?? 0) + 1
        counts.set(key, expected)
        expect(ordinals.next(key)).toBe(expected)
      }
    }),
  )
})

test('a hundred thousand distinct keys are told apart', () => {
  const ordinals = new Ordinals()
  const keys = Array.from({ length: 100_000 }, (_, index) => `${index}|1998-01-03T00:00:00.000Z|29.33`)
  expect(keys.filter((key) => ordinals.next(key) !== 1)).toEqual([])
  expect(ordinals.next(keys[0]!)).toBe(2)
})
