import type { LocalDay } from '../local-day.ts'

/** How often a subscription is paid and can be ended. */
export type BillingPeriod = 'month' | 'quarter' | 'year'

/** The billing periods, short to long, with their calendar months. */
export const BILLING_PERIOD_MONTHS: Readonly<Record<BillingPeriod, number>> = Object.freeze({
  month: 1,
  quarter: 3,
  year: 12,
})

/** The billing periods, short to long. */
export const BILLING_PERIODS = ['month', 'quarter', 'year'] as const satisfies readonly BillingPeriod[]

const MS_PER_DAY = 86_400_000

/**
 * The same day of the month so many calendar months later, or the month's last day where it has no such day: a
 * subscription from 31 January renews on 28 February and on 31 March.
 */
export function addMonths(day: LocalDay, months: number): LocalDay {
  const from = new Date(day * MS_PER_DAY)
  const year = from.getUTCFullYear()
  const month = from.getUTCMonth() + months
  const lastOfMonth = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(from.getUTCDate(), lastOfMonth)) / MS_PER_DAY
}

/** How many whole spans of so many months lie between two days: the largest n with `addMonths(from, n · months) ≤ to`. */
export function wholeSpans(from: LocalDay, to: LocalDay, months: number): number {
  const start = new Date(from * MS_PER_DAY)
  const end = new Date(to * MS_PER_DAY)
  const apart = (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth()
  const spans = Math.floor(apart / months)
  return addMonths(from, spans * months) <= to ? spans : spans - 1
}
