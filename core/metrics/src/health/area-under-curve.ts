import { compensatedSum } from '@rapport/stats'
import { middleRanks } from '../value/validation-report/ranking.ts'

/** The area under the receiver operating characteristic, with its 95 % interval. */
export interface AreaUnderCurve {
  /** The chance that one who has the outcome ranks before one who has not; ties count half. 0.5 is a coin. */
  readonly area: number
  /** Null where no two of them differ, so that the spread cannot be seen. */
  readonly low: number | null
  readonly high: number | null
}

const NORMAL_975 = 1.959_963_984_540_054

function variance(values: Float64Array): number {
  const mean = compensatedSum(values) / values.length
  return compensatedSum(values.map((value) => (value - mean) ** 2)) / (values.length - 1)
}

/** For each of `own`, the share of `others` that ranks behind it; ties count half. */
function placements(own: Float64Array, others: Float64Array): Float64Array {
  const both = new Float64Array(own.length + others.length)
  both.set(own)
  both.set(others, own.length)
  const amongBoth = middleRanks(both)
  const amongOwn = middleRanks(own)
  // Ranks count from the highest key.
  return own.map((_, row) => 1 - ((amongBoth[row] ?? 0) - (amongOwn[row] ?? 0)) / others.length)
}

/**
 * The area under the curve of keys that shall be higher for those who have the outcome. Its interval is DeLong, DeLong and
 * Clarke-Pearson's (1988, Biometrics 44:837) on the log odds, which keeps it within 0 and 1. Null unless there are at least
 * two of each.
 */
export function areaUnderCurve(having: Float64Array, others: Float64Array): AreaUnderCurve | null {
  if (having.length < 2 || others.length < 2) return null
  // Sorted, so that the order of the rows does not matter, not even in the last digit.
  const first = placements(having.slice().sort(), others)
  const second = placements(others.slice().sort(), having)
  const area = compensatedSum(first) / first.length
  const spread = Math.sqrt(variance(first) / first.length + variance(second) / second.length)
  const log = spread / (area * (1 - area))
  if (!(log > 0 && log < Infinity)) return { area, low: null, high: null }
  const odds = area / (1 - area)
  const end = (sign: number): number => {
    const there = odds * Math.exp(sign * NORMAL_975 * log)
    return there === Infinity ? 1 : there / (1 + there)
  }
  return { area, low: end(-1), high: end(1) }
}
