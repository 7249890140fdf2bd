import { trigamma } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFullColumns, cdnowSampleDeals, numericsGrid, referenceFits } from '../../../test-data/value.ts'
import { valueColumns } from '../columns.ts'
import { purchaseHistory } from '../occasions.ts'
import { summarize } from '../summary.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { expectedSpend, fitGammaGamma, spendLogLikelihood } from './gamma-gamma.ts'

const relative = (value: number, exact: number): number => Math.abs(value / exact - 1)
const names = ['p', 'q', 'gamma'] as const

const sample = valueColumns(
  cdnowSampleDeals().map(({ id, deals }) => ({
    id,
    summary: summarize(purchaseHistory(deals, { timeZone: 'UTC', asOf: '1997-09-30' }), TIME_UNITS.week),
  })),
  'week',
)

function spenders(orders: Float64Array, means: Float64Array, rounded = false) {
  const rows = Array.from(orders.keys()).filter((row) => orders[row]! > 0)
  return {
    orders: Float64Array.from(rows, (row) => orders[row]!),
    mean: Float64Array.from(rows, (row) =>
      rounded ? Math.round(means[row]! * 100 + 1e-7) / 100 : means[row]!,
    ),
  }
}

describe('on the hard grid', () => {
  const rows = numericsGrid('gg')

  test('there are 100 rows', () => {
    expect(rows).toHaveLength(100)
  })

  test('log-likelihoods are right to 1e-11, the mean spend to 1e-9', () => {
    for (const row of rows) {
      const parameters = { p: row.p!, q: row.q!, gamma: row.gamma! }
      expect(relative(spendLogLikelihood(parameters, row.x!, row.m!), row.ll!)).toBeLessThan(1e-11)
      expect(relative(expectedSpend(parameters, row.x!, row.m!)!, row.mean_spend!)).toBeLessThan(1e-9)
    }
  })
})

describe('CDNOW', () => {
  test('the sample, from the raw file', () => {
    const fit = fitGammaGamma(spenders(sample.spendOccasions, sample.monetary))
    expect(fit).toMatchObject({ customers: 946, prior: 'none', limit: null, converged: true })
    expect(fit.parameters.p).toBeCloseTo(6.249571, 5)
    expect(fit.parameters.q).toBeCloseTo(3.744225, 5)
    expect(fit.parameters.gamma).toBeCloseTo(15.443524, 5)
    expect(Math.abs(fit.logLikelihood - -4055.917695)).toBeLessThan(1e-6)
  })

  test.each([
    [
      'the sample with means rounded to cents',
      spenders(sample.spendOccasions, sample.monetary, true),
      referenceFits().cdnow_sample_cal39w.gg!,
    ],
    [
      'all customers',
      spenders(cdnowFullColumns().spendOccasions, cdnowFullColumns().monetary),
      referenceFits().cdnow_full_cal39w.gg!,
    ],
  ] as const)(
    '%s: parameters to 1e-6, standard errors to 1e-5, log-likelihood to 1e-6',
    (_, rows, expected) => {
      const fit = fitGammaGamma(rows)
      for (const name of names) {
        expect(relative(fit.parameters[name], expected.params[name]!)).toBeLessThan(1e-6)
        expect(relative(fit.standardErrors![name], expected.se[name]!)).toBeLessThan(1e-5)
      }
      expect(Math.abs(fit.logLikelihood - expected.LL)).toBeLessThan(1e-6)
      fit.covariance!.forEach((row, i) => {
        row.forEach((value, j) => {
          expect(value).toBe(fit.covariance![j]![i])
          expect(relative(value, expected.cov[i]![j]!)).toBeLessThan(2e-5)
        })
      })
    },
  )

  test('mean spend of the first ten customers (Fader & Hardie, note 025)', () => {
    const { parameters } = fitGammaGamma(spenders(sample.spendOccasions, sample.monetary))
    const spend = Array.from({ length: 10 }, (_, row) =>
      expectedSpend(parameters, sample.spendOccasions[row]!, sample.monetary[row]!),
    )
    const printed = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    printed.forEach((value, row) => {
      expect(Math.abs(spend[row]! - value)).toBeLessThan(0.011)
    })
    expect(expectedSpend(parameters, 0, Number.NaN)).toBeCloseTo(35.171, 2)
  })
})

