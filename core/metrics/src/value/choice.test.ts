import { describe, expect, test } from 'vitest'
import { cdnowFull, cdnowFullColumns, cdnowSampleDeals } from '../../test-data/value.ts'
import { chooseModel } from './choice.ts'
import { pickRows, valueColumns } from './columns.ts'
import { type Holdout, splitHoldout } from './holdout.ts'
import { purchaseHistory } from './occasions.ts'
import { summarize } from './summary.ts'
import { TIME_UNITS } from './time-unit.ts'

const columns = cdnowFullColumns()
const holdout: Holdout = {
  calibration: columns,
  orders: cdnowFull().x_star,
  horizon: 39,
  splitAt: '1997-09-30',
}

describe('on all of CDNOW, 39 weeks held back', () => {
  const choice = chooseModel(columns, holdout)
  const line = (name: string) => choice.candidates.find(({ candidate }) => candidate === name)!

  test('the model wins', () => {
    expect(choice).toMatchObject({ policy: 'auto@1', outcome: 'mbg-nbd', reason: 'beats-baselines' })
    expect(choice.holdout).toEqual({ horizon: 39, splitAt: '1997-09-30', customers: 23570 })
  })

  test('the table has the known figures: bias −19 % for the model, +47 % for the rate so far', () => {
    expect(line('mbg-nbd').bias).toBeCloseTo(-0.191, 3)
    expect(line('mbg-nbd').normalizedGini).toBeCloseTo(0.6656, 3)
    expect(line('mbg-nbd').meanAbsoluteError).toBeCloseTo(0.7945, 4)
    expect(line('mbg-nbd').rootMeanSquaredError).toBeCloseTo(1.7396, 4)
    expect(line('mbg-nbd').topDecileShare).toBeCloseTo(0.459, 3)
    expect(line('bg-nbd')).toMatchObject({ role: 'reference' })
    expect(line('bg-nbd').bias).toBeCloseTo(-0.143, 3)
    expect(line('carried-on').bias).toBeCloseTo(0.474, 3)
    expect(line('carried-on').predictedTotal).toBeCloseTo(29010.6, 1)
    expect(line('simple-horizon').bias).toBeGreaterThan(0.19)
  })
})

test('on the CDNOW sample the model wins too: the baselines are ahead in Gini by noise only', () => {
  const deals = cdnowSampleDeals()
  const rules = { timeZone: 'UTC', asOf: '1998-06-30' }
  const sample = valueColumns(
    deals.map(({ id, deals: own }) => ({
      id,
      summary: summarize(purchaseHistory(own, rules), TIME_UNITS.week),
    })),
    'week',
  )
  const choice = chooseModel(sample, splitHoldout(deals, rules, TIME_UNITS.week, 12))
  expect(choice).toMatchObject({ outcome: 'mbg-nbd', reason: 'beats-baselines' })
  for (const { role, modelAhead } of choice.candidates) {
    if (role !== 'baseline') continue
    expect(Math.abs(modelAhead!.difference)).toBeLessThan(1.96 * modelAhead!.standardError)
  }
})

test('a baseline that foretells better is taken', () => {
  // Everybody goes on exactly as before: what the model takes for leaving is only a rhythm.
  const carriedOn = columns.frequency.map((x, row) => (x / columns.age[row]!) * 39)
  const choice = chooseModel(columns, { ...holdout, orders: carriedOn })
  expect(choice).toMatchObject({ outcome: 'simple-horizon', reason: 'does-not-beat-baselines' })
})

test('a ranking that is clearly worse loses, also where the total is right', () => {
  const model = chooseModel(columns, holdout).candidates.find(({ role }) => role === 'model')!
  const rates = columns.orders.map((orders, row) => orders / columns.age[row]!)
  const total = rates.reduce((sum, rate) => sum + rate, 0)
  const orders = rates.map((rate) => (rate / total) * model.predictedTotal)
  const choice = chooseModel(columns, { ...holdout, orders })
  const lost = choice.candidates.find(({ role }) => role === 'model')!
  expect(lost.bias).toBeCloseTo(0, 12)
  expect(choice).toMatchObject({ outcome: 'simple-horizon', reason: 'does-not-beat-baselines' })
})

test('under 30 repeat customers there is only a range', () => {
  const repeaters = Array.from(columns.frequency.keys()).filter((row) => columns.frequency[row]! > 0)
  const thin = pickRows(columns, repeaters.slice(0, 29))
  expect(chooseModel(thin, holdout)).toMatchObject({
    outcome: 'range',
    reason: 'few-repeat-customers',
    repeatCustomers: 29,
    candidates: [],
    holdout: null,
  })
})

test('what was not validated is not chosen', () => {
  expect(chooseModel(columns, null)).toMatchObject({ outcome: 'simple-horizon', reason: 'no-holdout' })
  const nothing = { ...holdout, orders: new Float64Array(columns.ids.length) }
  expect(chooseModel(columns, nothing)).toMatchObject({
    outcome: 'simple-horizon',
    reason: 'nothing-in-holdout',
  })
})
