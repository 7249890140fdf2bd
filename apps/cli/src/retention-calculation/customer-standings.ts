import {
  CHURN_NEEDS,
  type ChurnRisk,
  type ChurnRiskCounts,
  churnRisk,
  type GapPercentiles,
  gapPercentiles,
  groupFigures,
  isAtRisk,
  isNewCustomer,
  type LocalDay,
  type PurchaseColumns,
  pickRows,
  RFM_SEGMENTS,
  type RfmSegment,
  type RfmThresholds,
  rfmOf,
  rowsBySegment,
  type SegmentFigures,
  summarizePurchases,
  type ValueColumns,
} from '@rapport/metrics'

/** Where one customer stands among all. */
export interface CustomerStanding {
  readonly row: number
  readonly id: string
  readonly firstDay: LocalDay
  readonly lastDay: LocalDay
  readonly orders: number
  /** Sum of the known amounts; null where none is known. */
  readonly revenue: number | null
  /** The quintiles of `rfm@1`, 1–5; null where revenue is unknown. */
  readonly recencyBand: number
  readonly frequencyBand: number
  readonly moneyBand: number | null
  readonly segment: RfmSegment
  readonly churnRisk: ChurnRisk | null
  readonly isAtRisk: boolean | null
  readonly isNew: boolean | null
}

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value

/** A segment and a churn risk that were told before. */
export type Grouping = Pick<CustomerStanding, 'segment' | 'churnRisk'>

/**
 * Segment, flags and churn risk of every customer, one by one. `report` is made of the same purchases. Churn risk goes by
 * the gaps between purchases. Where a grouping is known of a customer, it holds.
 */
export class CustomerStandings {
  readonly purchases: PurchaseColumns
  readonly columns: ValueColumns
  readonly #lastDay: Float64Array
  readonly #thresholds: RfmThresholds
  readonly #gaps: ReadonlyMap<RfmSegment, GapPercentiles | null>
  readonly #grouping: (id: string) => Grouping | null

  constructor(
    purchases: PurchaseColumns,
    report: { readonly rfm: RfmThresholds; readonly gaps: GapPercentiles | null },
    grouping: (id: string) => Grouping | null = () => null,
  ) {
    this.purchases = purchases
    this.columns = summarizePurchases(purchases)
    this.#lastDay = purchases.starts.subarray(1).map((end) => purchases.days[end - 1] ?? Number.NaN)
    this.#thresholds = report.rfm
    this.#grouping = grouping
    const rows = rowsBySegment(report.rfm, {
      lastDay: this.#lastDay,
      orders: this.columns.orders,
      money: this.columns.historicValue,
    })
    // Under so many gaps a percentile is luck; all customers' stand in.
    this.#gaps = new Map(
      RFM_SEGMENTS.map((segment) => {
        const own = gapPercentiles(pickRows(this.columns, rows[segment]))
        return [segment, own !== null && own.gaps >= CHURN_NEEDS ? own : report.gaps]
      }),
    )
  }

  /** All customers, in the order of the purchases. */
  *[Symbol.iterator](): Generator<CustomerStanding> {
    for (let row = 0; row < this.purchases.ids.length; row += 1) {
      const standing = this.at(row)
      if (standing !== null) yield standing
    }
  }

  /** The customer in a row; null where there is none. */
  at(row: number): CustomerStanding | null {
    const { ids, starts, days, asOf } = this.purchases
    const id = ids[row]
    const firstDay = days[starts[row] ?? 0]
    const lastDay = this.#lastDay[row]
    const orders = this.columns.orders[row]
    if (id === undefined || firstDay === undefined || lastDay === undefined || orders === undefined)
      return null
    const revenue = known(this.columns.historicValue[row])
    const rfm = rfmOf(this.#thresholds, lastDay, orders, revenue)
    if (rfm === null) return null
    const gaps = this.#gaps.get(rfm.segment) ?? null
    const { segment, churnRisk: risk } = this.#grouping(id) ?? {
      segment: rfm.segment,
      churnRisk: churnRisk({ probabilityAlive: null, currentGap: asOf - lastDay, gaps }),
    }
    return {
      row,
      id,
      firstDay,
      lastDay,
      orders,
      revenue: revenue === null ? null : withoutNoise(revenue),
      recencyBand: rfm.recency,
      frequencyBand: rfm.frequency,
      moneyBand: rfm.money,
      segment,
      churnRisk: risk,
      isAtRisk: isAtRisk(segment, null),
      isNew: isNewCustomer(firstDay, asOf),
    }
  }
}

/** A sum of doubles without its last digit, so that four amounts in cents do not add up to 100.50000000000001. */
const withoutNoise = (sum: number): number => Number(sum.toPrecision(15))

/** How many of the customers are at which risk. */
export function churnRiskCounts(customers: Iterable<Pick<CustomerStanding, 'churnRisk'>>): ChurnRiskCounts {
  const counts = { low: 0, medium: 0, high: 0, unknown: 0 }
  for (const { churnRisk } of customers) counts[churnRisk ?? 'unknown'] += 1
  return counts
}

/** `plain@1` of every segment, in the order in which they are tried. */
export function segmentFigures(customers: CustomerStandings): SegmentFigures[] {
  const rows = new Map<RfmSegment, number[]>(RFM_SEGMENTS.map((segment) => [segment, []]))
  for (const { segment, row } of customers) rows.get(segment)?.push(row)
  const all = customers.columns.ids.length
  return RFM_SEGMENTS.map((segment) => {
    const figures = groupFigures(pickRows(customers.columns, rows.get(segment) ?? []))
    return { segment, share: all > 0 ? figures.customers / all : null, ...figures }
  })
}
