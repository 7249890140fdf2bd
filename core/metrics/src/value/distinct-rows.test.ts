import fc from 'fast-check'
import { expect, test } from 'vitest'
import { distinctRows } from './distinct-rows.ts'

test('equal rows are one, in the order of their first appearance', () => {
  const distinct = distinctRows([Float64Array.of(1, 2, 1, 1), Float64Array.of(5, 5, 5, 6)])
  expect(distinct.count).toBe(3)
  expect([...distinct.first]).toEqual([0, 1, 3])
  expect([...distinct.of]).toEqual([0, 1, 0, 2])
  expect([...distinct.size]).toEqual([2, 1, 1])
})

test('every row equals its distinct row, and distinct rows differ', () => {
  const small = fc.integer({ min: 0, max: 4 }).map((value) => value / 7)
  fc.assert(
    fc.property(fc.array(fc.tuple(small, small), { maxLength: 200 }), (rows) => {
      const columns = [
        Float64Array.from(rows, ([left]) => left),
        Float64Array.from(rows, ([, right]) => right),
      ]
      const { of, first, size, count } = distinctRows(columns)
      rows.forEach((row, i) => {
        expect(rows[first[of[i]!]!]).toEqual(row)
      })
      expect(count).toBe(new Set(rows.map(String)).size)
      expect(size.reduce((sum, n) => sum + n, 0)).toBe(rows.length)
    }),
  )
})
