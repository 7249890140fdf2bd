import { type ShareInterval, wilsonInterval } from './wilson-interval.ts'

/** A difference with its 95 % interval. No clear change: the interval holds 0. */
export interface DifferenceInterval {
  readonly difference: number
  readonly low: number
  readonly high: number
}

/** Successes and trials of one sample. */
export interface Proportion {
  readonly successes: number
  readonly trials: number
}

/**
 * The difference of two shares of independent samples, first less second, with its 95 % interval from the two Wilson intervals
 * (Newcombe 1998, Statistics in Medicine 17:873–890, method 10). Null where either sample is empty.
 */
export function shareDifference(first: Proportion, second: Proportion): DifferenceInterval | null {
  const one = wilsonInterval(first.successes, first.trials)
  const two = wilsonInterval(second.successes, second.trials)
  if (one === null || two === null) return null
  const difference = one.share - two.share
  return {
    difference,
    low: difference - Math.hypot(below(one), above(two)),
    high: difference + Math.hypot(above(one), below(two)),
  }
}

const below = ({ share, low }: ShareInterval): number => share - low
const above = ({ share, high }: ShareInterval): number => high - share
