import { DecimalSum } from '../decimal-sum.ts'
import { evaluationDay, type LocalDay } from '../local-day.ts'
import {
  addMonths,
  BILLING_PERIOD_MONTHS,
  BILLING_PERIODS,
  type BillingPeriod,
  wholeSpans,
} from './billing-period.ts'
import { type ChurnCounts, countTenures } from './churn-counts.ts'
import {
  type DatedSubscription,
  datedSubscriptions,
  joinTenures,
  type Subscription,
  type Tenure,
} from './tenures.ts'

/** How subscriptions are read. */
export interface SubscriptionRules {
  /** The workspace's IANA time zone. */
  readonly timeZone: string
  /** The day (`YYYY-MM-DD`) or instant of the evaluation. */
  readonly asOf: string
  /** Days without a subscription that do not end a tenure; 0, the default, takes every gap for an end. */
  readonly gapTolerance?: number
}

/** A tenure as a model of retention sees it. */
export interface TenureSummary {
  /** The period that the most money a month was billed in, at the end or at the evaluation. */
  readonly period: BillingPeriod
  readonly start: LocalDay
  /** The day it ended; null while it runs. */
  readonly ended: LocalDay | null
  /** Renewals made up to the evaluation: whole periods after which it went on. */
  readonly renewals: number
}

/** What is known of one customer with subscriptions at the evaluation. */
export interface ContractCustomer {
  readonly customerId: string
  /**
   * `current` with a subscription at the evaluation, `ended` when all have ended, `upcoming` where the first one starts
   * later.
   */
  readonly status: 'current' | 'ended' | 'upcoming'
  /** The latest tenure that has begun; null where none has. */
  readonly tenure: TenureSummary | null
  /** Tenures before that one: all ended, and won back later. */
  readonly earlierTenures: readonly TenureSummary[]
  /** Periods of the tenure that have begun, the present one included; 0 where none has. */
  readonly tenurePeriods: number
  /** MRR at the evaluation: 0 unless current; null where an amount is unknown. */
  readonly monthlyRevenue: number | null
  /** The day of the next payment; null unless current. */
  readonly nextRenewal: LocalDay | null
  /** The end of the contract in force, where it has one; it may be renewed, and is no churn. Null unless current. */
  readonly contractEnd: LocalDay | null
}

/** All customers at one evaluation. */
export interface ContractBase {
  /** The last day that was looked at. */
  readonly asOf: LocalDay
  readonly customers: readonly ContractCustomer[]
}

/** Revenue a month, exact within each period; null where an amount is unknown. */
function monthlyRevenueOf(subscriptions: readonly DatedSubscription[]): number | null {
  let total = 0
  for (const period of BILLING_PERIODS) {
    const sum = new DecimalSum()
    for (const subscription of subscriptions) {
      if (subscription.period !== period) continue
      if (subscription.amount === null) return null
      sum.add(subscription.amount)
    }
    total += sum.toNumber() / BILLING_PERIOD_MONTHS[period]
  }
  return total
}

/** The subscriptions in force on a day; in a tolerated gap, or after the end, those that ended last before it. */
function inForce({ subscriptions }: Tenure, day: LocalDay): readonly DatedSubscription[] {
  const begun = subscriptions.filter(({ start }) => start <= day)
  const running = begun.filter(({ end }) => end > day)
  if (running.length > 0) return running
  const lastEnd = begun.reduce((last, { end }) => Math.max(last, end), Number.NEGATIVE_INFINITY)
  return begun.filter(({ end }) => end === lastEnd)
}

/** The period of most money a month, of two alike the longer; by their number where an amount is unknown. */
function dominantPeriod(subscriptions: readonly DatedSubscription[]): BillingPeriod {
  const known = subscriptions.every(({ amount }) => amount !== null)
  const weight = (period: BillingPeriod): number => {
    const rows = subscriptions.filter((subscription) => subscription.period === period)
    return (known ? monthlyRevenueOf(rows) : null) ?? rows.length
  }
  const present = BILLING_PERIODS.filter((period) => subscriptions.some((row) => row.period === period))
  return present.reduce<BillingPeriod>(
    (best, period) => (weight(period) >= weight(best) ? period : best),
    present[0] ?? 'month',
  )
}

