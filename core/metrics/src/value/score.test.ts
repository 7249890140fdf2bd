import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cdnowSampleDeals } from '../../test-data/value.ts'
import { pickRows, type ValueColumns, valueColumns } from './columns.ts'
import { DEFAULT_VALUE_SETTINGS, fitValueModel, TIMING_MODELS, type ValueSettings } from './fit-value.ts'
import { splitHoldout } from './holdout.ts'
import { expectedSpend } from './models/gamma-gamma.ts'
import { purchaseHistory, type WonDeal } from './occasions.ts'
import { parameterEstimates } from './parameter-estimates.ts'
import { predictValue } from './predict-value.ts'
import { scoreValue } from './score.ts'
import { summarize } from './summary.ts'
import { TIME_UNITS, type TimeUnitName } from './time-unit.ts'
import type { ValueScores } from './value-scores.ts'

const deals = cdnowSampleDeals()
const columnsIn = (
  unit: TimeUnitName,
  customers: readonly { id: string; deals: readonly WonDeal[] }[] = deals,
  asOf = '1997-09-30',
): ValueColumns =>
  valueColumns(
    customers.map(({ id, deals: own }) => ({
      id,
      summary: summarize(purchaseHistory(own, { timeZone: 'UTC', asOf }), TIME_UNITS[unit]),
    })),
    unit,
  )
const weeks = columnsIn('week')
const settings: ValueSettings = { model: 'mbg-nbd', horizonMonths: 12, discount: 0.1, margin: 1 }
const numbers = [
  'clv',
  'low',
  'high',
  'expectedOrders',
  'probabilityAlive',
  'expectedSpend',
  'historicValue',
  'simpleValue',
] as const

describe('the CDNOW sample by MBG/NBD', () => {
  const { fitted, parameters, logLikelihood, spend, scores } = scoreValue(weeks, settings)

  test('says what was fitted, with standard errors and log-likelihoods', () => {
    expect(fitted).toMatchObject({ policy: 'btyd@1', outcome: 'mbg-nbd', unit: 'week', choice: null })
    expect(parameters?.r?.value).toBeCloseTo(0.524843, 5)
    expect(parameters?.r?.standardError).toBeCloseTo(0.083268, 5)
    expect(logLikelihood).toBeCloseTo(-9582.1357, 3)
    expect(spend?.parameters.p?.value).toBeCloseTo(6.249571, 5)
    expect(spend?.logLikelihood).toBeCloseTo(-4055.9177, 3)
  })

  test('every customer with an order has a value inside of its interval', () => {
    for (const row of scores.clv.keys()) {
      expect(scores.low[row]).toBeLessThanOrEqual(scores.clv[row]!)
      expect(scores.high[row]).toBeGreaterThanOrEqual(scores.clv[row]!)
      expect(scores.low[row]).toBeGreaterThanOrEqual(0)
    }
  })

  test('the value is discounted orders × spend × margin', () => {
    const model = TIMING_MODELS['mbg-nbd']
    const row = 8
    const customer = { frequency: weeks.frequency[row]!, recency: weeks.recency[row]!, age: weeks.age[row]! }
    const orders = model.discountedTransactions(
      fitted.timing!.parameters,
      customer,
      TIME_UNITS.week.fromMonths(12),
      TIME_UNITS.week.discountRate(0.1),
    )
    const perOrder = expectedSpend(
      fitted.spend!.parameters,
      weeks.spendOccasions[row]!,
      weeks.monetary[row]!,
    )!
    expect(scores.clv[row]).toBeCloseTo(orders * perOrder, 10)
    expect(scores.expectedSpend[row]).toBe(perOrder)
  })

  test('margin scales the value and its interval, and nothing else', () => {
    const third = scoreValue(weeks, { ...settings, margin: 1 / 3 }).scores
    for (const row of [0, 3, 8]) {
      for (const name of ['clv', 'low', 'high', 'historicValue'] as const) {
        expect(third[name][row]).toBeCloseTo(scores[name][row]! / 3, 8)
      }
      expect(third.expectedOrders[row]).toBe(scores.expectedOrders[row])
      expect(third.expectedSpend[row]).toBe(scores.expectedSpend[row])
    }
  })

  test('a fitted model survives JSON, and predicts any part of the customers as the whole', () => {
    const revived = JSON.parse(JSON.stringify(fitted)) as typeof fitted
    expect(revived).toEqual(fitted)
    const rows = [1200, 5, 77]
    const part = predictValue(revived, pickRows(weeks, rows))
    expect(part.ids).toEqual(rows.map((row) => weeks.ids[row]))
    rows.forEach((row, i) => {
      for (const name of numbers) {
        expect(part[name][i]).toBe(scores[name][row])
      }
    })
  })
})

