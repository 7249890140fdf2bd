import { describe, expect, test } from 'vitest'
import { bgNbdCovariates } from '../../core/metrics/src/value/covariates/beta-geometric-covariates.ts'
import type { CovariateFit } from '../../core/metrics/src/value/covariates/covariate-fit.ts'
import { customerParameters } from '../../core/metrics/src/value/covariates/customer-parameters.ts'
import { fitCovariates } from '../../core/metrics/src/value/covariates/fit-covariates.ts'
import { paretoNbdCovariates } from '../../core/metrics/src/value/covariates/pareto-nbd-covariates.ts'
import { bgNbd } from '../../core/metrics/src/value/models/bg-nbd.ts'
import { expectedSpend, fitGammaGamma } from '../../core/metrics/src/value/models/gamma-gamma.ts'
import { mbgNbd } from '../../core/metrics/src/value/models/mbg-nbd.ts'
import { paretoNbd } from '../../core/metrics/src/value/models/pareto-nbd.ts'
import type { TimingModel } from '../../core/metrics/src/value/models/timing-model.ts'
import { expectAgreement, relative } from './agreement.ts'
import { apparel, apparelSummary, referenceFits } from './data.ts'
import { exactStandardErrors } from './standard-errors.ts'

const { columns, covariates } = apparel()
const reference = referenceFits().apparel_w104
const errorsOf = exactStandardErrors.apparel_w104
const customers = columns.ids.map((_, row) => ({
  frequency: columns.frequency[row]!,
  recency: columns.recency[row]!,
  age: columns.age[row]!,
}))
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

test('the transactions summarise to the frequency, recency and age of the other program', () => {
  const summary = apparelSummary()
  expect(columns.ids).toEqual(summary.ids)
  expect(columns.frequency).toEqual(summary.frequency)
  expect(columns.age).toEqual(summary.age)
  columns.recency.forEach((recency, row) => {
    expect(recency).toBeCloseTo(summary.recency[row]!, 10)
  })
  expect(sum([...summary.ordersAfter])).toBe(1317)
})

