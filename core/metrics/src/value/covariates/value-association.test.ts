import { choleskyFactor, normalVariate, seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { mbgNbd } from '../models/mbg-nbd.ts'
import { paretoNbd } from '../models/pareto-nbd.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { mbgNbdCovariates } from './beta-geometric-covariates.ts'
import { customerParameters } from './customer-parameters.ts'
import { fitCovariates, testCovariate } from './fit-covariates.ts'
import { gammaGammaCovariates } from './gamma-gamma-covariates.ts'
import { paretoNbdCovariates } from './pareto-nbd-covariates.ts'
import { segmentAndScore, simulatedSpend, simulatedTiming } from './testing/simulated-cohort.ts'
import { valueAssociation } from './value-association.ts'

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)

const { observed, covariates } = simulatedTiming(paretoNbd, {
  customers: 800,
  age: 104,
  seed: 21,
  covariates: segmentAndScore,
  parameters: ({ score }) => ({
    r: 1.2,
    alpha: 12 * Math.exp(-0.1 * (score - 7)),
    s: 1,
    beta: 40 * Math.exp(0.2 * (score - 7)),
  }),
})
const fit = fitCovariates(paretoNbdCovariates, observed, covariates)
const timing = {
  model: paretoNbd,
  covariates: paretoNbdCovariates,
  fit,
  test: testCovariate(paretoNbdCovariates, observed, covariates, 'score', { prior: fit.prior }),
}
const question = { covariate: 'score', change: 2, timing, unit: 'week', annualDiscount: 0.1 } as const

const amounts = simulatedSpend({
  customers: 800,
  seed: 4,
  covariates: segmentAndScore,
  parameters: ({ score }) => ({ p: 4, q: 4, gamma: 60 * Math.exp(0.1 * (score - 7)) }),
})
const spendFit = fitCovariates(gammaGammaCovariates, amounts.observed, amounts.covariates)
const spend = {
  fit: spendFit,
  test: testCovariate(gammaGammaCovariates, amounts.observed, amounts.covariates, 'score', {
    prior: spendFit.prior,
  }),
}

describe('two points more of a score that goes with more orders and later leaving', () => {
  const answer = valueAssociation(question)

  test('have the residual value of a customer with them, over that at the mean', () => {
    const [segment, score] = fit.design.columns
    const value = (more: number) => {
      const own = { segment: segment!.mean, score: score!.mean + more }
      const parameters = customerParameters(paretoNbdCovariates, fit, own)
      const newCustomer = { frequency: 0, recency: 0, age: 0 }
      const delta = TIME_UNITS.week.discountRate(0.1)
      return paretoNbd.discountedTransactions(parameters, newCustomer, Infinity, delta)
    }
    expect(relative(answer.ratio!, value(2) / value(0))).toBeLessThan(1e-9)
    expect(answer.ratio).toBeGreaterThan(1.2)
  })

  test('have a 95 % interval around it on the logarithm, and the p-value of the test', () => {
    const [low, high] = answer.interval!
    expect(relative(low * high, answer.ratio! ** 2)).toBeLessThan(1e-9)
    expect(low).toBeGreaterThan(1)
    expect(answer.p).toBe(timing.test.p)
    expect(answer.p).toBeLessThan(0.001)
  })

  test('are told as an association', () => {
    expect(answer.sentence).toMatch(
      /^Customers with 2 more of score than the mean, and else at the mean, have \d+ % more residual value \(95 % interval: \d+(\.\d)? % more to \d+ % more, p < 0\.001\)\. This is an association; it does not say that a change of score would cause it\.$/,
    )
    expect(valueAssociation({ ...question, change: -2 }).sentence).toMatch(
      /^Customers with 2 less of score .* % less residual value/,
    )
  })

  test('multiply by the spend per order where that goes with the score too', () => {
    const both = valueAssociation({ ...question, spend })
    const coefficient = spendFit.coefficients.find(({ covariate }) => covariate === 'score')!
    expect(relative(both.ratio!, answer.ratio! * Math.exp(2 * coefficient.estimate!))).toBeLessThan(1e-9)
    const width = ([low, high]: readonly [number, number]) => Math.log(high / low) ** 2
    const own = (2 * 1.959963984540054 * 2 * coefficient.standardError!) ** 2
    expect(relative(width(both.interval!), width(answer.interval!) + own)).toBeLessThan(1e-6)
    expect(both.p).toBeLessThan(answer.p!)
  })

  test('have no p-value without a test', () => {
    expect(valueAssociation({ ...question, timing: { ...timing, test: null } }).p).toBeNull()
  })
})

test('the interval by the delta method agrees with draws of the parameters', () => {
  const random = seededRandom(1)
  const { link, coefficients, covariance } = fit.centred
  const size = link.length + coefficients.length
  const factor = choleskyFactor(Float64Array.from(covariance!.flat()), size)!
  const newCustomer = { frequency: 0, recency: 0, age: 0 }
  const delta = TIME_UNITS.week.discountRate(0.1)
  const { deviation } = fit.design.columns.find(({ name }) => name === 'score')!
  const logRatios = Array.from({ length: 1000 }, () => {
    const normal = Array.from({ length: size }, () => normalVariate(random))
    const drawn = [...link, ...coefficients.map(({ value }) => value)].map((centre, m) =>
      normal.reduce((sum, variate, n) => sum + (n <= m ? factor[m * size + n]! * variate : 0), centre),
    )
    const value = (more: number) => {
      const own = Float64Array.from(drawn.slice(0, link.length))
      coefficients.forEach(({ column, process }, c) => {
        const { component, sign } = paretoNbdCovariates.processes[process]!
        const standardised = fit.design.columns[column]!.name === 'score' ? more / deviation : 0
        own[component] = own[component]! + sign * drawn[link.length + c]! * standardised
      })
      return paretoNbd.discountedTransactions(paretoNbdCovariates.natural(own), newCustomer, Infinity, delta)
    }
    return Math.log(value(2) / value(0))
  })
  const average = logRatios.reduce((sum, value) => sum + value, 0) / logRatios.length
  const spread = Math.sqrt(
    logRatios.reduce((sum, value) => sum + (value - average) ** 2, 0) / logRatios.length,
  )
  const { ratio, interval } = valueAssociation(question)
  const error = Math.log(interval![1] / interval![0]) / (2 * 1.959963984540054)
  expect(Math.abs(Math.log(ratio!) - average)).toBeLessThan(0.2 * error)
  expect(relative(spread, error)).toBeLessThan(0.1)
})

test('a coefficient without an estimate gives no number, and says why', () => {
  const [segment] = covariates.columns
  const gone = (column: Float64Array) => column.map((value, row) => (segment![row] === 1 ? 0 : value))
  const separated = {
    frequency: gone(observed.frequency),
    recency: gone(observed.recency),
    age: observed.age,
  }
  const answer = valueAssociation({
    covariate: 'segment',
    change: 1,
    timing: {
      model: mbgNbd,
      covariates: mbgNbdCovariates,
      fit: fitCovariates(mbgNbdCovariates, separated, covariates),
      test: null,
    },
    unit: 'week',
    annualDiscount: 0.1,
  })
  expect(answer).toMatchObject({ ratio: null, interval: null })
  expect(answer.sentence).toMatch(/^The data do not tell how residual value goes with segment/)
})

test('a covariate that is not in the fit, and a discount of 0, are refused', () => {
  expect(() => valueAssociation({ ...question, covariate: 'nps' })).toThrow(
    'The model was fitted without a covariate nps.',
  )
  expect(() => valueAssociation({ ...question, annualDiscount: 0 })).toThrow(/^The annual discount rate is 0/)
})
