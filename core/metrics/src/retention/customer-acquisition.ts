import { CompensatedSum } from '@rapport/stats'
import { simpleValue } from '../value/baselines.ts'
import { formatLocalDay, localDay } from '../value/local-day.ts'
import { acquisitionCost, paybackMonths, valueToAcquisitionCost } from './acquisition.ts'
import { CALENDAR_PERIODS } from './calendar-period.ts'
import type { CalendarSpan } from './calendar-span.ts'
import type { Cohort } from './cohorts.ts'
import type { RetentionReport } from './retention-report.ts'

/** What was spent on winning customers in one calendar period. */
export interface AcquisitionSpend {
  /** As `CALENDAR_PERIODS` numbers it. */
  readonly number: number
  readonly amount: number
}

/** What the customers of one period cost. */
export interface AcquisitionPeriod extends CalendarSpan {
  readonly spend: number
  /** Customers who first bought in the period; null where it is not complete. */
  readonly newCustomers: number | null
  /** Spend ÷ new customers; null where there are none, or the period is not complete. */
  readonly cost: number | null
}

/** What customers cost, and what they bring for it. */
export interface Acquisition {
  readonly periods: readonly AcquisitionPeriod[]
  /** Over the complete periods, as `newCustomers` and `cost`. */
  readonly spend: number
  readonly newCustomers: number
  /** CAC; null where nobody was won. */
  readonly cost: number | null
  /** `simple@1` of an average customer of all, at margin; null where lifespan or order value are unknown. */
  readonly value: { readonly policy: 'simple@1'; readonly perCustomer: number | null }
  /** CLV : CAC, as the first ÷ the second. */
  readonly valueToCost: number | null
  /**
   * Calendar months, that of the first purchase included, until the margin per customer covers the cost; null where it has
   * not yet. The margin of each month is that of all cohorts that have it complete.
   */
  readonly paybackMonths: number | null
  readonly margin: number
}

/** The margin per customer in the month of the first purchase, the next month, …, over all cohorts that got so far. */
export function monthlyMargins(cohorts: readonly Cohort[], margin: number): number[] {
  const months = Math.max(0, ...cohorts.map(({ cells }) => cells.length))
  const margins: number[] = []
  for (let offset = 0; offset < months; offset += 1) {
    let customers = 0
    const revenue = new CompensatedSum()
    for (const cohort of cohorts) {
      const earned = cohort.cells[offset]?.revenue ?? null
      if (earned === null) continue
      customers += cohort.customers
      revenue.add(earned)
    }
    if (customers === 0) break
    margins.push((margin * revenue.value) / customers)
  }
  return margins
}

/**
 * What customers cost and bring: spend by period against the customers won in it, CLV : CAC by `simple@1`, and payback.
 * `monthlyCohorts` are those of the same customers by the month.
 */
export function acquisition(
  spends: readonly AcquisitionSpend[],
  report: RetentionReport,
  monthlyCohorts: readonly Cohort[],
  margin: number,
): Acquisition {
  const period = CALENDAR_PERIODS[report.period]
  const asOf = localDay(report.asOf, 'UTC')
  const won = new Map(report.cohorts.map(({ from, customers }) => [from, customers]))
  const periods = spends.map(({ number, amount }): AcquisitionPeriod => {
    const from = formatLocalDay(period.firstDay(number))
    const last = period.firstDay(number + 1) - 1
    const newCustomers = last > asOf ? null : (won.get(from) ?? 0)
    return {
      from,
      to: formatLocalDay(last),
      spend: amount,
      newCustomers,
      cost: newCustomers === null ? null : acquisitionCost(amount, newCustomers),
    }
  })
  const complete = periods.filter(({ newCustomers }) => newCustomers !== null)
  const spend = complete.reduce((sum, one) => sum + one.spend, 0)
  const newCustomers = complete.reduce((sum, one) => sum + (one.newCustomers ?? 0), 0)
  const cost = acquisitionCost(spend, newCustomers)
  const perCustomer = simpleValue(report.overall, margin)
  return {
    periods,
    spend,
    newCustomers,
    cost,
    value: { policy: 'simple@1', perCustomer },
    valueToCost: valueToAcquisitionCost(perCustomer, cost),
    paybackMonths: cost === null ? null : paybackMonths(cost, monthlyMargins(monthlyCohorts, margin)),
    margin,
  }
}
