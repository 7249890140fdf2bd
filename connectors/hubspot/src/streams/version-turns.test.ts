import fc from 'fast-check'
import { expect, test } from 'vitest'
import { turnsOf } from './version-turns.ts'

const versions = fc
  .array(fc.record({ value: fc.constantFrom('', 'a', 'b', 'c'), at: fc.nat(50) }))
  .map((rows) =>
    rows
      .toSorted((one, other) => one.at - other.at)
      .map(({ value, at }) => ({ value, at: new Date(at).toISOString(), by: null })),
  )

test('turns follow from one another, end at the present value, and none goes nowhere', () => {
  fc.assert(
    fc.property(versions, (given) => {
      const turns = turnsOf(given)
      let before: string | null = null
      for (const { from, to } of turns) {
        expect(from).toBe(before)
        expect(to).not.toBe(from ?? '')
        before = to
      }
      expect(before ?? '').toBe(given.at(-1)?.value ?? '')
      expect(new Set(turns.map(({ at }) => at)).size).toBe(turns.length)
    }),
  )
})