test('twelve monthly payments at 1 % a month agree with lifetimes in the right unit', () => {
  // The public data set of that package rounds weeks to two digits and means to cents; a month there is 4.345 weeks.
  const round = (column: Float64Array) => column.map((value) => Math.round(value * 100 + 1e-7) / 100)
  const rounded = {
    ...weeks,
    recency: round(weeks.recency),
    age: round(weeks.age),
    monetary: round(weeks.monetary),
  }
  const { timing, spend } = fitValueModel(rounded, { ...settings, model: 'bg-nbd' })
  const printed = [
    [0, 36.278496],
    [1, 4.637466],
    [2, 8.344093],
    [5, 283.523593],
    [8, 43.353642],
  ] as const
  for (const [row, value] of printed) {
    const customer = {
      frequency: rounded.frequency[row]!,
      recency: rounded.recency[row]!,
      age: rounded.age[row]!,
    }
    const upTo = (month: number) =>
      TIMING_MODELS['bg-nbd'].expectedTransactions(timing!.parameters, customer, month * 4.345)
    let orders = 0
    for (let month = 1; month <= 12; month += 1) orders += (upTo(month) - upTo(month - 1)) / 1.01 ** month
    const perOrder = expectedSpend(spend!.parameters, rounded.spendOccasions[row]!, rounded.monetary[row]!)!
    expect(Math.abs((orders * perOrder) / value - 1)).toBeLessThan(1e-4)
  }
})

describe('units', () => {
  test.each([
    ['mbg-nbd', 'auto'],
    ['mbg-nbd', 'weak'],
    ['bg-nbd', 'none'],
    ['simple', 'auto'],
  ] as const)('days, weeks and months of the same data give the same value: %s, prior %s', (model, prior) => {
    const [inDays, inWeeks, inMonths] = (['day', 'week', 'month'] as const).map(
      (unit) => scoreValue(columnsIn(unit), { ...settings, model, prior }).scores,
    )
    for (const other of [inDays!, inMonths!]) {
      for (const name of [
        'clv',
        'expectedOrders',
        'probabilityAlive',
        'expectedSpend',
        'simpleValue',
      ] as const) {
        other[name].forEach((value, row) => {
          const reference = inWeeks![name][row]!
          if (Number.isNaN(reference)) expect(value).toBeNaN()
          else expect(Math.abs(value / reference - 1)).toBeLessThan(1e-9)
        })
      }
      for (const name of ['low', 'high'] as const) {
        other[name].forEach((value, row) => {
          const reference = inWeeks![name][row]!
          if (Number.isNaN(reference)) expect(value).toBeNaN()
          // Quantiles are searched for to 1e-7.
          else expect(Math.abs(value - reference)).toBeLessThanOrEqual(1e-6 * value)
        })
      }
    }
  })

  test('summaries in another unit than the model are refused', () => {
    const fitted = fitValueModel(weeks, settings)
    expect(() => predictValue(fitted, columnsIn('day', deals.slice(0, 3)))).toThrow(
      /fitted in weeks and the summaries are in days/,
    )
  })
})

