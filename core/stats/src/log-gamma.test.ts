import { expect, test } from 'vitest'
import { logBeta, logGamma, logGammaDelta } from './log-gamma.ts'

// Values from 40-digit arithmetic (mpmath).
test.each([
  [1e-8, 18.42068073818021],
  [0.001, 6.907178885383853],
  [0.5, 0.5723649429247001],
  [0.99, 0.005854806764709781],
  [1.0001, -5.771334222047127e-5],
  [1.3, -0.10817480950786047],
  [1.99, -0.004195529088791668],
  [2.05, 0.021937091667171754],
  [2.7, 0.4348205536551047],
  [9.99, 12.779315214350193],
  [10, 12.801827480081469],
  [1500.25, 9468.921207123967],
  [1e12, 26631021115915.652],
])('ln Γ(%d) is right to 1e-14', (x, exact) => {
  expect(Math.abs(logGamma(x) / exact - 1)).toBeLessThan(1e-14)
})

test('ln Γ is exactly 0 at 1 and 2, infinite at 0 and undefined below', () => {
  expect(logGamma(1)).toBeCloseTo(0, 16)
  expect(logGamma(2)).toBeCloseTo(0, 16)
  expect(logGamma(0)).toBe(Infinity)
  expect(logGamma(-1)).toBeNaN()
})

test.each([
  [1e6, 3, 41.44653467389032],
  [2000, 0.25, 1.900178737932762],
  [0.3, 40, 106.63999678491682],
  [1e9, 1500, 31084.899879669054],
  [12, 0.5, 1.2320396660625599],
])('ln Γ(%d + %d) − ln Γ keeps its digits where the plain difference would cancel', (z, d, exact) => {
  expect(Math.abs(logGammaDelta(z, d) / exact - 1)).toBeLessThan(2e-14)
})

test.each([
  [0.001, 2000, 6.899578232695083],
  [0.79, 2.4, -0.49674997143205746],
  [300, 4000.5, -1089.991670079333],
  [1e-8, 1e-8, 19.11382792451231],
  [1e7, 5, -77.4124254244435],
])('ln B(%d, %d) is right to 1e-14', (a, b, exact) => {
  expect(Math.abs(logBeta(a, b) / exact - 1)).toBeLessThan(1e-14)
})
