import { describe, expect, test } from 'vitest'
import { cdnowFullColumns } from '../../../test-data/value.ts'
import { fitGammaGamma } from '../models/gamma-gamma.ts'
import { mbgNbd } from '../models/mbg-nbd.ts'
import { customerIntervals } from './customer-intervals.ts'
import { INTERVAL_LEVELS } from './levels.ts'

const full = cdnowFullColumns()
const few = {
  frequency: full.frequency.slice(0, 300),
  recency: full.recency.slice(0, 300),
  age: full.age.slice(0, 300),
}
const future = { model: mbgNbd, timing: mbgNbd.fit(few), horizon: 39, delta: 0, margin: 1 }
const customers = {
  frequency: Float64Array.of(0, 1, 3, 8),
  recency: Float64Array.of(0, 20, 30, 36),
  age: Float64Array.of(38, 30, 32, 38),
  priced: Float64Array.of(0, 1, 3, 8),
  meanAmount: Float64Array.of(Number.NaN, 10, 10, 10),
}
const flat = fitGammaGamma({ orders: new Float64Array(900).fill(2), mean: new Float64Array(900).fill(10) })

describe('the interval of a customer with all uncertainty', () => {
  test('is that of the orders where there is one price', () => {
    expect(flat.limit).toBe('identical-spend')
    const { all } = customerIntervals({ ...future, spend: flat }, customers)
    const orders = customerIntervals({ ...future, spend: null }, customers)
    for (let row = 0; row < 4; row += 1) {
      // No two amounts differ by 2 %, which the model takes for no difference.
      expect(Math.abs(all[95].high[row]! / (10 * orders.all[95].high[row]!) - 1)).toBeLessThan(0.06)
    }
  })

  test('has neither end where the uncertainty of the spend parameters is not known', () => {
    const unsure = { ...future, spend: { ...flat, covariance: null } }
    const { all, customerAndPurchases } = customerIntervals(unsure, customers)
    expect(customerAndPurchases[80].low[0]).toBe(0)
    for (const level of INTERVAL_LEVELS) {
      for (const end of ['low', 'high'] as const)
        expect(all[level][end]).toEqual(new Float64Array(4).fill(Number.NaN))
    }
  })
})
