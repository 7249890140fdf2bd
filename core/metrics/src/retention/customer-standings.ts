import { CHURN_NEEDS } from '../value/baselines.ts'
import type { ValueColumns } from '../value/columns.ts'
import type { LocalDay } from '../value/local-day.ts'
import { type ChurnRisk, type ChurnRiskCounts, churnRisk } from './churn-risk.ts'
import { isAtRisk, isNewCustomer } from './flags.ts'
import { type GapPercentiles, gapPercentiles } from './gaps.ts'
import { lastDays, type PurchaseColumns, summarizePurchases } from './purchases.ts'
import { fitRfm, type RfmScore, type RfmSegment, type RfmThresholds, rfmOf, rowsBySegment } from './rfm.ts'

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

/** A segment and a churn risk. */
export type Grouping = Pick<CustomerStanding, 'segment' | 'churnRisk'>

/** Segments and churn risks that were told before, with the bands behind them. */
export interface ToldGroupings {
  readonly rfm: RfmThresholds
  /** Null where nothing was told of the customer. */
  of(id: string): Grouping | null
}

const known = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value

/**
 * Segment, flags and churn risk of every customer, one by one. Churn risk goes by the gaps between purchases: those of the
 * customer's own segment where it has 30, under which a percentile is luck; else all. Where a grouping was told of a
 * customer before, it holds.
 */
export class CustomerStandings {
  readonly purchases: PurchaseColumns
  readonly columns: ValueColumns
  readonly rfm: RfmThresholds
  /** Of the gaps between purchases of all customers; null where nobody bought twice. */
  readonly gaps: GapPercentiles | null
  readonly #lastDay: Float64Array
  readonly #segmentGaps: ReadonlyMap<string, GapPercentiles | null>
  readonly #told: ToldGroupings | null

  constructor(purchases: PurchaseColumns, told: ToldGroupings | null = null) {
    this.purchases = purchases
    this.columns = summarizePurchases(purchases)
    this.gaps = gapPercentiles(this.columns)
    this.#lastDay = lastDays(purchases)
    this.#told = told
    const { orders, historicValue: money } = this.columns
    const rfmColumns = { lastDay: this.#lastDay, orders, money }
    this.rfm = told?.rfm ?? fitRfm(rfmColumns)
    const segments = Object.entries(rowsBySegment(this.rfm, rfmColumns))
    this.#segmentGaps = new Map(segments.map(([segment, rows]) => [segment, this.#gapsOf(rows)]))
  }

  #gapsOf(rows: readonly number[]): GapPercentiles | null {
    const { unit, frequency, recency } = this.columns
    const pick = (column: Float64Array) => {
      const picked = new Float64Array(rows.length)
      for (let place = 0; place < rows.length; place += 1)
        picked[place] = column[rows[place] ?? 0] ?? Number.NaN
      return picked
    }
    const own = gapPercentiles({ unit, frequency: pick(frequency), recency: pick(recency) })
    return own !== null && own.gaps >= CHURN_NEEDS ? own : this.gaps
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
    const rfm = this.#rfmAt(row)
    if (id === undefined || firstDay === undefined || lastDay === undefined || orders === undefined)
      return null
    if (rfm === null) return null
    const { segment, churnRisk: risk } = this.#grouping(row, rfm)
    const revenue = known(this.columns.historicValue[row])
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

  /** How many of the customers are at which risk. */
  churnRiskCounts(): ChurnRiskCounts {
    const counts = { low: 0, medium: 0, high: 0, unknown: 0 }
    this.#forEachGrouping((_row, { churnRisk: risk }) => {
      counts[risk ?? 'unknown'] += 1
    })
    return counts
  }

  /** The rows of each segment that has customers, ascending. */
  rowsBySegment(): ReadonlyMap<RfmSegment, readonly number[]> {
    const rows = new Map<RfmSegment, number[]>()
    this.#forEachGrouping((row, { segment }) => {
      const own = rows.get(segment)
      if (own === undefined) rows.set(segment, [row])
      else own.push(row)
    })
    return rows
  }

  #forEachGrouping(visit: (row: number, grouping: Grouping) => void): void {
    for (let row = 0; row < this.purchases.ids.length; row += 1) {
      const rfm = this.#rfmAt(row)
      if (rfm !== null) visit(row, this.#grouping(row, rfm))
    }
  }

  #rfmAt(row: number): RfmScore | null {
    const { orders, historicValue } = this.columns
    return rfmOf(this.rfm, known(this.#lastDay[row]), known(orders[row]), known(historicValue[row]))
  }

  #grouping(row: number, { segment }: RfmScore): Grouping {
    const told = this.#told?.of(this.purchases.ids[row] ?? '') ?? null
    if (told !== null) return told
    const currentGap = this.purchases.asOf - (this.#lastDay[row] ?? Number.NaN)
    const gaps = this.#segmentGaps.get(segment) ?? null
    return { segment, churnRisk: churnRisk({ probabilityAlive: null, currentGap, gaps }) }
  }
}

/** A sum of doubles without its last digit, so that four amounts in cents do not add up to 100.50000000000001. */
const withoutNoise = (sum: number): number => Number(sum.toPrecision(15))
