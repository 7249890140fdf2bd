import { splitDay } from '../holdout.ts'
import type { LocalDay } from '../local-day.ts'
import type { TimeUnit } from '../time-unit.ts'
import { type CustomerOccasions, type ObservedHoldout, observeHoldout } from './observed-holdout.ts'

/** From so many days a prediction is made and judged, where the history allows. */
export const ROLLING_ORIGINS = 3

/** One origin of a rolling holdout. */
export interface RollingSplit {
  readonly split: LocalDay
  readonly end: LocalDay
}

/**
 * The days to split the history at, newest first: each held-back time is as long as that of `splitDay` and ends where
 * the next begins, so that no order is judged twice. At least half of the history lies before the oldest split. Empty
 * where less than two days are known.
 */
export function rollingSplits(
  firstDay: LocalDay,
  asOf: LocalDay,
  unit: TimeUnit,
  horizonMonths: number,
): RollingSplit[] {
  const newest = splitDay(firstDay, asOf, unit, horizonMonths)
  if (newest === null) return []
  const heldBack = asOf - newest
  const splits: RollingSplit[] = []
  for (let origin = 1; origin <= ROLLING_ORIGINS && origin * heldBack <= (asOf - firstDay) / 2; origin += 1) {
    splits.push({ split: asOf - origin * heldBack, end: asOf - (origin - 1) * heldBack })
  }
  return splits
}

/** The holdouts of these customers at every split of `rollingSplits`, newest first. */
export function rollingHoldouts(
  customers: readonly CustomerOccasions[],
  asOf: LocalDay,
  unit: TimeUnit,
  horizonMonths: number,
): ObservedHoldout[] {
  let firstDay = asOf
  for (const { days } of customers) firstDay = Math.min(firstDay, days[0] ?? asOf)
  return rollingSplits(firstDay, asOf, unit, horizonMonths).map(({ split, end }) =>
    observeHoldout(customers, { split, end, unit }),
  )
}
