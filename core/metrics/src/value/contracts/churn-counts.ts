/**
 * How tenures went, counted by the renewals they made: all that a model of retention needs to know. Tenures of any start
 * and length of observation can stand side by side.
 */
export interface ChurnCounts {
  /** `ended[k]`: tenures that made k renewals and ended instead of the next. */
  readonly ended: readonly number[]
  /** `current[k]`: tenures that have made k renewals and are still running. */
  readonly current: readonly number[]
}

/** One tenure a row, as columns of equal length. */
export interface TenureColumns {
  /** Renewals made: whole periods survived, so that 0 is a tenure in its first period. */
  readonly renewals: ArrayLike<number>
  /** Whether it ended after them (1) or is still running (0). */
  readonly ended: ArrayLike<number>
}

/** Counts tenures by their renewals. Throws a RangeError that names the first row that cannot be. */
export function countTenures({ renewals, ended }: TenureColumns): ChurnCounts {
  const counts: { ended: number[]; current: number[] } = { ended: [], current: [] }
  for (let row = 0; row < renewals.length; row += 1) {
    const made = renewals[row] ?? Number.NaN
    const over = ended[row]
    if (!(Number.isSafeInteger(made) && made >= 0) || (over !== 0 && over !== 1)) {
      throw new RangeError(
        `Row ${row} cannot be a tenure: ${made} renewals, ended ${over}. ` +
          'Renewals are a whole number from 0, and ended is 1 or 0.',
      )
    }
    const side = over === 1 ? counts.ended : counts.current
    while (side.length <= made) side.push(0)
    side[made] = (side[made] ?? 0) + 1
  }
  return counts
}

/**
 * A cohort that started together: how many left in period 1, 2, …, and how many were still there after the last of
 * them.
 */
export function cohortCounts(churnedPerPeriod: readonly number[], remaining: number): ChurnCounts {
  return { ended: churnedPerPeriod, current: [...churnedPerPeriod.map(() => 0), remaining] }
}

/** What happened at each renewal: `made[k]` and `missed[k]` count the renewal k + 1. */
export interface RenewalCounts {
  readonly made: Float64Array
  readonly missed: Float64Array
  readonly totalMade: number
  readonly totalMissed: number
  /** Tenures that came to at least one renewal. */
  readonly tenures: number
  /** Renewals at which anybody was seen: the first, or the first and second, … */
  readonly depth: number
}

/**
 * Turns tenures into renewals made and missed. Throws a RangeError for a count that is negative or not a finite number.
 */
export function renewalCounts({ ended, current }: ChurnCounts): RenewalCounts {
  for (const [side, counts] of [
    ['ended', ended],
    ['current', current],
  ] as const) {
    counts.forEach((count, k) => {
      if (!(count >= 0 && count < Infinity)) {
        throw new RangeError(`There cannot be ${count} ${side} tenures with ${k} renewals; give 0 or more.`)
      }
    })
  }
  const length = Math.max(ended.length, current.length)
  const made = new Float64Array(length)
  const missed = new Float64Array(length)
  let beyond = 0
  let totalMade = 0
  let totalMissed = 0
  let depth = 0
  for (let k = length - 1; k >= 0; k -= 1) {
    made[k] = beyond
    missed[k] = ended[k] ?? 0
    totalMade += beyond
    totalMissed += ended[k] ?? 0
    if (depth === 0 && beyond + (ended[k] ?? 0) > 0) depth = k + 1
    beyond += (ended[k] ?? 0) + (current[k] ?? 0)
  }
  return { made, missed, totalMade, totalMissed, tenures: (made[0] ?? 0) + (missed[0] ?? 0), depth }
}