function summarizeTenure(tenure: Tenure, asOf: LocalDay, gapTolerance: number): TenureSummary {
  const { start, end } = tenure
  const period = dominantPeriod(inForce(tenure, asOf))
  // A renewal that falls on the day of the end was not made.
  const lastDay = Math.min(asOf, end - 1)
  return {
    period,
    start,
    ended: end + gapTolerance <= asOf ? end : null,
    renewals: Math.max(0, wholeSpans(start, lastDay, BILLING_PERIOD_MONTHS[period])),
  }
}

function summarizeCustomer(
  customerId: string,
  subscriptions: readonly DatedSubscription[],
  asOf: LocalDay,
  gapTolerance: number,
): ContractCustomer {
  const begun = joinTenures(subscriptions, gapTolerance).filter(({ start }) => start <= asOf)
  const summaries = begun.map((tenure) => summarizeTenure(tenure, asOf, gapTolerance))
  const last = begun.at(-1)
  const tenure = summaries.at(-1)
  if (last === undefined || tenure === undefined) {
    return {
      customerId,
      status: 'upcoming',
      tenure: null,
      earlierTenures: [],
      tenurePeriods: 0,
      monthlyRevenue: 0,
      nextRenewal: null,
      contractEnd: null,
    }
  }
  const current = tenure.ended === null
  const months = BILLING_PERIOD_MONTHS[tenure.period]
  return {
    customerId,
    status: current ? 'current' : 'ended',
    tenure,
    earlierTenures: summaries.slice(0, -1),
    tenurePeriods: tenure.renewals + 1,
    monthlyRevenue: current ? monthlyRevenueOf(inForce(last, asOf)) : 0,
    nextRenewal: current ? addMonths(last.start, (wholeSpans(last.start, asOf, months) + 1) * months) : null,
    contractEnd: current && last.end !== Infinity && last.end > asOf ? last.end : null,
  }
}

/**
 * The customers behind subscription rows, in the order of their first row.
 *
 * Subscriptions of one customer that overlap or follow each other are one tenure, so that an upgrade or a renewal written
 * as a new row is no churn; a customer is lost when all subscriptions have ended. An end in the future is the end of a
 * contract that may be renewed, not churn. Renewals are counted in calendar months from the start of the tenure, in the
 * customer's own dominant period. Throws a RangeError that names the row that cannot be read.
 */
export function contractBase(
  subscriptions: readonly Subscription[],
  { timeZone, asOf, gapTolerance = 0 }: SubscriptionRules,
): ContractBase {
  if (!(gapTolerance >= 0 && gapTolerance < Infinity)) {
    throw new RangeError(`The gap tolerance is ${gapTolerance} days; it must be 0 or more.`)
  }
  const day = evaluationDay(asOf, timeZone)
  const customers = Array.from(datedSubscriptions(subscriptions, timeZone), ([customerId, rows]) =>
    summarizeCustomer(customerId, rows, day, gapTolerance),
  )
  return { asOf: day, customers }
}

/** The tenures of all customers, counted apart for each billing period; null for a period that nobody has. */
export function churnByPeriod(base: ContractBase): Readonly<Record<BillingPeriod, ChurnCounts | null>> {
  const tenures = base.customers.flatMap(({ tenure, earlierTenures }) =>
    tenure === null ? [] : [...earlierTenures, tenure],
  )
  const counts = (period: BillingPeriod): ChurnCounts | null => {
    const rows = tenures.filter((tenure) => tenure.period === period)
    if (rows.length === 0) return null
    return countTenures({
      renewals: rows.map(({ renewals }) => renewals),
      ended: rows.map(({ ended }) => (ended === null ? 0 : 1)),
    })
  }
  return { month: counts('month'), quarter: counts('quarter'), year: counts('year') }
}
