import type { LocalDay } from '../local-day.ts'
import { TIME_UNITS } from '../time-unit.ts'
import { addMonths, BILLING_PERIOD_MONTHS, type BillingPeriod, wholeSpans } from './billing-period.ts'
import type { ContractCustomer } from './subscriptions.ts'

/** How far ahead contracts are valued, and at which rates. */
export interface ContractSettings {
  /** From the evaluation; payments up to its last day count. */
  readonly horizonMonths: number
  /** Discount a year, such as 0.1. */
  readonly annualDiscount: number
  /** Gross margin as a share of revenue. */
  readonly margin: number
}

/** The payments a current customer would make within the horizon if it made every renewal. */
export interface PaymentPlan {
  readonly period: BillingPeriod
  readonly renewalsMade: number
  /** How many. */
  readonly count: number
  /** What k payments of 1 are worth when the first of them is due, k = 0 … count (and on, for others). */
  readonly annuity: readonly number[]
  /** Margin on one payment, discounted for the time until the first. */
  readonly unit: number
}

/** Throws a RangeError for settings that cannot be. */
function checkContractSettings({ horizonMonths, margin }: ContractSettings): void {
  if (!(horizonMonths >= 0 && horizonMonths < Infinity)) {
    throw new RangeError(`The horizon is ${horizonMonths} months; give 0 or more.`)
  }
  if (!Number.isFinite(margin)) {
    throw new RangeError(`The margin is ${margin}; give a share of revenue such as 0.7.`)
  }
}

/** The last day of the horizon: whole calendar months, and the days of a part of one. */
function horizonEnd(asOf: LocalDay, months: number): LocalDay {
  const whole = Math.floor(months)
  return addMonths(asOf, whole) + Math.round(TIME_UNITS.month.toDays(months - whole))
}

/**
 * Plans payments at one evaluation: of a current customer with a known revenue those that it may still make, else null.
 * The period that is running is paid. Renewals fall on calendar days, so that a horizon of 12 months has 12 monthly
 * payments, or one yearly one, whatever the length of the months. Throws a RangeError for settings that cannot be.
 */
export function paymentPlanner(
  asOf: LocalDay,
  settings: ContractSettings,
): (customer: ContractCustomer) => PaymentPlan | null {
  checkContractSettings(settings)
  const until = horizonEnd(asOf, settings.horizonMonths)
  const rate = TIME_UNITS.month.discountRate(settings.annualDiscount)
  const annuities: Record<BillingPeriod, number[]> = { month: [0], quarter: [0], year: [0] }
  const annuityOf = (period: BillingPeriod, count: number): readonly number[] => {
    const annuity = annuities[period]
    for (let k = annuity.length; k <= count; k += 1) {
      annuity.push((annuity[k - 1] ?? 0) + Math.exp(-rate * BILLING_PERIOD_MONTHS[period] * (k - 1)))
    }
    return annuity
  }
  return ({ tenure, nextRenewal, monthlyRevenue }) => {
    if (tenure === null || nextRenewal === null || monthlyRevenue === null) return null
    const { period, start, renewals } = tenure
    const months = BILLING_PERIOD_MONTHS[period]
    const count = Math.max(0, wholeSpans(start, until, months) - wholeSpans(start, asOf, months))
    const wait = TIME_UNITS.month.fromDays(nextRenewal - asOf)
    return {
      period,
      renewalsMade: renewals,
      count,
      annuity: annuityOf(period, count),
      unit: monthlyRevenue * months * settings.margin * Math.exp(-rate * wait),
    }
  }
}
