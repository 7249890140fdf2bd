import {
  ContractPortfolio,
  contractBase,
  fitContracts,
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
  const all = portfolioInterval(fitted, columns, null)!.intervals
  const half = portfolioInterval(fitted, sliceRows(columns, 0, 200), null)!.intervals
  const relative = ({ low, high }: { low: number; high: number }) => (high - low) / (high + low)
  for (const level of [50, 80, 95] as const) expect(relative(all[level])).toBeLessThan(relative(half[level]))
})

/** Yearly contracts of 60 customers, some of which were not renewed. */
function contracts(): ContractPortfolio {
  const base = contractBase(
    Array.from({ length: 60 }, (_, index) => ({
      customerId: `s${index}`,
      start: `2021-${String(1 + (index % 12)).padStart(2, '0')}-01`,
      end: index % 3 === 0 ? `202${2 + (index % 2)}-06-30` : null,
      amount: '2000',
      period: 'year' as const,
    })),
    { timeZone: 'UTC', asOf: '2024-06-30', gapTolerance: 45 },
  )
  const { horizonMonths, discount, margin } = settings
  return new ContractPortfolio(base, fitContracts(base, 'auto'), {
    horizonMonths,
    annualDiscount: discount,
    margin,
  })
}

const width = ({ low, high }: { low: number; high: number }) => high - low

test('Contracts and purchases have one interval, narrower than both together since they are independent', () => {
  const columns = buyers(400)
  const fitted = fitValueModel(columns, settings)
  const paid = contracts()
  const nobody = sliceRows(columns, 0, 0)
  const ofBoth = portfolioInterval(fitted, columns, paid)!.intervals
  const ofPurchases = portfolioInterval(fitted, columns, null)!.intervals
  const ofContracts = portfolioInterval(fitted, nobody, paid)!.intervals
  for (const level of [50, 80, 95] as const) {
    expect(width(ofBoth[level])).toBeGreaterThan(width(ofPurchases[level]))
    expect(width(ofBoth[level])).toBeLessThan(width(ofPurchases[level]) + width(ofContracts[level]))
  }
  const middle = ({ low, high }: { low: number; high: number }) => (low + high) / 2
  const shift = middle(ofBoth[80]) - middle(ofPurchases[80])
  expect(Math.abs(shift / paid.total() - 1)).toBeLessThan(0.1)
})

test('Where only a range of purchases is known, contracts have an interval of their own', () => {
  const columns = buyers(20)
  const fitted = fitValueModel(columns, { ...settings, model: 'auto' })
  expect(fitted.outcome).toBe('range')
  const paid = contracts()
  const own = portfolioInterval(fitted, sliceRows(columns, 0, 0), paid)
  expect(portfolioInterval(fitted, columns, paid)).toEqual(own)
  expect(own?.intervals[95].low).toBeLessThan(paid.total())
  expect(own?.intervals[95].high).toBeGreaterThan(paid.total())
})

test('Where purchases have a value without an interval, contracts do not stand in for it', () => {
  const columns = buyers(100)
  const fitted = fitValueModel(columns, { ...settings, model: 'historic' })
  expect(portfolioInterval(fitted, columns, contracts())).toBeNull()
})

test('A model that predicts no purchases has no interval', () => {
  const columns = buyers(100)
  const fitted = fitValueModel(columns, { ...settings, model: 'simple' })
  expect(hasInterval(fitted)).toBe(false)
  expect(portfolioInterval(fitted, columns, null)).toBeNull()
})
