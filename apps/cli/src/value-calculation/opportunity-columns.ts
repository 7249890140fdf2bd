import { TIME_UNITS, type ValueColumns } from '@rapport/metrics'
import { type Occasions, occasionsOf } from './customer-occasions.ts'
import type { FileCustomers } from './customers-by-id.ts'

/**
 * Summaries for BG/BB: time in whole units from each customer's first purchase, each unit an opportunity to buy. Whatever
 * was bought within one unit is one transaction; the unit that has not ended at the end of the observation is left out,
 * but for the historic value.
 */
export function opportunityColumns(customers: FileCustomers, occasionWindow: number): ValueColumns {
  const { columns, asOf } = customers
  const unit = TIME_UNITS[columns.unit]
  const unknown = () => new Float64Array(columns.ids.length).fill(Number.NaN)
  const none = () => new Float64Array(columns.ids.length)
  const result = {
    ...columns,
    frequency: unknown(),
    recency: unknown(),
    age: unknown(),
    monetary: unknown(),
    spendOccasions: none(),
    orders: none(),
    averageOrderValue: unknown(),
    pricedOrders: none(),
  }
  for (let row = 0; row < columns.ids.length; row += 1) {
    const occasions = occasionsOf(customers, row, occasionWindow)
    const first = occasions.days[0]
    if (first === undefined) continue
    const opportunities = Math.floor(unit.fromDays(asOf - first))
    const taken = opportunitiesTaken(occasions, (day) => Math.ceil(unit.fromDays(day - first)), opportunities)
    const repeats = spendOf([...taken.values()])
    const all = spendOf([occasions.amounts[0] ?? Number.NaN, ...taken.values()])
    result.frequency[row] = taken.size
    result.recency[row] = Math.max(0, ...taken.keys())
    result.age[row] = opportunities
    result.monetary[row] = repeats.mean
    result.spendOccasions[row] = repeats.count
    result.orders[row] = 1 + taken.size
    result.averageOrderValue[row] = all.mean
    result.pricedOrders[row] = all.count
  }
  return result
}

/** What was bought at each opportunity that was taken, by its number from 1: the unit after that of the first purchase. */
function opportunitiesTaken(
  { days, amounts }: Occasions,
  opportunityOf: (day: number) => number,
  opportunities: number,
): ReadonlyMap<number, number> {
  const taken = new Map<number, number>()
  for (let place = 1; place < days.length; place += 1) {
    const opportunity = opportunityOf(days[place] ?? Number.NaN)
    if (opportunity > opportunities) break
    taken.set(opportunity, (taken.get(opportunity) ?? 0) + (amounts[place] ?? Number.NaN))
  }
  return taken
}

/** The mean of the amounts above 0, as of all purchases: those of 0 or of an unknown amount tell nothing about spend. */
function spendOf(amounts: readonly number[]): { readonly count: number; readonly mean: number } {
  const priced = amounts.filter((amount) => amount > 0)
  const sum = priced.reduce((total, amount) => total + amount, 0)
  return { count: priced.length, mean: priced.length === 0 ? Number.NaN : sum / priced.length }
}
