import { seededRandom } from '@rapport/stats'
import { describe, expect, test } from 'vitest'
import { cdnowSampleDeals } from '../../../test-data/value.ts'
import { localDay } from '../local-day.ts'
import { bgNbd } from '../models/bg-nbd.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import { paretoNbd } from '../models/pareto-nbd.ts'
import type { TimingModel } from '../models/timing-model.ts'
import { purchaseHistory } from '../occasions.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { frequencyHistogram } from './frequency-bins.ts'
import { customerOccasions, observeHoldout } from './observed-holdout.ts'
import { validationReport } from './validation-report.ts'

// The split of Fader, Hardie & Lee (2005): 39 weeks of calibration and 39 held back.
const rules = { timeZone: 'UTC', asOf: '1998-06-30' }
const customers = cdnowSampleDeals().map(({ id, deals }) =>
  customerOccasions(id, purchaseHistory(deals, rules)),
)
const holdout = observeHoldout(customers, {
  split: localDay('1997-09-30', 'UTC'),
  end: localDay('1998-06-30', 'UTC'),
  unit: TIME_UNITS.week,
})
const { parameters } = bgNbd.fit(holdout.calibration)
const whole = (count: number) => new Float64Array(holdout.orders.length).fill(count)
const report = validationReport(holdout, {
  model: bgNbd,
  parameters,
  expectedSpend: whole(30),
  intervals: [{ level: 0.8, low: whole(0), high: whole(2) }],
})

describe('BG/NBD on the CDNOW sample, 39 weeks held back', () => {
  test('is of 2,357 customers', () => {
    expect(report).toMatchObject({
      model: 'bg-nbd',
      unit: 'week',
      customers: 2357,
      horizon: 39,
      splitAt: '1997-09-30',
    })
  })

  test('the frequencies are the published ones, and the expected ones are as many customers', () => {
    expect(report.frequency.map(({ actual }) => actual)).toEqual([1411, 439, 214, 100, 62, 38, 29, 64])
    const expected = report.frequency.reduce((sum, bin) => sum + bin.expected, 0)
    expect(expected).toBeCloseTo(2357, 8)
  })

  test('the total is the known one, 1,653.4 orders where 1,882 came', () => {
    const [model, carriedOn] = report.orders
    expect(model).toMatchObject({ method: 'bg-nbd', role: 'model', actualTotal: 1882 })
    expect(model!.predictedTotal).toBeCloseTo(1653.408698, 4)
    expect(model!.bias).toBeCloseTo(-0.1215, 4)
    expect(carriedOn).toMatchObject({ method: 'carried-on', role: 'baseline' })
    expect(carriedOn!.bias).toBeCloseTo(0.5569, 4)
    expect(report.orders.map(({ method }) => method)).toEqual([
      'bg-nbd',
      'carried-on',
      'last-period',
      'simple-horizon',
    ])
  })

  test('conditional expectations add up to the totals', () => {
    const sum = (of: (bin: (typeof report.conditional)[number]) => number | null) =>
      report.conditional.reduce((total, bin) => total + bin.customers * (of(bin) ?? 0), 0)
    expect(sum(({ actual }) => actual)).toBeCloseTo(1882, 8)
    report.orders.forEach(({ predictedTotal }, place) => {
      expect(sum(({ predicted }) => predicted[place]!.orders)).toBeCloseTo(predictedTotal, 8)
    })
  })

  test('tracking goes on past the split, week by week', () => {
    const { tracking } = report
    expect(tracking.ends).toHaveLength(78)
    expect(tracking.calibration).toBe(39)
    expect(tracking.ends[38]).toBe('1997-09-30')
    expect(tracking.ends.at(-1)).toBe('1998-06-30')
    expect(tracking.actualCumulative[38]).toBe(holdout.calibration.frequency.reduce((sum, x) => sum + x, 0))
    expect(tracking.actualCumulative[77]! - tracking.actualCumulative[38]!).toBe(1882)
    const [model, ...baselines] = tracking.lines
    const expected = holdout.calibration.age.reduce(
      (sum, age) => sum + bgNbd.expectedFromNewCustomer(parameters, age + 39),
      0,
    )
    expect(model!.cumulative[77]).toBeCloseTo(expected, 6)
    expect(model!.incremental.reduce<number>((sum, value) => sum + value!, 0)).toBeCloseTo(expected, 6)
    baselines.forEach(({ method, incremental, cumulative }) => {
      const total = report.orders.find((measures) => measures.method === method)!.predictedTotal
      expect(incremental.slice(0, 39)).toEqual(Array.from({ length: 39 }, () => null))
      expect(cumulative[77]).toBeCloseTo(tracking.actualCumulative[38]! + total, 6)
    })
  })

  test('money is judged where all amounts are known', () => {
    // Eight customers bought for nothing only, so that no baseline knows what an order of theirs is worth.
    expect(report.revenue!.customers).toBe(2349)
    const [model] = report.revenue!.methods
    expect(model!.predictedTotal / 30).toBeLessThan(report.orders[0]!.predictedTotal)
    expect(model!.actualTotal).toBeCloseTo(70976.39, 2)
  })

  test('intervals are held against what happened, those of the baselines too', () => {
    const [model, carriedOn] = report.coverage
    const inside = holdout.orders.filter((orders) => orders <= 2).length / 2357
    expect(model).toMatchObject({ method: 'bg-nbd', levels: [{ level: 0.8, covered: inside, below: 0 }] })
    // The rate so far says of customers without a repeat that they never come back; those who did lie above.
    const returned = holdout.orders.filter(
      (orders, row) => orders > 0 && holdout.calibration.frequency[row] === 0,
    )
    expect(carriedOn!.levels[0]!.above).toBeGreaterThanOrEqual(returned.length / 2357)
    expect(returned.length).toBeGreaterThan(100)
  })

  test('all methods stand beside the same customers: the tenths of the model add up to the total of each', () => {
    for (const { modelTenths, predictedTotal } of report.orders) {
      expect(modelTenths).toHaveLength(10)
      expect(modelTenths.reduce((sum, mean) => sum + mean * 235.7, 0)).toBeCloseTo(predictedTotal, 8)
    }
    const [model, carriedOn] = report.orders
    expect(model!.modelTenths).toEqual(model!.deciles.map(({ predictedMean }) => predictedMean))
    // Those that the rate so far puts first are not all those that the model does.
    expect(carriedOn!.modelTenths[0]).toBeLessThan(carriedOn!.deciles[0]!.predictedMean)
  })

  test('the report is plain data', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })
})

