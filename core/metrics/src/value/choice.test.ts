import { describe, expect, test } from 'vitest'
import { cdnowFull, cdnowFullColumns, cdnowSampleDeals } from '../../test-data/value.ts'
import { chooseModel } from './choice.ts'
import { pickRows, valueColumns } from './columns.ts'
import { type Holdout, splitHoldout } from './holdout.ts'
import { localDay } from './local-day.ts'
import { purchaseHistory } from './occasions.ts'
import { summarize } from './summary.ts'
import { TIME_UNITS } from './time-unit.ts'
import { customerOccasions, observeHoldout } from './validation-report/observed-holdout.ts'
import { rollingHoldouts } from './validation-report/rolling-holdouts.ts'

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

  test('Pareto/NBD wins: nearest to the total of all but the reference, and clearly the best at ranking', () => {
    expect(choice).toMatchObject({
      policy: 'auto@1',
      outcome: 'pareto-nbd',
      reason: 'beats-baselines',
      leader: 'pareto-nbd',
    })
    for (const { candidate, role, totalError, modelAhead } of choice.candidates) {
      if (candidate === 'pareto-nbd' || role === 'reference') continue
      expect(line('pareto-nbd').totalError).toBeLessThan(totalError)
      expect(modelAhead!.difference).toBeGreaterThan(1.96 * modelAhead!.standardError)
    }
    expect(choice.holdout).toEqual({ horizon: 39, splitAt: '1997-09-30', customers: 23570 })
  })

  test('the table has the known figures: bias −13 % and −19 % for the models, +47 % for the rate so far', () => {
    expect(line('mbg-nbd').bias).toBeCloseTo(-0.191, 3)
    expect(line('mbg-nbd').normalizedGini).toBeCloseTo(0.6656, 3)
    expect(line('mbg-nbd').meanAbsoluteError).toBeCloseTo(0.7945, 4)
    expect(line('mbg-nbd').rootMeanSquaredError).toBeCloseTo(1.7396, 4)
    expect(line('mbg-nbd').topDecileShare).toBeCloseTo(0.459, 3)
    expect(line('pareto-nbd').predictedTotal).toBeCloseTo(17153.2, 1)
    expect(line('pareto-nbd').bias).toBeCloseTo(-0.129, 3)
    expect(line('pareto-nbd').normalizedGini).toBeCloseTo(0.6733, 4)
    expect(line('pareto-nbd').meanAbsoluteError).toBeCloseTo(0.7938, 4)
    expect(line('pareto-nbd').rootMeanSquaredError).toBeCloseTo(1.7262, 4)
    expect(line('pareto-nbd').topDecileShare).toBeCloseTo(0.46, 3)
    expect(line('bg-nbd')).toMatchObject({ role: 'reference' })
    expect(line('bg-nbd').bias).toBeCloseTo(-0.143, 3)
    expect(line('carried-on').bias).toBeCloseTo(0.474, 3)
    expect(line('carried-on').predictedTotal).toBeCloseTo(29010.6, 1)
    expect(line('simple-horizon').bias).toBeGreaterThan(0.19)
  })
})

test('on the CDNOW sample Pareto/NBD wins too: nearer to the total, and the baselines are ahead in Gini by noise only', () => {
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
  expect(choice).toMatchObject({ outcome: 'pareto-nbd', reason: 'beats-baselines' })
  for (const { role, modelAhead } of choice.candidates) {
    if (role !== 'baseline') continue
    expect(Math.abs(modelAhead!.difference)).toBeLessThan(1.96 * modelAhead!.standardError)
  }
})

