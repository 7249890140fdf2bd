import { type ShareInterval, wilsonInterval } from '@rapport/stats'

/** A share of customers with its Wilson 95 % interval, and the two counts it is made of. */
export interface CustomerRate extends ShareInterval {
  readonly count: number
  readonly of: number
}

/** So many of so many customers; null of none. Throws a RangeError where count exceeds the customers. */
export function customerRate(count: number, of: number): CustomerRate | null {
  const interval = wilsonInterval(count, of)
  return interval === null ? null : { count, of, ...interval }
}
