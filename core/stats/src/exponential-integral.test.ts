import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scaledExponentialIntegral } from './exponential-integral.ts'

describe('the scaled exponential integral', () => {
  // To 40 digits by mpmath 1.3: exp(z) * expint(n, z).
  it.each([
    [0.05, 1e-12, 259089359202.40283],
    [0.3, 0.2, 3.281585946586603],
    [0.999999, 0.003, 5.250667982491201],
    [1.0, 1e-12, 27.05380545105507],
    [1.0, 0.2, 1.4933487469322395],
    [1.0000001, 1.7, 0.40865558275328284],
    [1.5, 0.999, 0.4845294780297745],
    [2.0, 1.0, 0.4036526376768059],
    [2.7, 120.0, 0.008151398342005213],
    [5.5, 0.003, 0.22203197414852402],
    [60.5, 0.2, 0.01674946296014644],
    [1500.3, 0.999, 0.0006665335082417085],
    [1500.3, 5000.0, 0.00015384451481330338],
  ])('order %d at %d', (order, z, exact) => {
    expect(Math.abs(scaledExponentialIntegral(order, z) / exact - 1)).toBeLessThan(1e-13)
  })

  it('obeys n E(n + 1) = 1 − z E(n) across all its branches', () => {
    const orders = fc.double({ min: 0.01, max: 300, noNaN: true })
    const exponents = fc.double({ min: -9, max: 4, noNaN: true })
    fc.assert(
      fc.property(orders, exponents, (order, exponent) => {
        const z = 10 ** exponent
        const scaled =
          z * scaledExponentialIntegral(order, z) + order * scaledExponentialIntegral(order + 1, z)
        expect(scaled).toBeCloseTo(1, 11)
      }),
    )
  })

  it('is unknown outside its domain', () => {
    expect(scaledExponentialIntegral(0, 1)).toBeNaN()
    expect(scaledExponentialIntegral(1, 0)).toBeNaN()
  })
})