describe('on the CDNOW sample with several origins, two months held back at each', () => {
  const asOf = '1998-06-30'
  const customers = cdnowSampleDeals().map(({ id, deals }) =>
    customerOccasions(id, purchaseHistory(deals, { timeZone: 'UTC', asOf })),
  )
  const holdouts = rollingHoldouts(customers, localDay(asOf, 'UTC'), TIME_UNITS.week, 2)
  const choice = chooseModel(holdouts[0]!.calibration, holdouts)
  const line = (name: string) => choice.candidates.find(({ candidate }) => candidate === name)!

  test('MBG/NBD wins: nearest to the totals of all three, and level in Gini', () => {
    expect(choice).toMatchObject({ outcome: 'mbg-nbd', reason: 'beats-baselines', leader: 'mbg-nbd' })
    expect(choice.origins.map(({ splitAt }) => splitAt)).toEqual(['1998-05-01', '1998-03-02', '1998-01-01'])
    expect(choice.holdout).toEqual(choice.origins[0])
    for (const name of ['pareto-nbd', 'carried-on', 'simple-horizon']) {
      expect(line('mbg-nbd').totalError).toBeLessThan(line(name).totalError)
      const { difference, standardError } = line(name).modelAhead!
      expect(difference).toBeGreaterThan(-1.96 * standardError)
    }
  })

  test('each line has the figures of every origin, and those of all together', () => {
    for (const { origins, actualTotal, predictedTotal, totalError } of choice.candidates) {
      expect(origins.map(({ splitAt }) => splitAt)).toEqual(choice.origins.map(({ splitAt }) => splitAt))
      const sum = (of: (origin: (typeof origins)[number]) => number) =>
        origins.reduce((total, origin) => total + of(origin), 0)
      expect(sum((origin) => origin.actualTotal)).toBe(actualTotal)
      expect(sum((origin) => origin.predictedTotal)).toBeCloseTo(predictedTotal, 6)
      const missed = sum((origin) => Math.abs(origin.bias!) * origin.actualTotal)
      expect(totalError).toBeCloseTo(missed / actualTotal, 12)
    }
  })

  test('what is too high at one origin does not make up for what is too low at another', () => {
    const signs = new Set(line('mbg-nbd').origins.map(({ bias }) => Math.sign(bias!)))
    expect(signs.size).toBe(2)
    expect(line('mbg-nbd').totalError).toBeGreaterThan(Math.abs(line('mbg-nbd').bias!))
  })

  test('the ranks of customers hardly move from one origin to the next', () => {
    expect(line('mbg-nbd').rankStability).toHaveLength(2)
    for (const stability of line('mbg-nbd').rankStability) {
      expect(stability).toBeGreaterThan(0.8)
      expect(stability).toBeLessThan(1)
    }
  })

  test('the order of the holdouts does not matter, and the choice is plain data', () => {
    expect(chooseModel(holdouts[0]!.calibration, holdouts.toReversed())).toEqual(choice)
    expect(JSON.parse(JSON.stringify(choice))).toEqual(choice)
  })

  test('one of the origins alone gives the same line as alone', () => {
    const alone = chooseModel(holdouts[0]!.calibration, holdouts[1]!)
    const { splitAt, ...figures } = line('mbg-nbd').origins[1]!
    expect(alone.candidates[0]).toMatchObject(figures)
    expect(alone.candidates[0]!.rankStability).toEqual([])
    expect(alone.holdout).toMatchObject({ splitAt })
  })

  test('an origin where nothing happened is left out', () => {
    const empty = { ...holdouts[1]!, orders: new Float64Array(holdouts[1]!.orders.length) }
    const others = chooseModel(holdouts[0]!.calibration, [holdouts[0]!, empty])
    expect(others).toEqual(chooseModel(holdouts[0]!.calibration, holdouts[0]!))
  })

  test('an origin that is too thin for one of the candidates is left out', () => {
    // Of nine customers no churn is known, so that the simple estimate could not take part.
    const { calibration, orders } = holdouts[1]!
    const buyers = Array.from(orders.keys())
      .filter((row) => orders[row]! > 0)
      .slice(0, 9)
    const thin = {
      ...holdouts[1]!,
      calibration: pickRows(calibration, buyers),
      orders: Float64Array.from(buyers, (row) => orders[row]!),
    }
    const others = chooseModel(holdouts[0]!.calibration, [holdouts[0]!, thin])
    expect(others.origins).toEqual(choice.origins.slice(0, 1))
  })
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
  for (const none of [null, []]) {
    expect(chooseModel(columns, none)).toMatchObject({
      outcome: 'simple-horizon',
      reason: 'no-holdout',
      candidates: [],
      leader: null,
      origins: [],
    })
  }
  const nothing = { ...holdout, orders: new Float64Array(columns.ids.length) }
  expect(chooseModel(columns, nothing)).toMatchObject({
    outcome: 'simple-horizon',
    reason: 'nothing-in-holdout',
  })
})

test('where nobody was seen to leave there is no simple estimate, so that the best model is taken', () => {
  const day = localDay('2024-01-01', 'UTC')
  const customers = Array.from({ length: 100 }, (_, index) => ({
    id: String(index),
    days: Array.from({ length: 20 }, (_, order) => day + (index % 28) + order * 30),
    amounts: Array.from({ length: 20 }, () => 50 + index),
  }))
  const unit = TIME_UNITS.week
  const asOf = day + 20 * 30
  const all = observeHoldout(customers, { split: asOf, end: asOf + 1, unit }).calibration
  const loyal = chooseModel(all, rollingHoldouts(customers, asOf, unit, 12))
  expect(loyal.reason === 'beats-baselines' || loyal.reason === 'no-simple-estimate').toBe(true)
  expect(loyal.outcome).toBe(loyal.leader)
})
