import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { bgNbd } from '../models/bg-nbd.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import { paretoNbd } from '../models/pareto-nbd.ts'
import { bgNbdCovariates, mbgNbdCovariates } from './beta-geometric-covariates.ts'
import { customerParameters } from './customer-parameters.ts'
import { fitCovariates, testCovariate } from './fit-covariates.ts'
import { gammaGammaCovariates } from './gamma-gamma-covariates.ts'
import { paretoNbdCovariates } from './pareto-nbd-covariates.ts'
import { coefficient, cohort, expectFinite } from './testing/covariate-fits.ts'
import { segmentAndScore, simulatedSpend } from './testing/simulated-cohort.ts'

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)
const noCovariates = { names: [], columns: [] }

describe('without covariates', () => {
  test.each([
    ['BG/NBD', bgNbdCovariates, bgNbd.fit(cohort.observed, 'none')],
    ['MBG/NBD', mbgNbdCovariates, mbgNbd.fit(cohort.observed, 'none')],
  ] as const)('%s is the plain model', (_, model, plain) => {
    const fit = fitCovariates(model, cohort.observed, noCovariates, { prior: 'none' })
    expect(fit.test).toBeNull()
    expect(relative(fit.logLikelihood, plain.logLikelihood)).toBeLessThan(1e-12)
    for (const name of ['r', 'alpha', 'a', 'b'] as const) {
      expect(relative(fit.parameters[name], plain.parameters[name])).toBeLessThan(1e-7)
      expect(relative(fit.standardErrors![name], plain.standardErrors![name])).toBeLessThan(1e-6)
    }
  })

  test('Pareto/NBD is the plain model', () => {
    const plain = paretoNbd.fit(cohort.observed, 'none')
    const fit = fitCovariates(paretoNbdCovariates, cohort.observed, noCovariates, { prior: 'none' })
    expect(relative(fit.logLikelihood, plain.logLikelihood)).toBeLessThan(1e-12)
    for (const name of ['r', 'alpha', 's', 'beta'] as const) {
      expect(relative(fit.parameters[name], plain.parameters[name])).toBeLessThan(1e-7)
    }
  })
})

describe('a fit', () => {
  const fit = fitCovariates(mbgNbdCovariates, cohort.observed, cohort.covariates)

  test('has coefficients with standard errors, intervals, and what one unit multiplies', () => {
    expect(fit).toMatchObject({ prior: 'none', ridge: null, limit: null, converged: true, customers: 800 })
    expectFinite(fit)
    const segment = coefficient(fit, 'purchase', 'segment')
    expect(segment.multiplies).toBe('the purchase rate')
    expect(segment.factor).toBe(Math.exp(segment.estimate!))
    expect(segment.interval![1] - segment.estimate!).toBeCloseTo(1.96 * segment.standardError!, 3)
    expect(segment.factorInterval).toEqual(segment.interval!.map(Math.exp))
    expect(segment.perDeviation!.estimate / segment.estimate!).toBeCloseTo(0.5, 2)
  })

  test('has a symmetric covariance of parameters and coefficients', () => {
    expect(fit.covarianceNames).toEqual([
      ...['r', 'alpha', 'a', 'b'],
      ...['purchase.segment', 'purchase.score', 'dropout.segment', 'dropout.score'],
    ])
    fit.covariance!.forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBe(fit.covariance![j]![i])
      })
    })
    expect(Math.sqrt(fit.covariance![4]![4]!)).toBeCloseTo(
      coefficient(fit, 'purchase', 'segment').standardError!,
      14,
    )
  })

  test('moves the mean dropout, and finds which covariate tells something', () => {
    expect(coefficient(fit, 'dropout', 'segment').interval![1]).toBeLessThan(0)
    expect(coefficient(fit, 'purchase', 'segment').interval![0]).toBeGreaterThan(0)
    expect(fit.test).toMatchObject({ degreesOfFreedom: 4 })
    expect(fit.test!.p).toBeLessThan(1e-9)
    const { observed, covariates } = cohort
    const options = { prior: fit.prior }
    const segment = testCovariate(mbgNbdCovariates, observed, covariates, 'segment', options)
    const score = testCovariate(mbgNbdCovariates, observed, covariates, 'score', options)
    expect(segment).toMatchObject({ degreesOfFreedom: 2 })
    expect(segment.p).toBeLessThan(1e-9)
    expect(score.p).toBeGreaterThan(0.01)
  })

  test('has parameters for each customer, by the formula', () => {
    const own = customerParameters(mbgNbdCovariates, fit, { segment: 1, score: 9 })
    const eta = (process: string) =>
      coefficient(fit, process, 'segment').estimate! + 9 * coefficient(fit, process, 'score').estimate!
    // The scores are from 1 to 13, so the parameters are those of a customer with a score at the mean.
    const centre = fit.reference.score!
    const moved = (process: string) => eta(process) - centre * coefficient(fit, process, 'score').estimate!
    expect(fit.reference.segment).toBe(0)
    expect(relative(own.alpha, fit.parameters.alpha * Math.exp(-moved('purchase')))).toBeLessThan(1e-12)
    const odds = (fit.parameters.a / fit.parameters.b) * Math.exp(moved('dropout'))
    expect(relative(own.a / own.b, odds)).toBeLessThan(1e-12)
    expect(relative(own.a + own.b, fit.parameters.a + fit.parameters.b)).toBeLessThan(1e-12)
    expect(mbgNbd.probabilityAlive(own, { frequency: 3, recency: 50, age: 104 })).toBeGreaterThan(0)
  })

  test('the fit of another model is refused', () => {
    expect(() => customerParameters(bgNbdCovariates, fit, { segment: 1, score: 9 })).toThrow(
      'The fit is of mbg-nbd, not of bg-nbd.',
    )
  })

  test('does not depend on the unit or the origin of a covariate', () => {
    const [segment, score] = cohort.covariates.columns
    const shifted = { names: ['segment', 'score'], columns: [segment!, score!.map((v) => 1000 + 0.01 * v)] }
    const other = fitCovariates(mbgNbdCovariates, cohort.observed, shifted)
    expect(relative(other.logLikelihood, fit.logLikelihood)).toBeLessThan(1e-12)
    expect(
      relative(
        coefficient(other, 'purchase', 'score').estimate! * 0.01,
        coefficient(fit, 'purchase', 'score').estimate!,
      ),
    ).toBeLessThan(1e-6)
    expect(relative(other.parameters.alpha, fit.parameters.alpha)).toBeLessThan(0.5)
    expectFinite(other)
  })

  test('can have covariates on one process only', () => {
    const { observed, covariates } = cohort
    const selection = { purchase: ['segment'], dropout: [] }
    const partial = fitCovariates(mbgNbdCovariates, observed, covariates, { selection })
    expect(partial.coefficients.map(({ process, covariate }) => [process, covariate])).toEqual([
      ['purchase', 'segment'],
    ])
    expect(partial.test!.degreesOfFreedom).toBe(1)
    expect(() =>
      fitCovariates(mbgNbdCovariates, observed, covariates, { selection: { purchase: ['nps'] } }),
    ).toThrow('There is no covariate nps to put on purchase.')
  })
})

