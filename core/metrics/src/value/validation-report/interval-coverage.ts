/** Predicted intervals of all customers at one level. */
export interface LevelIntervals {
  /** The share of outcomes that should lie inside, such as 0.8. */
  readonly level: number
  readonly low: Float64Array
  readonly high: Float64Array
}

/** How often what happened lay in its interval. */
export interface IntervalCoverage {
  readonly level: number
  readonly customers: number
  /** Share of customers inside, the ends included. */
  readonly covered: number
  readonly below: number
  readonly above: number
  /** Of the share inside, had the intervals been right. */
  readonly standardError: number
  readonly meanWidth: number
}

/**
 * The coverage of intervals. Customers whose interval or outcome is unknown are left out; null where all are. Counts
 * are lumpy: an interval of whole numbers holds at least its level, often much more. Throws a RangeError for a level
 * outside 0–1 or columns of other lengths.
 */
export function intervalCoverage(
  { level, low, high }: LevelIntervals,
  actual: Float64Array,
): IntervalCoverage | null {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`The level of an interval is ${level}; give a share between 0 and 1, such as 0.8.`)
  }
  if (low.length !== actual.length || high.length !== actual.length) {
    throw new RangeError(
      `There are ${low.length} and ${high.length} ends of intervals for ${actual.length} outcomes; give as many.`,
    )
  }
  let customers = 0
  let below = 0
  let above = 0
  let width = 0
  actual.forEach((value, row) => {
    const from = low[row] ?? Number.NaN
    const to = high[row] ?? Number.NaN
    if (Number.isNaN(from) || Number.isNaN(to) || Number.isNaN(value)) return
    customers += 1
    width += to - from
    if (value < from) below += 1
    else if (value > to) above += 1
  })
  if (customers === 0) return null
  return {
    level,
    customers,
    covered: (customers - below - above) / customers,
    below: below / customers,
    above: above / customers,
    standardError: Math.sqrt((level * (1 - level)) / customers),
    meanWidth: width / customers,
  }
}
