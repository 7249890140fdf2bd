import { gammaVariate, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { inverseMoments } from './heavy-tail-moments.ts'

describe('the moments of 1 ÷ ν', () => {
  test.each([8, 40, 900])('are 1 ÷ (k − 1) and 1 ÷ ((k − 1)(k − 2)) for a light tail k = %i', (tail) => {
    const { first, second } = inverseMoments(tail, 1e9)
    expect(first * (tail - 1)).toBeCloseTo(1, 5)
    expect(second * (tail - 1) * (tail - 2)).toBeCloseTo(1, 4)
  })

  test.each([150, 200, 201, 4_000, 6_000, 1e4, 1e5, 1e7])(
    'leave the variance of 1 ÷ ν at a tail of %d',
    (tail) => {
      for (const customers of [1, 60, 1e6]) {
        const { first, second } = inverseMoments(tail, customers)
        expect((second - first * first) * (tail - 1) ** 2 * (tail - 2)).toBeCloseTo(1, 2)
      }
    },
  )

  test.each([1.2, 2, 2.1])(
    'are those without the largest of the customers for a heavy tail k = %d',
    (tail) => {
      const customers = 50
      const random = seededRandom(17)
      const values = Float64Array.from({ length: 400_000 }, () => 1 / gammaVariate(tail, 1, random)).sort()
      const kept = values.subarray(0, values.length * (1 - 1 / customers))
      const moment = (power: number) => kept.reduce((sum, value) => sum + value ** power, 0) / values.length
      const { first, second } = inverseMoments(tail, customers)
      // The cut is by the leading term of the distribution function, which is a little off at so few customers.
      expect(Math.abs(first / moment(1) - 1)).toBeLessThan(0.08)
      expect(Math.abs(second / moment(2) - 1)).toBeLessThan(0.25)
    },
  )
})
