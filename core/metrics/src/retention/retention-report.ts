import { formatLocalDay, type LocalDay } from '../value/local-day.ts'
import type { CalendarPeriodName } from './calendar-period.ts'
import { CHURN_RISK_POLICY, type ChurnRiskCounts } from './churn-risk.ts'
import { type Cohort, cohortTable } from './cohorts.ts'
import { CustomerStandings } from './customer-standings.ts'
import type { GapPercentiles } from './gaps.ts'
import { PickedRows } from './picked-rows.ts'
import { type GroupFigures, groupFigures, PLAIN_POLICY } from './plain-figures.ts'
import { type PurchasePeriod, purchaseRetention } from './purchase-retention.ts'
import type { CustomerPurchases, PurchaseColumns } from './purchases.ts'
import { purchaseColumns } from './purchases-builder.ts'
import { RFM_POLICY, RFM_SEGMENTS, type RfmSegment, type RfmThresholds } from './rfm.ts'

/** When a report is made, and by which periods. */
export interface RetentionSettings {
  /** The last complete day; purchases after it are not looked at. */
  readonly asOf: LocalDay
  readonly period: CalendarPeriodName
}

/** `plain@1` of a segment. */
export interface SegmentFigures extends GroupFigures {
  readonly segment: RfmSegment
  /** Share of all customers; null without customers. */
  readonly share: number | null
}

/** Retention, cohorts and segments of customers without contracts, as of one day. */
export interface RetentionReport {
  readonly policies: {
    readonly segments: typeof RFM_POLICY
    readonly churnRisk: typeof CHURN_RISK_POLICY
    readonly figures: typeof PLAIN_POLICY
  }
  /** `YYYY-MM-DD`, local. */
  readonly asOf: string
  readonly period: CalendarPeriodName
  /** Until when someone counts as a customer, in words. */
  readonly customerUntil: string
  /** Of the gaps between purchases of all customers; null where nobody bought twice. */
  readonly gaps: GapPercentiles | null
  /** Purchases whose amount is unknown. */
  readonly unknownAmounts: number
  readonly periods: readonly PurchasePeriod[]
  readonly cohorts: readonly Cohort[]
  readonly overall: GroupFigures
  /** All eleven, in the order in which they are tried. */
  readonly segments: readonly SegmentFigures[]
  readonly churnRisk: ChurnRiskCounts
  readonly rfm: RfmThresholds
}

function customerUntil(gaps: GapPercentiles | null): string {
  const rule =
    'Customers without contracts count until the time since their last order exceeds the 95th percentile'
  return gaps === null
    ? `${rule} of all gaps between orders; nobody ordered twice, so retention is unknown.`
    : `${rule} of all gaps between orders: ${Math.floor(gaps.p95Days)} days.`
}

/** `plain@1` of every segment, in the order in which they are tried. */
function segmentFigures(customers: CustomerStandings): SegmentFigures[] {
  const { columns } = customers
  const rows = customers.rowsBySegment()
  const all = columns.ids.length
  const picked = new PickedRows(columns, Math.max(0, ...[...rows.values()].map(({ length }) => length)))
  return RFM_SEGMENTS.map((segment) => {
    const figures = groupFigures(picked.pick(rows.get(segment) ?? []))
    return { segment, share: all > 0 ? figures.customers / all : null, ...figures }
  })
}

/**
 * Everything that the purchases of customers without contracts tell of retention: for each complete period, by cohort,
 * by RFM segment. The order of the customers does not matter. Throws a RangeError that names the customer whose
 * purchases cannot be read.
 *
 * @example
 * retentionReport([{ id: 'c1', days: [20000, 20031], amounts: [50, null] }], { asOf: 20058, period: 'month' })
 */
export const retentionReport = (
  customers: Iterable<CustomerPurchases>,
  settings: RetentionSettings,
): RetentionReport => retentionReportOf(purchaseColumns(customers, settings.asOf), settings)

/**
 * The same of purchases that are columns already, as of their evaluation. `customers` are theirs: given where they are
 * needed besides, or where segments and churn risks were told before.
 */
export function retentionReportOf(
  purchases: PurchaseColumns,
  { period }: Pick<RetentionSettings, 'period'>,
  customers: CustomerStandings = new CustomerStandings(purchases),
): RetentionReport {
  const { gaps, rfm, columns } = customers
  return {
    policies: { segments: RFM_POLICY, churnRisk: CHURN_RISK_POLICY, figures: PLAIN_POLICY },
    asOf: formatLocalDay(purchases.asOf),
    period,
    customerUntil: customerUntil(gaps),
    gaps,
    unknownAmounts: purchases.amounts.reduce((n, amount) => n + (Number.isNaN(amount) ? 1 : 0), 0),
    periods: purchaseRetention(purchases, period, gaps?.p95Days ?? null),
    cohorts: cohortTable(purchases, period),
    overall: groupFigures(columns),
    segments: segmentFigures(customers),
    churnRisk: customers.churnRiskCounts(),
    rfm,
  }
}
