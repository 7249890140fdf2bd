import { CompensatedSum } from '@rapport/stats'
import { distinctRows } from '../distinct-rows.ts'
import type { GammaGammaParameters } from '../models/gamma-gamma.ts'
import { type CustomerColumns, knownSpend } from './future.ts'

/** Customers with one history, and the sums of what they spent: all that a portfolio's total depends on. */
export interface SharedHistory {
  readonly recency: number
  readonly priced: number
  readonly customers: number
  /** Σ n₀ m₀ and Σ (n₀ m₀)². */
  readonly known: number
  readonly knownSquared: number
}

/** Customers with the same frequency and age: their orders while alive are one number. */
export interface SharedAge {
  readonly frequency: number
  readonly age: number
  readonly histories: readonly SharedHistory[]
}

/** A portfolio with equal histories collapsed. */
export function portfolioHistories(columns: CustomerColumns, withSpend: boolean): readonly SharedAge[] {
  const { frequency, recency, age } = columns
  const priced = columns.priced ?? new Float64Array(frequency.length)
  const ages = distinctRows([frequency, age])
  const distinct = distinctRows([frequency, age, recency, ...(withSpend ? [priced] : [])])
  const known = Array.from(distinct.first, () => new CompensatedSum())
  const knownSquared = Array.from(distinct.first, () => new CompensatedSum())
  if (withSpend) {
    distinct.of.forEach((place, row) => {
      const spent = knownSpend(columns, row)
      known[place]?.add(spent)
      knownSquared[place]?.add(spent * spent)
    })
  }
  const groups = Array.from(ages.first, (row) => ({
    frequency: frequency[row] ?? Number.NaN,
    age: age[row] ?? Number.NaN,
    histories: [] as SharedHistory[],
  }))
  distinct.first.forEach((row, place) => {
    groups[ages.of[row] ?? 0]?.histories.push({
      recency: recency[row] ?? Number.NaN,
      priced: withSpend ? (priced[row] ?? 0) : 0,
      customers: distinct.size[place] ?? 0,
      known: known[place]?.value ?? 0,
      knownSquared: knownSquared[place]?.value ?? 0,
    })
  })
  return groups
}

/** What one order of all customers with a history is expected to bring together: Σ p (γ + n₀ m₀) ÷ (p n₀ + q − 1). */
export function summedSpend(
  { p, q, gamma }: GammaGammaParameters,
  { priced, customers, known }: SharedHistory,
): number {
  const tail = p * priced + q - 1
  return tail > 0 ? (p * (customers * gamma + known)) / tail : Number.NaN
}