describe('the ridge', () => {
  const { observed, covariates } = cohort
  const estimates = [null, 0.5, 0.05, 0.005].map((ridge) => {
    const fit = fitCovariates(mbgNbdCovariates, observed, covariates, { ridge })
    return { fit, size: Math.abs(coefficient(fit, 'purchase', 'segment').perDeviation!.estimate) }
  })

  test('shrinks coefficients towards 0, the more the narrower it is', () => {
    const sizes = estimates.map(({ size }) => size)
    expect(sizes).toEqual([...sizes].sort((left, right) => right - left))
    expect(sizes[1]! / sizes[0]!).toBeGreaterThan(0.97)
    expect(sizes[3]! / sizes[0]!).toBeLessThan(0.1)
  })

  test('leaves the likelihood-ratio test as it is', () => {
    for (const { fit } of estimates) expect(fit.test).toEqual(estimates[0]!.fit.test)
  })

  test('is a standard deviation above 0', () => {
    expect(() => fitCovariates(mbgNbdCovariates, observed, covariates, { ridge: 0 })).toThrow(
      /^The ridge is 0/,
    )
  })
})

describe('covariates of which some are not known', () => {
  test('get an indicator with its own coefficients', () => {
    const random = seededRandom(5)
    const [segment, score] = cohort.covariates.columns
    const asked = score!.map((value) => (random() < 0.4 ? Number.NaN : value))
    const fit = fitCovariates(mbgNbdCovariates, cohort.observed, {
      names: ['segment', 'score'],
      columns: [segment!, asked],
    })
    expect(fit.coefficients.map(({ covariate }) => covariate)).toEqual([
      ...['segment', 'score', 'score_missing'],
      ...['segment', 'score', 'score_missing'],
    ])
    expectFinite(fit)
    const silent = customerParameters(mbgNbdCovariates, fit, { segment: 0, score: null })
    const mean = customerParameters(mbgNbdCovariates, fit, { segment: 0, score: fit.reference.score! })
    const shift = coefficient(fit, 'purchase', 'score_missing').estimate!
    expect(relative(silent.alpha, mean.alpha * Math.exp(-shift))).toBeLessThan(1e-9)
  })
})

describe('Gamma-Gamma', () => {
  const { observed, covariates } = simulatedSpend({
    customers: 600,
    seed: 2,
    covariates: segmentAndScore,
    parameters: ({ segment }) => ({ p: 4, q: 4, gamma: 60 * Math.exp(0.4 * segment) }),
  })

  test('finds who spends more', () => {
    const fit = fitCovariates(gammaGammaCovariates, observed, covariates)
    expect(fit).toMatchObject({ prior: 'none', limit: null })
    expectFinite(fit)
    const segment = coefficient(fit, 'spend', 'segment')
    expect(segment.multiplies).toBe('the amount of an order')
    expect(Math.abs(segment.estimate! - 0.4)).toBeLessThan(3 * segment.standardError!)
  })

  test('does not depend on the currency', () => {
    const fit = fitCovariates(gammaGammaCovariates, observed, covariates)
    const cents = { orders: observed.orders, mean: observed.mean.map((value) => 100 * value) }
    const other = fitCovariates(gammaGammaCovariates, cents, covariates)
    expect(relative(other.parameters.gamma, 100 * fit.parameters.gamma)).toBeLessThan(1e-6)
    expect(other.coefficients[0]!.estimate).toBeCloseTo(fit.coefficients[0]!.estimate!, 7)
  })

  test('a segment that spends a thousand times as much is still finite', () => {
    const [segment] = covariates.columns
    const mean = observed.mean.map((value, row) => (segment![row] === 1 ? value * 1e3 : value))
    const fit = fitCovariates(gammaGammaCovariates, { orders: observed.orders, mean }, covariates)
    expectFinite(fit)
    expect(coefficient(fit, 'spend', 'segment').factor).toBeGreaterThan(900)
  })

  test('rows that cannot be are refused, with the row', () => {
    const broken = { orders: Float64Array.of(1, 0), mean: Float64Array.of(5, 5) }
    expect(() => fitCovariates(gammaGammaCovariates, broken, noCovariates)).toThrow(/^Row 1 /)
  })
})