describe.each([
  ['Pareto/NBD', paretoNbd as TimingModel, reference.pnbd, errorsOf.pnbd],
  ['BG/NBD', bgNbd as TimingModel, reference.bgnbd, errorsOf.bgnbd],
  ['MBG/NBD', mbgNbd as TimingModel, reference.mbg, errorsOf.mbg],
] as const)('%s', (_, model, expected, errors) => {
  const fit = model.fit(columns, 'none')

  test('has the parameters, standard errors, covariance and log-likelihood of the independent fit', () => {
    expect(fit).toMatchObject({ prior: 'none', limit: null, converged: true, customers: 600 })
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

  test('adds up to its probabilities alive and orders in the holdout, and residual orders where given', () => {
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

/**
 * Spend of the customers who have any; the first order kept or left out. The other program keeps the one order without
 * an amount in the means over all orders, where this one takes means over orders with an amount.
 */
function spend(kept: boolean) {
  const orders = kept ? columns.orders : columns.spendOccasions
  const mean = kept
    ? columns.averageOrderValue.map((value, row) => (value * columns.pricedOrders[row]!) / orders[row]!)
    : columns.monetary
  const rows = [...orders.keys()].filter((row) => orders[row]! > 0)
  return {
    orders: Float64Array.from(rows, (row) => orders[row]!),
    mean: Float64Array.from(rows, (row) => mean[row]!),
  }
}

describe('Gamma-Gamma', () => {
  test.each([
    {
      title: 'the first order left out',
      kept: false,
      printed: [3.0990327, 5.6536729, 56.5040844],
      printedErrors: [0.5675577, 0.8460426, 18.6019835],
      exact: [3.099038595, 5.653692969, 56.50418766],
      exactErrors: [0.5675607874, 0.8460489808, 18.60210439],
      logLikelihood: -1670.663044,
    },
    {
      title: 'the first order kept',
      kept: true,
      printed: [4.0762565, 4.6038789, 35.2787123],
      printedErrors: [0.7614844, 0.5059564, 10.3723289],
      exact: [4.076263116, 4.603895356, 35.27878746],
      exactErrors: [0.7614890936, 0.5059604956, 10.37240833],
      logLikelihood: -2646.621137,
    },
  ])(
    '$title: the maximum (mpmath, 40 digits) to 1e-8, and what CLVTools prints, which stops before it',
    ({ kept, printed, printedErrors, exact, exactErrors, logLikelihood }) => {
      const fit = fitGammaGamma(spend(kept), 'none')
      expect(Math.abs(fit.logLikelihood - logLikelihood)).toBeLessThan(1e-6)
      for (const [i, name] of (['p', 'q', 'gamma'] as const).entries()) {
        expect(relative(fit.parameters[name], exact[i]!)).toBeLessThan(1e-8)
        expect(relative(fit.standardErrors![name], exactErrors[i]!)).toBeLessThan(1e-7)
        expect(relative(fit.parameters[name], printed[i]!)).toBeLessThan(4e-6)
        expect(relative(fit.standardErrors![name], printedErrors[i]!)).toBeLessThan(1e-5)
      }
    },
  )
})

describe('predictions at the parameters that CLVTools prints', () => {
  const parameters = { r: 1.4489768, alpha: 48.6360845, s: 0.5612598, beta: 46.8843634 }
  const amounts = { p: 3.0990327, q: 5.6536729, gamma: 56.5040844 }
  const alive = customers.map((customer) => paretoNbd.probabilityAlive(parameters, customer))
  const orders = customers.map((customer) =>
    paretoNbd.expectedTransactions(parameters, customer, reference.t),
  )
  const means = customers.map(
    (_, row) => expectedSpend(amounts, columns.spendOccasions[row]!, columns.monetary[row]!)!,
  )

  test('customer 1', () => {
    expect(relative(alive[0]!, 0.9468478463)).toBeLessThan(1e-7)
    expect(relative(orders[0]!, 7.3256573077)).toBeLessThan(1e-7)
    expect(relative(means[0]!, 88.64633572)).toBeLessThan(1e-7)
  })

  test('all 600 customers', () => {
    expect(relative(sum(alive), 311.6425307)).toBeLessThan(1e-7)
    expect(relative(sum(orders), 1455.51963)).toBeLessThan(1e-7)
    expect(relative(sum(means), 22794.40014)).toBeLessThan(1e-7)
  })
})

/** A fit with covariates under the names of the reference. */
function fitted(fit: CovariateFit) {
  return {
    estimates: {
      ...fit.parameters,
      ...Object.fromEntries(
        fit.coefficients.map(({ process, covariate, estimate }) => [`${process}.${covariate}`, estimate!]),
      ),
    },
    standardErrors: {
      ...fit.standardErrors!,
      ...Object.fromEntries(
        fit.coefficients.map(({ process, covariate, standardError }) => [
          `${process}.${covariate}`,
          standardError!,
        ]),
      ),
    },
    covariance: fit.covariance!,
    logLikelihood: fit.logLikelihood,
  }
}

const processes = { trans: 'purchase', life: 'dropout', logit_mean: 'dropout' } as const

/** The reference calls the processes by other names. */
function renamed<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      const [process, covariate] = name.split('.')
      const known = Object.entries(processes).find(([other]) => other === process)
      return [known === undefined ? name : `${known[1]}.${covariate}`, value]
    }),
  )
}

describe('with Gender and Channel', () => {
  test('Pareto/NBD has the estimates of the independent fit to 1e-6', () => {
    const fit = fitCovariates(paretoNbdCovariates, columns, covariates)
    const { params, se, cov, LL } = reference.pnbd_cov
    expect(fit).toMatchObject({ prior: 'none', limit: null, converged: true })
    expectAgreement(fitted(fit), { params: renamed(params), se: renamed(se), cov, LL }, errorsOf.pnbd_cov)
  })

  test('BG/NBD with covariates on the mean dropout likewise', () => {
    const fit = fitCovariates(bgNbdCovariates, columns, covariates)
    const { params, se, cov, LL } = reference.bgnbd_cov_mean_link
    expect(fit).toMatchObject({ prior: 'none', limit: null, converged: true })
    expectAgreement(
      fitted(fit),
      { params: renamed(params), se: renamed(se), cov, LL },
      errorsOf.bgnbd_cov_mean_link,
    )
  })

  test('both gain over the model without, with 4 degrees of freedom', () => {
    const pareto = fitCovariates(paretoNbdCovariates, columns, covariates)
    expect(pareto.test!.degreesOfFreedom).toBe(4)
    expect(pareto.test!.statistic).toBeCloseTo(2 * (reference.pnbd_cov.LL - reference.pnbd.LL), 5)
    expect(pareto.test!.p).toBeLessThan(1e-9)
    const bg = fitCovariates(bgNbdCovariates, columns, covariates)
    expect(bg.test!.statistic).toBeCloseTo(2 * (reference.bgnbd_cov_mean_link.LL - reference.bgnbd.LL), 5)
  })

  test('a customer has the parameters that the formula gives', () => {
    const fit = fitCovariates(paretoNbdCovariates, columns, covariates)
    const own = customerParameters(paretoNbdCovariates, fit, { Gender: 1, Channel: 1 })
    const { params } = reference.pnbd_cov
    const shift = (process: string) => params[`${process}.Gender`]! + params[`${process}.Channel`]!
    expect(relative(own.alpha, params.alpha! * Math.exp(-shift('trans')))).toBeLessThan(1e-6)
    expect(relative(own.beta, params.beta! * Math.exp(-shift('life')))).toBeLessThan(1e-6)
    expect(relative(own.r, params.r!)).toBeLessThan(1e-6)
  })
})