describe('what cannot be known', () => {
  const customer = (id: string, ...own: readonly (readonly [string, string | null])[]) => ({
    id,
    deals: own.map(([closedAt, amount], i) => ({ id: `${id}-${i}`, closedAt, amount })),
  })

  test('a customer without an order has no prediction, and a historic value of 0', () => {
    const { scores } = scoreValue(columnsIn('week', [...deals.slice(0, 400), customer('new')]), settings)
    expect(scores.historicValue[400]).toBe(0)
    for (const name of numbers) if (name !== 'historicValue') expect(scores[name][400]).toBeNaN()
  })

  test('a customer whose amounts are unknown is expected to spend as all do on average', () => {
    const odd = customer('odd', ['1997-02-01', null], ['1997-05-01', null])
    const { fitted, scores } = scoreValue(columnsIn('week', [...deals.slice(0, 400), odd]), settings)
    expect(scores.expectedSpend[400]).toBe(expectedSpend(fitted.spend!.parameters, 0, Number.NaN))
  })

  test('without any amount orders are expected, and no value', () => {
    const unpriced = deals.slice(0, 400).map(({ id, deals: own }) => ({
      id,
      deals: own.map((deal) => ({ ...deal, amount: null })),
    }))
    const { fitted, scores } = scoreValue(columnsIn('week', unpriced), settings)
    expect(fitted.spend).toBeNull()
    expect(scores.expectedOrders[0]).toBeGreaterThan(0)
    for (const name of ['clv', 'low', 'high', 'expectedSpend', 'historicValue'] as const) {
      expect(scores[name][0]).toBeNaN()
    }
  })

  test('no customers at all, none with an order, none with a history', () => {
    expect(scoreValue(columnsIn('week', []), settings).fitted).toMatchObject({
      outcome: 'none',
      unfitted: 'no-orders',
    })
    const today = columnsIn('week', [customer('a', ['1997-09-30', '5'])])
    const { fitted, scores } = scoreValue(today, settings)
    expect(fitted).toMatchObject({ outcome: 'none', unfitted: 'no-history' })
    expect(scores.clv[0]).toBeNaN()
    expect(scores.historicValue[0]).toBe(5)
  })

  test('under 30 repeat customers there is a range, and no value', () => {
    const few = deals.slice(0, 40)
    const { fitted, scores } = scoreValue(columnsIn('week', few), { ...settings, model: 'auto' })
    expect(fitted).toMatchObject({
      outcome: 'range',
      choice: { reason: 'few-repeat-customers' },
      timing: { prior: 'weak' },
    })
    few.forEach((_, row) => {
      expect(scores.clv[row]).toBeNaN()
      expect(scores.expectedOrders[row]).toBeNaN()
      expect(scores.low[row]).toBeGreaterThanOrEqual(0)
      expect(scores.high[row]).toBeGreaterThanOrEqual(scores.low[row]!)
    })
  })

  test('settings that cannot be are refused', () => {
    expect(() => scoreValue(weeks, { ...settings, horizonMonths: 0 })).toThrow(/horizon is 0 months/)
    expect(() => scoreValue(weeks, { ...settings, margin: Number.NaN })).toThrow(/margin is NaN/)
    expect(() => scoreValue(weeks, { ...settings, discount: -2 })).toThrow(/annual discount rate/)
    expect(() => scoreValue({ ...weeks, age: new Float64Array(3) }, settings)).toThrow(
      /Column age has 3 rows/,
    )
  })
})

test('auto fits, validates and predicts in one go', () => {
  const rules = { timeZone: 'UTC', asOf: '1998-06-30' }
  const holdout = splitHoldout(deals, rules, TIME_UNITS.week, 12)
  const { fitted, scores } = scoreValue(
    columnsIn('week', deals, '1998-06-30'),
    DEFAULT_VALUE_SETTINGS,
    holdout,
  )
  expect(fitted).toMatchObject({
    policy: 'btyd@1',
    outcome: 'pareto-nbd',
    choice: { reason: 'beats-baselines', leader: 'pareto-nbd' },
  })
  expect(scores.clv.every((value) => value > 0)).toBe(true)
})

