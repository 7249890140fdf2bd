import { describe, expect, test } from 'vitest'
import { bgNbd } from '../../core/metrics/src/value/models/bg-nbd.ts'
import { expectedSpend, fitGammaGamma } from '../../core/metrics/src/value/models/gamma-gamma.ts'
import { mbgNbd } from '../../core/metrics/src/value/models/mbg-nbd.ts'
import { paretoNbd } from '../../core/metrics/src/value/models/pareto-nbd.ts'
import type { TimingModel } from '../../core/metrics/src/value/models/timing-model.ts'
import { expectAgreement, relative } from './agreement.ts'
import { cdnowSample, referenceFits } from './data.ts'
import { exactStandardErrors } from './standard-errors.ts'

const columns = cdnowSample()
const reference = referenceFits().cdnow_sample_cal39w
const exact = exactStandardErrors.cdnow_sample_cal39w
const rows = [...columns.frequency.keys()]
const customers = rows.map((row) => ({
  frequency: columns.frequency[row]!,
  recency: columns.recency[row]!,
  age: columns.age[row]!,
}))
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

test('the file is that of the papers: 2,357 customers, and 1,882 orders in the 39 weeks after', () => {
  expect(rows).toHaveLength(2357)
  expect(sum([...columns.ordersAfter])).toBe(1882)
})

describe.each([
  ['Pareto/NBD', paretoNbd as TimingModel, reference.pnbd, exact.pnbd],
  ['BG/NBD', bgNbd as TimingModel, reference.bgnbd, exact.bgnbd],
  ['MBG/NBD', mbgNbd as TimingModel, reference.mbg, exact.mbg],
] as const)('%s', (_, model, expected, errors) => {
  const fit = model.fit(columns, 'none')

  test('has the parameters, standard errors, covariance and log-likelihood of the independent fit', () => {
    expectAgreement(
      {
        estimates: fit.parameters,
        standardErrors: fit.standardErrors!,
        covariance: fit.covariance!,
        logLikelihood: fit.logLikelihood,
      },
      expected,
      errors,
    )
  })

  test('adds up to its probabilities alive and orders, and residual orders where given', () => {
    const alive = customers.map((customer) => model.probabilityAlive(fit.parameters, customer))
    const orders = customers.map((customer) =>
      model.expectedTransactions(fit.parameters, customer, reference.t),
    )
    expect(relative(sum(alive), expected.sum_p_alive!)).toBeLessThan(1e-7)
    expect(relative(sum(orders), expected.sum_cet!)).toBeLessThan(1e-7)
    if (expected.sum_dert === undefined) return
    const residual = customers.map((customer) =>
      model.discountedTransactions(fit.parameters, customer, Infinity, reference.delta),
    )
    expect(relative(sum(residual), expected.sum_dert)).toBeLessThan(2e-7)
  })
})

test('Gamma-Gamma has the estimates of the independent fit, and the mean spend of the paper', () => {
  const repeaters = rows.filter((row) => columns.frequency[row]! > 0)
  const fit = fitGammaGamma(
    {
      orders: Float64Array.from(repeaters, (row) => columns.frequency[row]!),
      mean: Float64Array.from(repeaters, (row) => columns.mean[row]!),
    },
    'none',
  )
  expect(fit.customers).toBe(946)
  expectAgreement(
    {
      estimates: { ...fit.parameters },
      standardErrors: { ...fit.standardErrors! },
      covariance: fit.covariance!,
      logLikelihood: fit.logLikelihood,
    },
    reference.gg,
  )
  expect(expectedSpend(fit.parameters, 0, Number.NaN)).toBeCloseTo(35.1710021, 6)
})
