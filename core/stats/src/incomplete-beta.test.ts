import fc from 'fast-check'
import { expect, test } from 'vitest'
import { incompleteBeta } from './incomplete-beta.ts'

// Values from 40-digit arithmetic (mpmath).
test.each([
  [2, 3, 0.4, 0.5248],
  [0.1, 0.2, 0.999, 0.9139598779614838],
  [50, 60, 0.5, 0.8309072939016694],
  [1500, 3.7, 0.9985, 0.7581678220359892],
  [6.25, 3.74, 0.01, 2.169565771351414e-11],
  [0.05, 400, 1e-6, 0.6945941064307654],
  [2000, 1000, 0.66, 0.21878490883935917],
])('I(%d, %d; %d) is right to 1e-12', (a, b, x, exact) => {
  expect(Math.abs(incompleteBeta(a, b, x) / exact - 1)).toBeLessThan(1e-12)
})

test('it runs from 0 to 1 and mirrors: I(a, b; x) = 1 − I(b, a; 1 − x)', () => {
  const shape = fc.double({ min: 0.05, max: 500, noNaN: true })
  fc.assert(
    fc.property(shape, shape, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) => {
      const below = incompleteBeta(a, b, x)
      expect(below).toBeGreaterThanOrEqual(0)
      expect(below).toBeLessThanOrEqual(1)
      expect(below + incompleteBeta(b, a, 1 - x)).toBeCloseTo(1, 10)
    }),
  )
  expect(incompleteBeta(2, 3, 0)).toBe(0)
  expect(incompleteBeta(2, 3, 1)).toBe(1)
  expect(incompleteBeta(0, 3, 0.5)).toBeNaN()
})
