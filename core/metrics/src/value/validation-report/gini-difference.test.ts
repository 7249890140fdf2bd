import fc from 'fast-check'
import { expect, test } from 'vitest'
import { giniDifference } from '../validation.ts'
import { repeatedGiniDifference } from './gini-difference.ts'
import { middleRanks } from './ranking.ts'

const rows = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 9 })),
  { minLength: 2, maxLength: 40 },
)

test('with one outcome for each customer it is the paired difference', () => {
  fc.assert(
    fc.property(rows, (list) => {
      const [first, second, actual] = [0, 1, 2].map((place) => Float64Array.from(list, (row) => row[place]!))
      const expected = giniDifference(first!, second!, actual!)
      const customer = Int32Array.from(list, (_, row) => row)
      const found = repeatedGiniDifference(middleRanks(first!), middleRanks(second!), {
        actual: actual!,
        customer,
      })
      if (expected === null) expect(found).toBeNull()
      else {
        expect(found!.difference).toBeCloseTo(expected.difference, 10)
        expect(found!.standardError).toBeCloseTo(expected.standardError, 10)
      }
    }),
  )
})

test('outcomes that only repeat themselves tell no more: the standard error stays', () => {
  const first = Float64Array.of(1, 2, 3, 4, 5, 6)
  const second = Float64Array.of(1, 3, 2, 4, 6, 5)
  const actual = Float64Array.of(0, 1, 0, 3, 0, 4)
  const twice = (values: Float64Array) => Float64Array.of(...values, ...values)
  const once = giniDifference(first, second, actual)!
  const repeated = repeatedGiniDifference(middleRanks(twice(first)), middleRanks(twice(second)), {
    actual: twice(actual),
    customer: Int32Array.of(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5),
  })!
  expect(repeated.difference).toBeCloseTo(once.difference, 12)
  expect(repeated.standardError).toBeCloseTo(once.standardError, 12)
})
