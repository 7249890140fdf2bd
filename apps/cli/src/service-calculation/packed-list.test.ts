import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PackedList } from './packed-list.ts'

/** The items after they were put into a list together. */
function kept<Item extends object>(items: readonly Item[]): Item[] {
  const list = new PackedList<Item>()
  for (const item of items) list.push(item)
  return items.map((_, index) => list.at(index))
}

test('items come back as they were', () => {
  const plain = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      tie('object'),
    ),
    object: fc.dictionary(fc.constantFrom('at', 'id', 'by', 'words', 'more'), tie('value'), {
      noNullPrototype: true,
    }),
  }))
  fc.assert(
    fc.property(fc.array(plain.object as fc.Arbitrary<object>, { maxLength: 20 }), (items) => {
      expect(kept(items)).toEqual(items)
    }),
    { numRuns: 50 },
  )
})

test('texts come back also where a key has more of them than are kept once, and long ones', () => {
  const items = Array.from({ length: 3_000 }, (_, index) => ({ id: `id ${index}`, at: 1.5e12 + index }))
  expect(kept(items)).toEqual(items)
  const long = [{ text: 'ä'.repeat(200_000) }, { text: 'b' }]
  expect(kept(long)).toEqual(long)
})

test('there is no item beyond the last one', () => {
  const list = new PackedList<object>()
  expect(() => list.at(0)).toThrow('There is no item 0; there are 0.')
})
