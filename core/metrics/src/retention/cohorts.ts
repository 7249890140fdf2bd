import { CALENDAR_PERIODS, type CalendarPeriodName, lastCompletePeriod } from './calendar-period.ts'
import { type CalendarSpan, calendarSpan } from './calendar-span.ts'
import { type CustomerRate, customerRate } from './customer-rate.ts'
import { forEachCustomer, type PurchaseColumns } from './purchases.ts'

/** What a cohort did in one period. */
export interface CohortCell {
  /** Customers of the cohort who bought in the period, and the share that they are of it. */
  readonly active: CustomerRate
  /** Sum of the known amounts of the period; null where it has purchases and no amount is known. */
  readonly revenue: number | null
}

/** The customers whose first purchase was in the same calendar period. */
export interface Cohort extends CalendarSpan {
  /** So far, where the period is not complete. */
  readonly customers: number
  /**
   * By offset: 0 is the period of the first purchase, 1 the next. The row ends with the period of the evaluation, which
   * is null where it is not complete.
   */
  readonly cells: readonly (CohortCell | null)[]
}

/** The sums of one cohort while it is counted, by offset. */
interface CohortSums {
  customers: number
  readonly active: Float64Array
  readonly revenue: Float64Array
  readonly purchases: Float64Array
  readonly priced: Float64Array
}

function cohortSums(offsets: number): CohortSums {
  const column = () => new Float64Array(offsets)
  return { customers: 0, active: column(), revenue: column(), purchases: column(), priced: column() }
}

const add = (column: Float64Array, place: number, amount: number): void => {
  column[place] = (column[place] ?? 0) + amount
}

/**
 * The cohort table: rows by the calendar period of the first purchase, in order of time, without the periods in which
 * nobody bought first; columns by offset in periods, local calendar days. Revenue is a sum of doubles. Periods that are
 * not complete at the evaluation are null, since a half month would look like a fall.
 */
export function cohortTable(purchases: PurchaseColumns, name: CalendarPeriodName): Cohort[] {
  const period = CALENDAR_PERIODS[name]
  const current = period.numberOf(purchases.asOf)
  const complete = lastCompletePeriod(period, purchases.asOf)
  const cohorts = new Map<number, CohortSums>()
  forEachCustomer(purchases, (_row, start, end) => {
    const first = period.numberOf(purchases.days[start] ?? Number.NaN)
    let sums = cohorts.get(first)
    if (sums === undefined) {
      sums = cohortSums(current - first + 1)
      cohorts.set(first, sums)
    }
    sums.customers += 1
    let counted = -1
    for (let i = start; i < end; i += 1) {
      const offset = period.numberOf(purchases.days[i] ?? Number.NaN) - first
      // Once in a period, however often; the days ascend.
      if (offset !== counted) add(sums.active, offset, 1)
      counted = offset
      add(sums.purchases, offset, 1)
      const amount = purchases.amounts[i] ?? Number.NaN
      if (Number.isNaN(amount)) continue
      add(sums.priced, offset, 1)
      add(sums.revenue, offset, amount)
    }
  })
  const inOrder = [...cohorts].sort(([left], [right]) => left - right)
  return inOrder.map(([first, sums]) => ({
    ...calendarSpan(period, first),
    customers: sums.customers,
    cells: Array.from(sums.active, (_, offset) =>
      first + offset > complete ? null : cohortCell(sums, offset),
    ),
  }))
}

function cohortCell(sums: CohortSums, offset: number): CohortCell | null {
  const active = customerRate(sums.active[offset] ?? 0, sums.customers)
  if (active === null) return null
  const unknown = (sums.purchases[offset] ?? 0) > 0 && sums.priced[offset] === 0
  return { active, revenue: unknown ? null : (sums.revenue[offset] ?? 0) }
}
