import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowFull, cdnowSampleDeals } from '../../test-data/value.ts'
import { valueColumns } from './columns.ts'
import { bgNbdCovariates, fitCovariates, mbgNbdCovariates } from './covariates/index.ts'
import { DEFAULT_VALUE_SETTINGS, fitValueModel } from './fit-value.ts'
import { bgNbd } from './models/bg-nbd.ts'
import { mbgNbd } from './models/mbg-nbd.ts'
import { paretoNbd } from './models/pareto-nbd.ts'
import type { TimingColumns, TimingModel } from './models/timing-model.ts'
import { purchaseHistory } from './occasions.ts'
import { predictValue } from './predict-value.ts'
import { summarize } from './summary.ts'
import { TIME_UNITS, type TimeUnitName } from './time-unit.ts'

/**
 * Defects that were found in public packages for these models (lifetimes 0.11.3, CLVTools 0.12.1), each a test that it
 * is not here.
 */

const models: readonly TimingModel[] = [bgNbd, mbgNbd, paretoNbd]

function sampleColumns(unit: TimeUnitName) {
  const rules = { timeZone: 'UTC', asOf: '1997-09-30' }
  return valueColumns(
    cdnowSampleDeals().flatMap(({ id, deals }) => {
      const history = purchaseHistory(deals, rules)
      return history.occasions.length === 0 ? [] : [{ id, summary: summarize(history, TIME_UNITS[unit]) }]
    }),
    unit,
  )
}

/** Customers drawn from BG/NBD; with `stays` nobody ever leaves. */
function cohort(
  customers: number,
  seed: number,
  parameters: { r: number; alpha: number; a: number; b: number },
): TimingColumns {
  const random = seededRandom(seed)
  const histories = Array.from({ length: customers }, () =>
    bgNbd.sampleHistory(parameters, 27 + random() * 12, random),
  )
  return {
    frequency: Float64Array.from(histories, ({ frequency }) => frequency),
    recency: Float64Array.from(histories, ({ recency }) => recency),
    age: Float64Array.from(histories, ({ age }) => age),
  }
}

const staying = { r: 0.9, alpha: 6, a: 1e-9, b: 1 }

test('P1: the covariance is symmetric, and scaled on both sides', () => {
  const { x, t_x, T } = cdnowFull()
  for (const model of models) {
    const { covariance, standardErrors } = model.fit({ frequency: x, recency: t_x, age: T }, 'none')
    covariance!.forEach((row, i) => {
      for (const [j, value] of row.entries()) expect(value).toBe(covariance![j]![i])
      expect(Math.sqrt(row[i]!)).toBeCloseTo(Object.values(standardErrors!)[i]!, 12)
    })
  }
})

test('P2: the value in weeks is that in days and months, 36.28 for the first customer and not 140.10', () => {
  const values = (['week', 'day', 'month'] as const).map((unit) => {
    const columns = sampleColumns(unit)
    const settings = {
      ...DEFAULT_VALUE_SETTINGS,
      model: 'bg-nbd',
      prior: 'none',
      // 1 % a month, as the tutorial has it.
      discount: 1.01 ** 12 - 1,
      margin: 1,
    } as const
    return predictValue(fitValueModel(columns, settings), columns, { intervals: false }).clv[0]!
  })
  // The published figure discounts whole months at their ends, which makes half a month's difference.
  expect(values[0]! / 36.278496).toBeGreaterThan(0.99)
  expect(values[0]! / 36.278496).toBeLessThan(1.02)
  for (const value of values) expect(Math.abs(value / values[0]! - 1)).toBeLessThan(1e-9)
})

test('P3: a discount is of a year, whatever the unit: 10 % are not taken for 10 % a week', () => {
  for (const unit of ['day', 'week', 'month'] as const) {
    const { discountRate, perYear } = TIME_UNITS[unit]
    expect(Math.exp(discountRate(0.1) * perYear)).toBeCloseTo(1.1, 12)
  }
})

