import { formatLocalDay, TIME_UNITS, type TimeUnitName, type ValueColumns } from '@rapport/metrics'
import type { Transactions } from '../calculation/read-transactions.ts'
import { CommandError } from '../command-error.ts'
import { customerOccasions } from './customer-occasions.ts'

/**
 * Summaries for BG/BB: time in whole units from each customer's first purchase, each unit an opportunity to buy. Whatever
 * was bought within one unit is one transaction; the unit that has not ended at the end of the observation is left out.
 */
export function opportunityColumns(
  transactions: Transactions,
  unitName: TimeUnitName,
  occasionWindow: number,
): ValueColumns {
  const unit = TIME_UNITS[unitName]
  const { columns, asOf } = transactions
  const frequency = new Float64Array(columns.ids.length)
  const recency = new Float64Array(columns.ids.length)
  const age = new Float64Array(columns.ids.length)
  const rowOf = new Map(columns.ids.map((id, row) => [id, row]))
  for (const { id, days } of customerOccasions(transactions, occasionWindow, Infinity)) {
    const row = rowOf.get(id) ?? 0
    const first = days[0] ?? asOf
    const opportunities = Math.floor(unit.fromDays(asOf - first))
    let last = 0
    for (const day of Array.from(days)) {
      // The first opportunity is the unit after that of the first purchase.
      const opportunity = Math.ceil(unit.fromDays(day - first))
      if (opportunity <= last || opportunity > opportunities) continue
      last = opportunity
      frequency[row] = (frequency[row] ?? 0) + 1
    }
    recency[row] = last
    age[row] = opportunities
  }
  if (!age.some((opportunities) => opportunities > 0)) {
    throw new CommandError(
      `Up to ${formatLocalDay(asOf)} no customer has been observed for a whole ${unitName}: take a smaller --unit.`,
    )
  }
  return { ...columns, frequency, recency, age }
}
