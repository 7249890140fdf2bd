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
  return (
    sumOf(actual.length, (row) => ((actual[row] ?? 0) / total) * (1 - (shares[row] ?? 0) / actual.length)) -
    0.5
  )
}

/** The sum of a part for each row. By row: to go through the numbers themselves would make an object of each. */
function sumOf(rows: number, part: (row: number) => number): number {
  const sum = new CompensatedSum()
  for (let row = 0; row < rows; row += 1) sum.add(part(row))
  return sum.value
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
  const total = sumOf(actual.length, (row) => actual[row] ?? 0)
  const ideal = total > 0 ? idealArea(actual, total) : 0
  if (ideal <= 1e-12) return null
  const ahead = (row: number) => ((secondRanks[row] ?? 0) - (firstRanks[row] ?? 0)) / actual.length
  const area = sumOf(actual.length, (row) => ((actual[row] ?? 0) * ahead(row)) / total)
  const customers = customer.reduce((most, who) => Math.max(most, who + 1), 0)
  const influence = new Float64Array(customers)
  for (let row = 0; row < actual.length; row += 1) {
    const who = customer[row] ?? 0
    influence[who] = (influence[who] ?? 0) + (actual[row] ?? 0) * (ahead(row) - area)
  }
  const squares = sumOf(customers, (who) => (influence[who] ?? 0) ** 2)
  return { difference: area / ideal, standardError: Math.sqrt(squares) / total / ideal }
}