test('P4: covariates of BG/NBD and MBG/NBD move the mean dropout, with finite standard errors', () => {
  const random = seededRandom(4)
  const customers = 1500
  const channel = Float64Array.from({ length: customers }, (_, row) => row % 2)
  const histories = Array.from(channel, (value) => {
    const mean = value === 1 ? 0.45 : 0.15
    return bgNbd.sampleHistory({ r: 1.2, alpha: 8, a: 4 * mean, b: 4 * (1 - mean) }, 104, random)
  })
  const columns = {
    frequency: Float64Array.from(histories, ({ frequency }) => frequency),
    recency: Float64Array.from(histories, ({ recency }) => recency),
    age: Float64Array.from(histories, ({ age }) => age),
  }
  for (const model of [bgNbdCovariates, mbgNbdCovariates]) {
    const fit = fitCovariates(model, columns, { names: ['channel'], columns: [channel] }, { prior: 'none' })
    const dropout = fit.coefficients.find(({ process }) => process === 'dropout')!
    expect(dropout.estimate).toBeGreaterThan(0.5)
    for (const { standardError } of fit.coefficients) expect(standardError!).toBeLessThan(1)
  }
})

test('P5: expected orders of a new customer where t is many times alpha and a is small', () => {
  const parameters = { r: 12.99, alpha: 0.0217, a: 0.248, b: 522.6 }
  // To 60 digits by mpmath; the package gives -694 for parameters that round to these.
  const exact = 2058.355043469493
  expect(Math.abs(bgNbd.expectedFromNewCustomer(parameters, 4.61) / exact - 1)).toBeLessThan(1e-12)
})

test('P6: the conditional expectation exists where a + b + x < 1', () => {
  const parameters = { r: 0.6016, alpha: 1.3766, a: 0.1436, b: 0.447 }
  const customer = { frequency: 0, recency: 0, age: 5.1 }
  for (const model of [bgNbd, mbgNbd]) {
    const expected = model.expectedTransactions(parameters, customer, 10)
    expect(expected).toBeGreaterThan(0)
    expect(expected).toBeLessThan(10 * parameters.r)
  }
})

describe('P7: data without dropout', () => {
  const columns = cohort(3000, 7, staying)

  test.each(models.map((model) => [model.id, model] as const))(
    '%s names the limit, without and with a prior',
    (_, model) => {
      expect(model.fit(columns, 'none').limit).toBe('no-dropout')
      const fit = model.fit(columns, 'auto')
      expect(fit).toMatchObject({ limit: 'no-dropout', prior: 'weak' })
      expect(Object.values(fit.parameters).every(Number.isFinite)).toBe(true)
      expect(Object.values(fit.standardErrors!).every(Number.isFinite)).toBe(true)
    },
  )
})

test('P8: small cohorts are fitted, every one', () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const columns = cohort(100, seed, { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 })
    for (const model of models) {
      const { parameters, converged } = model.fit(columns)
      expect(converged).toBe(true)
      expect(Object.values(parameters).every((value) => value > 0 && value < Infinity)).toBe(true)
    }
  }
})

test('P9: Pareto/NBD without dropout gives the likelihood of NBD, no huge number with an error', () => {
  const fit = paretoNbd.fit(cohort(2000, 9, staying), 'none')
  expect(fit.limit).toBe('no-dropout')
  expect(fit.standardErrors).toBeNull()
  expect(Number.isFinite(fit.logLikelihood)).toBe(true)
})

test('P10: the search ends at the maximum: no step of one parameter goes higher', () => {
  const { x, t_x, T } = cdnowFull()
  const { parameters } = paretoNbd.fit({ frequency: x, recency: t_x, age: T }, 'none')
  const total = (of: typeof parameters) => {
    let sum = 0
    for (let row = 0; row < x.length; row += 1) {
      sum += paretoNbd.logLikelihood(of, { frequency: x[row]!, recency: t_x[row]!, age: T[row]! })
    }
    return sum
  }
  const best = total(parameters)
  for (const name of ['r', 'alpha', 's', 'beta'] as const) {
    for (const factor of [0.999, 1.001]) {
      expect(total({ ...parameters, [name]: parameters[name] * factor })).toBeLessThan(best)
    }
  }
})
