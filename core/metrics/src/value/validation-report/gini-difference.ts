import { CompensatedSum } from '@rapport/stats'
import type { GiniDifference } from '../validation.ts'
import { middleRanks } from './ranking.ts'

/** Outcomes of customers who may be judged several times, at several origins. */
export interface RepeatedOutcomes {
  readonly actual: Float64Array
  /** For each outcome, whose it is: 0, 1, … */
  readonly customer: Int32Array
}

/** The area between the Lorenz curve of the values and the diagonal, both in shares. */
function idealArea(actual: Float64Array, total: number): number {
  const shares = middleRanks(actual)
  const area = new CompensatedSum()
  actual.forEach((value, row) => {
    area.add((value / total) * (1 - (shares[row] ?? 0) / actual.length))
  })
  return area.value - 0.5
}

/**
 * As `giniDifference`, where a customer may have several outcomes: the standard error takes customers, not outcomes,
 * as the sample, because whoever bought much before one split mostly does before the next one too. `firstRanks` and
 * `secondRanks` are `middleRanks` of two predictions. Null where nothing happened or all outcomes are equal.
 */
export function repeatedGiniDifference(
  firstRanks: Float64Array,
  secondRanks: Float64Array,
  { actual, customer }: RepeatedOutcomes,
): GiniDifference | null {
  const sum = new CompensatedSum()
  for (const value of actual) sum.add(value)
  const total = sum.value
  const ideal = total > 0 ? idealArea(actual, total) : 0
  if (ideal <= 1e-12) return null
  const ahead = (row: number) => ((secondRanks[row] ?? 0) - (firstRanks[row] ?? 0)) / actual.length
  const area = new CompensatedSum()
  actual.forEach((value, row) => {
    area.add((value * ahead(row)) / total)
  })
  let customers = 0
  for (const who of customer) customers = Math.max(customers, who + 1)
  const influence = new Float64Array(customers)
  actual.forEach((value, row) => {
    const who = customer[row] ?? 0
    influence[who] = (influence[who] ?? 0) + value * (ahead(row) - area.value)
  })
  const squares = new CompensatedSum()
  for (const value of influence) squares.add(value * value)
  return { difference: area.value / ideal, standardError: Math.sqrt(squares.value) / total / ideal }
}
