import {
  fitValueModel,
  purchaseColumns,
  sliceRows,
  summarizePurchases,
  type ValueColumns,
  type ValueSettings,
} from '@rapport/metrics'
import { seededRandom } from '@rapport/stats'
import { expect, test } from 'vitest'
import { hasInterval, portfolioInterval } from './portfolio-interval.ts'

/** Customers who order now and then over a year, for 10 to 100. */
function buyers(count: number): ValueColumns {
  const random = seededRandom(7)
  const customers = Array.from({ length: count }, (_, index) => {
    const days: number[] = []
    const gap = 5 + 100 * random()
    const stops = 365 * random()
    for (let day = 0; day <= stops; day += 1 + Math.floor(-gap * Math.log(random()))) days.push(day)
    return { id: `c${index}`, days, amounts: days.map(() => Math.round(1000 + 9000 * random()) / 100) }
  })
  return summarizePurchases(purchaseColumns(customers, 365))
}

const settings: ValueSettings = { model: 'mbg-nbd', horizonMonths: 12, discount: 0.1, margin: 0.3 }

test('The more customers, the narrower is the interval for its size', () => {
  const columns = buyers(400)
  const fitted = fitValueModel(columns, settings)
  const all = portfolioInterval(fitted, columns)!
  const half = portfolioInterval(fitted, sliceRows(columns, 0, 200))!
  const relative = ({ low, high }: { low: number; high: number }) => (high - low) / (high + low)
  for (const level of [50, 80, 95] as const) expect(relative(all[level])).toBeLessThan(relative(half[level]))
})

test('A model that predicts no purchases has no interval', () => {
  const columns = buyers(100)
  const fitted = fitValueModel(columns, { ...settings, model: 'simple' })
  expect(hasInterval(fitted)).toBe(false)
  expect(portfolioInterval(fitted, columns)).toBeNull()
})
