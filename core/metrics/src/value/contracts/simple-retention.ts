import type { RenewalCounts } from './churn-counts.ts'

/**
 * Which payments a lifetime value counts, and when they are booked (Fader & Hardie, note 024, "What's Wrong With This
 * CLV Formula?"): three formulas of the field that differ in nothing else.
 *
 * - `first-payment-included`: payments at the start of each period, the first one now: m (1 + d) ÷ (1 + d − r).
 * - `first-payment-excluded`: the same without the first one, which is paid: m r ÷ (1 + d − r).
 * - `booked-at-period-end`: all payments, each booked at the end of its period: m ÷ (1 + d − r).
 */
export type BookingConvention = 'first-payment-included' | 'first-payment-excluded' | 'booked-at-period-end'

/** What one customer is like: all rates per billing period. */
export interface ConstantRetention {
  /** m: margin per period. */
  readonly margin: number
  /** r: the chance to make each renewal, 0–1, the same for everybody and at every renewal. */
  readonly retention: number
  /** d: discount per period, 0 or more; not continuous. */
  readonly discount: number
  /** Payments that are looked at; Infinity, the default, is the textbook formula. */
  readonly periods?: number
}

/** A value with the convention it was computed by. */
export interface SimpleRetentionValue {
  readonly convention: BookingConvention
  readonly value: number
}

/** Σ x^k for k = 0 … periods − 1. */
function geometricSum(x: number, periods: number): number {
  if (periods <= 0) return 0
  if (x === 1) return periods
  if (x === 0) return 1
  return periods === Infinity ? 1 / (1 - x) : Math.expm1(periods * Math.log(x)) / (x - 1)
}

/**
 * Lifetime value at one constant retention rate. One rate for a mixed cohort understates what those who stayed are worth
 * (Fader & Hardie 2010): sBG is the remedy. Infinite where nobody leaves and nothing is discounted. Throws a RangeError
 * for a rate that cannot be.
 */
export function simpleRetentionValue(
  { margin, retention, discount, periods = Infinity }: ConstantRetention,
  convention: BookingConvention,
): SimpleRetentionValue {
  if (!(retention >= 0 && retention <= 1)) {
    throw new RangeError(`The retention rate is ${retention}; give a share from 0 to 1.`)
  }
  if (!(discount >= 0 && discount < Infinity)) {
    throw new RangeError(`The discount per period is ${discount}; give 0 or more, such as 0.1 for 10 %.`)
  }
  if (!(periods >= 0)) throw new RangeError(`The horizon is ${periods} periods; give 0 or more.`)
  const payments = geometricSum(retention / (1 + discount), Math.floor(periods))
  const first: Readonly<Record<BookingConvention, number>> = {
    'first-payment-included': 1,
    'first-payment-excluded': retention / (1 + discount),
    'booked-at-period-end': 1 / (1 + discount),
  }
  return { convention, value: margin * first[convention] * payments }
}

/**
 * The constant retention rate of renewals made and missed, as half a renewal more of each (Jeffreys): so that a few
 * customers who all renewed do not count as certain for ever. Null where nobody came to a renewal.
 */
export function constantRetention({ totalMade, totalMissed }: RenewalCounts): number | null {
  const seen = totalMade + totalMissed
  return seen > 0 ? (totalMade + 0.5) / (seen + 1) : null
}
