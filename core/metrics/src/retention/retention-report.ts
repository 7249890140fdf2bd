import { CHURN_NEEDS } from '../value/baselines.ts'
import { pickRows, type ValueColumns } from '../value/columns.ts'
import { formatLocalDay, type LocalDay } from '../value/local-day.ts'
import type { CalendarPeriodName } from './calendar-period.ts'
import { CHURN_RISK_POLICY, churnRisk } from './churn-risk.ts'
import { type Cohort, cohortTable } from './cohorts.ts'
import { type GapPercentiles, gapPercentiles } from './gaps.ts'
import { type GroupFigures, groupFigures, PLAIN_POLICY } from './plain-figures.ts'
import { type PurchasePeriod, purchaseRetention } from './purchase-retention.ts'
import {
  type CustomerPurchases,
  lastDays,
  type PurchaseColumns,
  purchaseColumns,
  summarizePurchases,
} from './purchases.ts'
import {
  fitRfm,
  RFM_POLICY,
  RFM_SEGMENTS,
  type RfmSegment,
  type RfmThresholds,
  rowsBySegment,
} from './rfm.ts'

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

/** How many customers are at which risk. */
export interface ChurnRiskCounts {
  readonly low: number
  readonly medium: number
  readonly high: number
  readonly unknown: number
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

/** Counted by the customers' own segment where it has 30 gaps, under which a percentile is luck; else by all gaps. */
function countChurnRisk(
  purchases: PurchaseColumns,
  segments: readonly { readonly rows: readonly number[]; readonly gaps: GapPercentiles | null }[],
  all: GapPercentiles | null,
): ChurnRiskCounts {
  const counts = { low: 0, medium: 0, high: 0, unknown: 0 }
  const last = lastDays(purchases)
  for (const { rows, gaps: own } of segments) {
    const gaps = own !== null && own.gaps >= CHURN_NEEDS ? own : all
    for (const row of rows) {
      const currentGap = purchases.asOf - (last[row] ?? Number.NaN)
      counts[churnRisk({ probabilityAlive: null, currentGap, gaps }) ?? 'unknown'] += 1
    }
  }
  return counts
}

function segmentFigures(segment: RfmSegment, columns: ValueColumns, customers: number): SegmentFigures {
  const figures = groupFigures(columns)
  return { segment, share: customers > 0 ? figures.customers / customers : null, ...figures }
}

/**
 * Everything that the purchases of customers without contracts tell of retention: for each complete period, by cohort,
 * by RFM segment. The order of the customers does not matter. Throws a RangeError that names the customer whose
 * purchases cannot be read.
 *
 * @example
 * retentionReport([{ id: 'c1', days: [20000, 20031], amounts: [50, null] }], { asOf: 20058, period: 'month' })
 */
export function retentionReport(
  customers: Iterable<CustomerPurchases>,
  settings: RetentionSettings,
): RetentionReport {
  const purchases = purchaseColumns(customers, settings.asOf)
  const columns = summarizePurchases(purchases)
  const gaps = gapPercentiles(columns)
  const rfmColumns = {
    lastDay: lastDays(purchases),
    orders: columns.orders,
    money: columns.historicValue,
  }
  const rfm = fitRfm(rfmColumns)
  const rows = rowsBySegment(rfm, rfmColumns)
  const segments = RFM_SEGMENTS.map((segment) => {
    const own = pickRows(columns, rows[segment])
    return {
      rows: rows[segment],
      gaps: gapPercentiles(own),
      figures: segmentFigures(segment, own, purchases.ids.length),
    }
  })
  return {
    policies: { segments: RFM_POLICY, churnRisk: CHURN_RISK_POLICY, figures: PLAIN_POLICY },
    asOf: formatLocalDay(settings.asOf),
    period: settings.period,
    customerUntil: customerUntil(gaps),
    gaps,
    unknownAmounts: purchases.amounts.reduce((n, amount) => n + (Number.isNaN(amount) ? 1 : 0), 0),
    periods: purchaseRetention(purchases, settings.period, gaps?.p95Days ?? null),
    cohorts: cohortTable(purchases, settings.period),
    overall: groupFigures(columns),
    segments: segments.map(({ figures }) => figures),
    churnRisk: countChurnRisk(purchases, segments, gaps),
    rfm,
  }
}
