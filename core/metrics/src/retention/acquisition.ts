import { CompensatedSum } from '@rapport/stats'
import { type CustomerRate, customerRate } from './customer-rate.ts'

/** Customer acquisition cost (CAC): spend on sales and marketing ÷ customers won by it; null where none were. */
export function acquisitionCost(spend: number, newCustomers: number): number | null {
  if (!(spend >= 0 && newCustomers >= 0)) {
    throw new RangeError(
      `A spend of ${spend} on ${newCustomers} new customers is not possible; give 0 or more of both.`,
    )
  }
  return newCustomers > 0 ? spend / newCustomers : null
}

/** CLV : CAC, as the first ÷ the second; null where either is unknown or a customer costs nothing. */
export const valueToAcquisitionCost = (value: number | null, cost: number | null): number | null =>
  value === null || cost === null || !(cost > 0) ? null : value / cost

/**
 * Payback: whole months until the cumulative margin per customer covers the acquisition cost, 0 where there is none.
 * `monthlyMargins` holds the margin per customer of the first, second, … month; null where their sum never reaches
 * the cost.
 */
export function paybackMonths(cost: number, monthlyMargins: ArrayLike<number>): number | null {
  if (!(cost >= 0)) throw new RangeError(`The acquisition cost is ${cost}; give 0 or more.`)
  // Compensated, so that ten months of 0.10 cover 1.00.
  const covered = new CompensatedSum()
  for (let month = 0; month < monthlyMargins.length; month += 1) {
    if (covered.value >= cost) return month
    covered.add(monthlyMargins[month] ?? 0)
  }
  return covered.value >= cost ? monthlyMargins.length : null
}

/** Referral rate: new customers who were referred ÷ new customers; null of none. For those who use the library: no report shows it. */
export const referralRate = (referredNew: number, newCustomers: number): CustomerRate | null =>
  customerRate(referredNew, newCustomers)

/**
 * Engagement rate: customers with a qualifying interaction ÷ active customers; null of none. For those who use the library:
 * no report shows it.
 */
export const engagementRate = (engaged: number, active: number): CustomerRate | null =>
  customerRate(engaged, active)