describe('amounts that do not determine the model', () => {
  test('one amount for all', () => {
    const fit = fitGammaGamma({ orders: new Float64Array(300).fill(2), mean: new Float64Array(300).fill(50) })
    expect(fit).toMatchObject({ limit: 'identical-spend', prior: 'weak', standardErrors: null })
    expect(expectedSpend(fit.parameters, 2, 50)).toBeCloseTo(50, 0)
    expect(expectedSpend(fit.parameters, 0, Number.NaN)!).toBeCloseTo(50, -1)
  })

  test('a tail so heavy that the mean does not exist is named; the prior gives a finite one', () => {
    // Means of 10^0 … 10^6: a Pareto tail with an exponent far below 1.
    const mean = Float64Array.from({ length: 700 }, (_, i) => 10 ** (i / 100))
    const orders = new Float64Array(700).fill(3)
    const bare = fitGammaGamma({ orders, mean }, 'none')
    expect(bare.limit).toBe('infinite-mean-spend')
    expect(bare.parameters.q).toBeLessThan(1)
    expect(expectedSpend(bare.parameters, 0, Number.NaN)).toBeNull()
    const steady = fitGammaGamma({ orders, mean })
    expect(steady).toMatchObject({ limit: 'infinite-mean-spend', prior: 'weak' })
    expect(steady.parameters.q).toBeGreaterThan(1)
    expect(expectedSpend(steady.parameters, 0, Number.NaN)).toBeGreaterThan(0)
  })

  // Quantiles of the tail instead of draws, so that the fit is the same in every run.
  const pareto = (customers: number, exponent: number) =>
    Float64Array.from({ length: customers }, (_, i) => 10 * ((i + 0.5) / customers) ** (-1 / exponent))
  const oneToFour = (customers: number) => Float64Array.from({ length: customers }, (_, i) => 1 + (i % 4))

  test('so heavy a tail is named also where each customer spends the same every time', () => {
    const bare = fitGammaGamma({ orders: oneToFour(400), mean: pareto(400, 0.6) }, 'none')
    expect(Math.log(bare.parameters.p)).toBe(8)
    expect(bare.parameters.q).toBeLessThan(1)
    expect(bare.limit).toBe('infinite-mean-spend')
  })

  test('customers who differ and each spend the same every time are told from one price for all', () => {
    const bare = fitGammaGamma({ orders: oneToFour(400), mean: pareto(400, 2) }, 'none')
    expect(Math.log(bare.parameters.p)).toBe(8)
    expect(bare.limit).toBe('constant-spend')
    expect(fitGammaGamma({ orders: oneToFour(400), mean: pareto(400, 2) }).limit).toBe('constant-spend')
  })

  test('amounts spread at random around one mean are identical spend', () => {
    // Means of n amounts at quantiles of a distribution that narrows as 1 ÷ √n, and so no further spread of customers.
    const orders = oneToFour(400)
    const mean = orders.map((n, i) => 10 * Math.exp((Math.cos(i * 2.4) * 0.4) / Math.sqrt(n)))
    const bare = fitGammaGamma({ orders, mean }, 'none')
    expect(bare.limit).toBe('identical-spend')
    expect(bare.parameters.p).toBeLessThan(100)
    expect(Math.log(bare.parameters.q)).toBeGreaterThan(6)
  })

  test('a parameter at its limit has no variance, and the others have theirs with it given', () => {
    const fit = fitGammaGamma({ orders: oneToFour(400), mean: pareto(400, 2) }, 'none')
    const [ofP, ofQ, ofGamma] = fit.covariance!
    expect(ofP).toEqual([0, 0, 0])
    expect([ofQ![0], ofGamma![0]]).toEqual([0, 0])
    // In the limit a mean is p ÷ ν, ν ~ Gamma(q, γ): N (ψ′(q) − 1 ÷ q) is the information about q, with γ free.
    const { q } = fit.parameters
    expect(relative(ofQ![1]!, 1 / (400 * (trigamma(q) - 1 / q)))).toBeLessThan(0.002)
    expect(ofGamma![2]).toBeGreaterThan(0)
    expect(fit.standardErrors).toBeNull()
  })

  test('three customers are enough for a finite fit', () => {
    const fit = fitGammaGamma({ orders: Float64Array.of(1, 2, 1), mean: Float64Array.of(100, 250, 90) })
    expect(fit).toMatchObject({ prior: 'weak', converged: true })
    for (const name of names) expect(fit.standardErrors![name]).toBeGreaterThan(0)
  })

  test('rows without a known amount are refused, with the row', () => {
    expect(() => fitGammaGamma({ orders: Float64Array.of(1, 0), mean: Float64Array.of(5, 5) })).toThrow(
      /^Row 1 /,
    )
    expect(() => fitGammaGamma({ orders: Float64Array.of(1), mean: Float64Array.of(0) })).toThrow(/^Row 0 /)
    expect(() => fitGammaGamma({ orders: Float64Array.of(), mean: Float64Array.of() })).toThrow(/no customer/)
  })
})
