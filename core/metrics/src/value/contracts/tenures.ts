import type { Decimal } from '@rapport/model'
import { checkDecimal } from '../decimal-sum.ts'
import { type LocalDay, localDay } from '../local-day.ts'
import type { BillingPeriod } from './billing-period.ts'

/** A subscription of a customer, in the workspace's currency: one row of its contract. */
export interface Subscription {
  readonly customerId: string
  /** Its first day: `YYYY-MM-DD`, or an ISO 8601 instant. */
  readonly start: string
  /**
   * The day it ended or, in the future, is to end; null where it runs until it is ended. Whether a source writes the last
   * day of the subscription or the day after makes no difference.
   */
  readonly end: string | null
  /** An exact decimal per period, 0 or more; null where it is unknown. */
  readonly amount: Decimal | null
  readonly period: BillingPeriod
}

/** A subscription with its days in the zone. */
export interface DatedSubscription {
  readonly start: LocalDay
  /** Infinity where it has no end. */
  readonly end: LocalDay
  readonly amount: Decimal | null
  readonly period: BillingPeriod
}

/** Subscriptions of one customer that overlap or follow each other: from the first start to the last end. */
export interface Tenure {
  readonly start: LocalDay
  readonly end: LocalDay
  /** In order of their start. */
  readonly subscriptions: readonly DatedSubscription[]
}

function dated(subscription: Subscription, row: number, timeZone: string): DatedSubscription {
  const { customerId, amount, period } = subscription
  try {
    const start = localDay(subscription.start, timeZone)
    const end = subscription.end === null ? Infinity : localDay(subscription.end, timeZone)
    if (end < start)
      throw new RangeError(`it ends (${subscription.end}) before it starts (${subscription.start})`)
    if (amount !== null) checkDecimal(amount)
    if (amount !== null && Number(amount) < 0) throw new RangeError(`its amount ${amount} is below 0`)
    return { start, end, amount, period }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new RangeError(`Row ${row}, a subscription of customer ${customerId}, cannot be read: ${why}`, {
      cause,
    })
  }
}

/** The subscriptions of each customer, by their start. Throws a RangeError that names the row that cannot be read. */
export function datedSubscriptions(
  subscriptions: readonly Subscription[],
  timeZone: string,
): ReadonlyMap<string, readonly DatedSubscription[]> {
  const byCustomer = new Map<string, DatedSubscription[]>()
  subscriptions.forEach((subscription, row) => {
    const known = byCustomer.get(subscription.customerId)
    const one = dated(subscription, row, timeZone)
    if (known === undefined) byCustomer.set(subscription.customerId, [one])
    else known.push(one)
  })
  for (const rows of byCustomer.values())
    rows.sort((left, right) => left.start - right.start || left.end - right.end)
  return byCustomer
}

/**
 * Joins a customer's subscriptions, sorted by start, into tenures. One that starts on the day after the last one ended, or
 * up to `gapTolerance` days later, goes on with the same tenure.
 */
export function joinTenures(subscriptions: readonly DatedSubscription[], gapTolerance: number): Tenure[] {
  const tenures: { start: LocalDay; end: LocalDay; subscriptions: DatedSubscription[] }[] = []
  for (const subscription of subscriptions) {
    const last = tenures.at(-1)
    if (last !== undefined && subscription.start <= last.end + 1 + gapTolerance) {
      last.subscriptions.push(subscription)
      last.end = Math.max(last.end, subscription.end)
    } else {
      tenures.push({ start: subscription.start, end: subscription.end, subscriptions: [subscription] })
    }
  }
  return tenures
}
