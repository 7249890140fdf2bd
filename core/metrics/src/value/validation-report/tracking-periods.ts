import type { LocalDay } from '../local-day.ts'
import type { TimeUnit } from '../time-unit.ts'

/** Time units counted from the split, so that none lies on both sides of it; the first and last may be shorter. */
export interface TrackingPeriods {
  /** The last day of each period, ascending. */
  readonly ends: Float64Array
  /** The day before the first period. */
  readonly start: LocalDay
  /** How many periods the calibration has. */
  readonly calibration: number
  /** The period that a day is in. */
  of(day: LocalDay): number
}

/** The periods from the day of the earliest order to the end. A period ends on a whole day, also where months do not. */
export function trackingPeriods(
  earliest: LocalDay,
  split: LocalDay,
  end: LocalDay,
  unit: TimeUnit,
): TrackingPeriods {
  const edge = (place: number): LocalDay => split + Math.floor(unit.toDays(place))
  let before = 0
  while (edge(-before) >= earliest) before += 1
  const ends: number[] = []
  for (let place = 1 - before; ends.at(-1) !== end; place += 1) ends.push(Math.min(edge(place), end))
  return {
    ends: Float64Array.from(ends),
    start: earliest - 1,
    calibration: before,
    of(day) {
      let [low, high] = [0, ends.length - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((ends[middle] ?? Infinity) >= day) high = middle
        else low = middle + 1
      }
      return low
    },
  }
}
