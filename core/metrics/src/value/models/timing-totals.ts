import type { TimingColumns } from './timing-model.ts'

/** What a cohort adds up to. */
export interface TimingTotals {
  readonly customers: number
  readonly repeatCustomers: number
  /** All repeat orders. */
  readonly repeats: number
  /** All ages, in time units. */
  readonly age: number
}

/**
 * Sums the columns. Throws a RangeError that names the first row that cannot be, or says that there is no history.
 */
export function timingTotals({ frequency, recency, age }: TimingColumns): TimingTotals {
  let repeats = 0
  let repeatCustomers = 0
  let observed = 0
  for (let row = 0; row < frequency.length; row += 1) {
    const x = frequency[row] ?? Number.NaN
    const last = recency[row] ?? Number.NaN
    const T = age[row] ?? Number.NaN
    const possible = x >= 0 && Number.isInteger(x) && last >= 0 && T >= last && T < Infinity
    if (!possible || (x === 0 && last !== 0)) {
      throw new RangeError(
        `Row ${row} cannot be a customer's history: frequency ${x}, recency ${last}, age ${T}. ` +
          'Frequency is a whole number, 0 ≤ recency ≤ age, and recency is 0 without a repeat order.',
      )
    }
    repeats += x
    observed += T
    if (x > 0) repeatCustomers += 1
  }
  if (observed === 0) {
    throw new RangeError(
      'There is no history to learn from: every customer was first seen at the moment of evaluation.',
    )
  }
  return { customers: frequency.length, repeatCustomers, repeats, age: observed }
}

/** The logarithm of the observed purchase rate; half a repeat more, so that a cohort without any has one above 0. */
export const logObservedRate = ({ repeats, age }: TimingTotals): number => Math.log((repeats + 0.5) / age)
