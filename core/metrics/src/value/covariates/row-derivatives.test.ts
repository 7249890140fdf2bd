import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { numericsGrid } from '../../../test-data/value.ts'
import { spendLogLikelihood } from '../models/gamma-gamma.ts'
import { bgNbdCovariates, mbgNbdCovariates } from './beta-geometric-covariates.ts'
import { gammaGammaCovariates } from './gamma-gamma-covariates.ts'
import { paretoNbdCovariates } from './pareto-nbd-covariates.ts'

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

describe.each([
  ['BG/NBD', bgNbdCovariates, numericsGrid('bgnbd')],
  ['MBG/NBD', mbgNbdCovariates, numericsGrid('mbg')],
] as const)('%s by the mean dropout', (_, model, grid) => {
  test('has the exact log-likelihoods of the hard grid to 1e-11', () => {
    for (const row of grid) {
      const link = Float64Array.of(
        Math.log(row.r!),
        Math.log(row.alpha!),
        Math.log(row.a! / row.b!),
        Math.log(row.a! + row.b!),
      )
      const customer = Float64Array.of(row.x!, row.t_x!, row.T!)
      const value = model.rowDerivatives(link, customer, new Float64Array(4), new Float64Array(16))
      expect(relative(value, row.ll!)).toBeLessThan(1e-11)
    }
  })
})

const timing = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }))
  .map(([x, share]) => Float64Array.of(x, x === 0 ? 0 : 80 * share, 80))
const spend = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.double({ min: 1, max: 500, noNaN: true }))
  .map(([orders, mean]) => Float64Array.of(orders, mean))
const around = (centres: readonly number[]) =>
  fc
    .tuple(...centres.map((c) => fc.double({ min: c - 1.5, max: c + 1.5, noNaN: true })))
    .map((link) => Float64Array.from(link))

describe.each([
  ['BG/NBD', bgNbdCovariates, around([0, 2, -1, 1]), timing],
  ['MBG/NBD', mbgNbdCovariates, around([0, 2, -1, 1]), timing],
  ['Pareto/NBD', paretoNbdCovariates, around([0, 2, 0, 2]), timing],
  ['Gamma-Gamma', gammaGammaCovariates, around([1.5, 1, 4]), spend],
] as const)('one customer of %s', (_, model, links, customers) => {
  const size = model.parameterNames.length
  const at = (link: Float64Array, customer: Float64Array) => {
    const gradient = new Float64Array(size)
    const hessian = new Float64Array(size * size)
    const value = model.rowDerivatives(link, customer, gradient, hessian)
    return { value, gradient, hessian }
  }

  test('has the gradient and the Hessian that differences show', () => {
    fc.assert(
      fc.property(links, customers, (link, customer) => {
        const step = 1e-5
        const { gradient, hessian } = at(link, customer)
        for (let k = 0; k < size; k += 1) {
          const shifted = (by: number) => at(link.with(k, link[k]! + by), customer)
          const [up, down] = [shifted(step), shifted(-step)]
          const scale = 1 + Math.abs(up.value)
          expect(Math.abs((up.value - down.value) / (2 * step) - gradient[k]!) / scale).toBeLessThan(1e-8)
          for (let n = 0; n < size; n += 1) {
            const difference = (up.gradient[n]! - down.gradient[n]!) / (2 * step)
            // A difference is as exact as what is subtracted.
            const subtracted = scale + Math.abs(up.gradient[n]!)
            expect(Math.abs(difference - hessian[k * size + n]!) / subtracted).toBeLessThan(1e-8)
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  test('has the natural parameters’ slopes that differences show', () => {
    fc.assert(
      fc.property(links, (link) => {
        const slopes = model.slopes(link)
        model.parameterNames.forEach((name, i) => {
          for (let k = 0; k < size; k += 1) {
            const value = (by: number) =>
              (model.natural(link.with(k, link[k]! + by)) as Readonly<Record<string, number>>)[name]!
            const difference = (value(1e-6) - value(-1e-6)) / 2e-6
            expect(Math.abs(difference - slopes[i]![k]!)).toBeLessThan(1e-7 * (1 + value(0)))
          }
        })
      }),
    )
  })
})

test('one customer of Gamma-Gamma has the log-likelihood of the plain model', () => {
  const value = gammaGammaCovariates.rowDerivatives(
    Float64Array.of(Math.log(6), Math.log(2.7), Math.log(15)),
    Float64Array.of(3, 40),
    new Float64Array(3),
    new Float64Array(9),
  )
  expect(relative(value, spendLogLikelihood({ p: 6, q: 3.7, gamma: 15 }, 3, 40))).toBeLessThan(1e-14)
})
