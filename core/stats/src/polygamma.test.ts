import { expect, test } from 'vitest'
import { digamma, trigamma } from './polygamma.ts'

// Values from 40-digit arithmetic (mpmath).
test.each([
  [1e-8, -100000000.57721564, 1.0000000000000002e16],
  [0.001, -1000.5755719318103, 1000001.6425331958],
  [0.5, -1.9635100260214235, 4.934802200544679],
  [1.3, -0.16919088886679962, 1.1342534349966193],
  [5.5, 1.6110931485817512, 0.19934238698962767],
  [9.99, 2.250700372831201, 0.10527695014824179],
  [33.3, 3.490467238520243, 0.030485444095338887],
  [1e12, 27.63102111592805, 1.0000000000005e-12],
])('ψ(%d) and ψ′ are right to 1e-14', (x, psi, psiPrime) => {
  expect(Math.abs(digamma(x) / psi - 1)).toBeLessThan(1e-14)
  expect(Math.abs(trigamma(x) / psiPrime - 1)).toBeLessThan(1e-14)
})

test('ψ and ψ′ are undefined at 0 and below', () => {
  expect(digamma(0)).toBeNaN()
  expect(trigamma(-2)).toBeNaN()
})
