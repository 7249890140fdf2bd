import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { betaSurvivalSum } from './beta-survival-sum.ts'
import { logBeta } from './log-gamma.ts'
import { integrateLine } from './quadrature.ts'

const off = (value: number, exact: number): number => Math.abs(value / exact - 1)

/** E[(1 + d) ÷ (d + θ)] by quadrature in the log odds of θ. */
function byQuadrature(a: number, b: number, d: number): number {
  const logIntegrand = (logit: number): number => {
    const e = Math.exp(-Math.abs(logit))
    const logP = logit < 0 ? logit - Math.log1p(e) : -Math.log1p(e)
    const logQ = logit < 0 ? -Math.log1p(e) : -logit - Math.log1p(e)
    return a * logP + b * logQ - logBeta(a, b) + Math.log1p(d) - Math.log(d + Math.exp(logP))
  }
  return integrateLine(logIntegrand, Math.log(a / b), Math.min(Math.sqrt(1 / a + 1 / b), 3))
}

describe('without an end', () => {
  test('it is the hypergeometric function (60-digit values of the discounted expected lifetime)', () => {
    expect(off(betaSurvivalSum(0.668, 3.806, 0.1, Infinity), 5.922596408)).toBeLessThan(1e-9)
    expect(off(betaSurvivalSum(0.704, 1.182, 0.1, Infinity), 3.695147406)).toBeLessThan(1e-9)
  })

  test.each([1, 0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-8])('it agrees with an integral at d = %d', (d) => {
    for (const [a, b] of [
      [0.668, 3.806],
      [0.05, 0.3],
      [3, 40],
      [0.4, 1500],
      [80, 0.2],
    ] as const) {
      expect(off(betaSurvivalSum(a, b, d, Infinity), byQuadrature(a, b, d))).toBeLessThan(1e-11)
    }
  })

  test('it agrees with its own long sum', () => {
    expect(off(betaSurvivalSum(0.6, 2, 1e-4, Infinity), betaSurvivalSum(0.6, 2, 1e-4, 1e6))).toBeLessThan(
      1e-11,
    )
  })

  test('without a discount it is finite only where the mean lifetime is', () => {
    expect(betaSurvivalSum(3, 4, 0, Infinity)).toBe(3)
    expect(betaSurvivalSum(3, 4, 1e-8, Infinity)).toBeCloseTo(3, 6)
    expect(betaSurvivalSum(1, 4, 0, Infinity)).toBe(Infinity)
  })
})

describe('with an end', () => {
  const shape = fc.double({ min: 0.01, max: 300, noNaN: true })
  test('the parts before and after any step make the whole', () => {
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 1e-3, max: 1, noNaN: true }), fc.nat(200), (a, b, d, n) => {
        let survived = 1
        for (let k = 0; k < n; k += 1) survived *= (b + k) / (a + b + k) / (1 + d)
        const whole = betaSurvivalSum(a, b, d, n) + survived * betaSurvivalSum(a, b + n, d, Infinity)
        expect(off(whole, betaSurvivalSum(a, b, d, Infinity))).toBeLessThan(1e-11)
      }),
    )
  })

  test('it counts nothing for no step, one for one, and does without a discount', () => {
    expect(betaSurvivalSum(2, 3, 0.1, 0)).toBe(0)
    expect(betaSurvivalSum(2, 3, 0.1, 1)).toBe(1)
    expect(betaSurvivalSum(2, 3, 0, 3)).toBeCloseTo(1 + 3 / 5 + (3 * 4) / (5 * 6), 14)
  })
})

test('what cannot be is refused', () => {
  expect(() => betaSurvivalSum(0, 1, 0.1, 2)).toThrow('shapes of a beta distribution')
  expect(() => betaSurvivalSum(1, 1, -0.1, 2)).toThrow('discount per step')
})