test('without amounts there is no money, and without intervals no coverage', () => {
  const unpriced = observeHoldout(
    customers.map(({ id, days }) => ({ id, days, amounts: null })),
    { split: holdout.split, end: holdout.end, unit: TIME_UNITS.week },
  )
  const plain = validationReport(unpriced, { model: bgNbd, parameters, expectedSpend: null, intervals: [] })
  expect(plain).toMatchObject({ revenue: null, coverage: [] })
})

test('MBG/NBD lets one-time buyers leave: its histogram counts those who left at once', () => {
  const half = { r: 1, alpha: 1, a: 1, b: 1 }
  const age = Float64Array.of(1e6)
  const bins = frequencyHistogram(
    { frequency: Float64Array.of(0), recency: Float64Array.of(0), age },
    mbgNbd,
    half,
  )
  // Nobody stays without an order for a million weeks who is alive.
  expect(bins[0]).toMatchObject({ repeatOrders: 0, actual: 1 })
  expect(bins[0]!.expected).toBeCloseTo(0.5, 4)
})

test('Pareto/NBD is validated the same way: 1,665.5 orders', () => {
  const fit = paretoNbd.fit(holdout.calibration)
  const other = validationReport(holdout, {
    model: paretoNbd,
    parameters: fit.parameters,
    expectedSpend: null,
    intervals: [],
  })
  expect(other.model).toBe('pareto-nbd')
  expect(other.orders[0]!.predictedTotal).toBeCloseTo(1665.513107, 4)
})

describe('the expected frequencies are those of simulated customers', () => {
  const models: readonly TimingModel[] = [bgNbd, mbgNbd, paretoNbd]
  test.each(models)('of $id', (model) => {
    const { calibration } = holdout
    const fit = model.fit(calibration)
    const random = seededRandom(11)
    const draws = 40
    const simulated = new Float64Array(8)
    for (const age of calibration.age) {
      for (let draw = 0; draw < draws; draw += 1) {
        const bin = Math.min(7, model.sampleHistory(fit.parameters, age, random).frequency)
        simulated[bin]! += 1 / draws
      }
    }
    for (const { repeatOrders, expected } of frequencyHistogram(calibration, model, fit.parameters)) {
      // Five standard errors of the simulation.
      expect(Math.abs(expected - simulated[repeatOrders]!)).toBeLessThan(5 * Math.sqrt(expected / draws))
    }
  })
})
