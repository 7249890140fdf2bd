import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareUpperTail, upperIncompleteGamma } from './incomplete-gamma.ts'

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

describe('the upper tail of chi-square', () => {
  test.each([
    [1, 3.841, 0.05],
    [1, 6.635, 0.01],
    [2, 5.991, 0.05],
    [4, 9.488, 0.05],
    [4, 18.467, 0.001],
    [10, 15.987, 0.1],
    [30, 43.773, 0.05],
    [100, 135.807, 0.01],
  ])('the printed quantile of %i degrees of freedom, %f, has the tail %f', (degrees, statistic, tail) => {
    expect(relative(chiSquareUpperTail(statistic, degrees), tail)).toBeLessThan(1e-3)
  })

  test('with 2 degrees of freedom it is exp(−x ÷ 2), far into the tail', () => {
    for (const x of [1e-9, 0.1, 1, 3.9, 4.1, 50, 700, 1400]) {
      expect(relative(chiSquareUpperTail(x, 2), Math.exp(-x / 2))).toBeLessThan(1e-12)
    }
  })

  test('with 4 degrees of freedom it is (1 + x ÷ 2) exp(−x ÷ 2)', () => {
    for (const x of [0.01, 1, 5.9, 6.1, 54.07, 800]) {
      expect(relative(chiSquareUpperTail(x, 4), (1 + x / 2) * Math.exp(-x / 2))).toBeLessThan(1e-12)
    }
  })

  test('nothing above the statistic 0 is missed', () => {
    expect(chiSquareUpperTail(0, 3)).toBe(1)
    expect(chiSquareUpperTail(Infinity, 3)).toBe(0)
  })
})

test('satisfies Q(a + 1, x) = Q(a, x) + x^a e^(−x) ÷ Γ(a + 1) on both sides of x = a + 1', () => {
  const shape = fc.integer({ min: 1, max: 60 })
  fc.assert(
    fc.property(shape, fc.double({ min: 0.01, max: 150, noNaN: true }), (n, x) => {
      // Through a = n + ½, built up from Γ(½) = √π.
      const a = n + 0.5
      let logGammaNext = 0.5 * Math.log(Math.PI)
      for (let k = 0; k <= n; k += 1) logGammaNext += Math.log(k + 0.5)
      const step = Math.exp(a * Math.log(x) - x - logGammaNext)
      const difference = upperIncompleteGamma(a + 1, x) - upperIncompleteGamma(a, x)
      expect(Math.abs(difference - step)).toBeLessThan(2e-13)
    }),
  )
})

test('arguments outside the domain give NaN', () => {
  expect(upperIncompleteGamma(0, 1)).toBeNaN()
  expect(upperIncompleteGamma(1, -1)).toBeNaN()
  expect(upperIncompleteGamma(Number.NaN, 1)).toBeNaN()
})