test('the fallback and the historic value go by their own policies', () => {
  const simple = scoreValue(weeks, { ...settings, model: 'simple' })
  expect(simple.fitted).toMatchObject({ policy: 'simple-horizon@1', outcome: 'simple-horizon', timing: null })
  expect(simple.scores.clv[0]).toBeGreaterThan(0)
  expect(simple.scores.probabilityAlive[0]).toBeNaN()
  const historic = scoreValue(weeks, { ...settings, model: 'historic', margin: 0.5 })
  expect(historic.fitted).toMatchObject({ policy: 'historic@1', outcome: 'historic' })
  expect(historic.scores.clv[0]).toBeCloseTo(weeks.historicValue[0]! / 2, 10)
})

test('intervals of MBG/NBD are those of the profile likelihood, not symmetric, and hold the estimate', () => {
  const { parameters, fitted } = scoreValue(weeks, { ...settings, model: 'mbg-nbd' })
  const symmetric = parameterEstimates(fitted.timing!.parameters, fitted.timing!.standardErrors)
  for (const name of ['r', 'alpha', 'a', 'b']) {
    const { value, low, high } = parameters![name]!
    expect(low!).toBeLessThan(value)
    expect(high!).toBeGreaterThan(value)
    expect(low!).not.toBe(symmetric[name]!.low)
  }
})

test('intervals of parameters are symmetric on the log scale', () => {
  const { r } = parameterEstimates({ r: 2 }, { r: 0.5 })
  expect(r!.low! * r!.high!).toBeCloseTo(4, 12)
  expect(r!.high).toBeCloseTo(2 * Math.exp(0.25 * 1.959964), 6)
  expect(parameterEstimates({ r: 2 }, null).r).toEqual({
    value: 2,
    standardError: null,
    low: null,
    high: null,
  })
})

describe('for any cohort', () => {
  const someone = fc
    .record({
      age: fc.integer({ min: 0, max: 700 }),
      offsets: fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 12 }),
      cents: fc.integer({ min: -2_000, max: 5_000_000 }),
      known: fc.boolean(),
    })
    .map(({ age, offsets, cents, known }) => {
      const at = (day: number) =>
        new Date(Date.UTC(2024, 0, 1) + (700 - age + day) * 86_400_000).toISOString()
      const days = [0, ...offsets.filter((day) => day <= age)]
      return days.map((day, i) => ({
        id: String(i),
        closedAt: at(day),
        amount: known || i % 2 === 0 ? ((cents * (1 + (i % 3))) / 100).toFixed(2) : null,
      }))
    })

  test('nothing throws, no prediction is infinite or partly known, and every value lies in its interval', () => {
    fc.assert(
      fc.property(
        fc.array(someone, { maxLength: 60 }),
        fc.constantFrom('mbg-nbd', 'bg-nbd', 'auto'),
        (cohort, model) => {
          const customers = cohort.map((own, i) => ({ id: String(i), deals: own }))
          const columns = columnsIn('month', customers, '2025-12-01')
          const { fitted, scores } = scoreValue(columns, { ...settings, model })
          checkScores(
            scores,
            columns,
            fitted.timing !== null && fitted.outcome !== 'range',
            fitted.spend !== null,
          )
        },
      ),
      { numRuns: 150 },
    )
  })
})

function checkScores(scores: ValueScores, columns: ValueColumns, told: boolean, priced: boolean): void {
  columns.orders.forEach((orders, row) => {
    for (const name of numbers) expect(Math.abs(scores[name][row]!)).not.toBe(Infinity)
    if (!told || orders === 0) return
    expect(scores.probabilityAlive[row]).toBeGreaterThanOrEqual(0)
    expect(scores.probabilityAlive[row]).toBeLessThanOrEqual(1)
    expect(scores.expectedOrders[row]).toBeGreaterThanOrEqual(0)
    if (!priced) return
    expect(scores.low[row]).toBeGreaterThanOrEqual(0)
    expect(scores.clv[row]).toBeGreaterThanOrEqual(scores.low[row]!)
    expect(scores.high[row]).toBeGreaterThanOrEqual(scores.clv[row]!)
  })
}
