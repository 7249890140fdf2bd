import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meanInterval, student975 } from './mean-interval.ts'

const ten = { min: 1, max: 10 }

test.each([
  [1, 12.7062],
  [2, 4.3027],
  [4, 2.7764],
  [9, 2.2622],
  [30, 2.0423],
  [1000, 1.9623],
])('the 97.5 %% quantile of t with %i degrees of freedom is %d, as in the tables', (degrees, t) => {
  expect(student975(degrees)).toBeCloseTo(t, 4)
})

test('of one value there is no interval', () => {
  expect(meanInterval([5], ten)).toBeNull()
})

test('of equal values it is a point', () => {
  expect(meanInterval([5, 5, 5], ten)).toEqual({ mean: 5, low: 5, high: 5 })
})

test('it does not depend on the order, and holds the mean', () => {
  const values = fc.array(fc.double({ min: 1, max: 10, noNaN: true }), { minLength: 2, maxLength: 50 })
  fc.assert(
    fc.property(values, (own) => {
      const found = meanInterval(own, ten)!
      expect(meanInterval(own.toReversed(), ten)).toEqual(found)
      expect(found.low).toBeLessThanOrEqual(found.mean + 1e-9)
      expect(found.high).toBeGreaterThanOrEqual(found.mean - 1e-9)
    }),
  )
})
