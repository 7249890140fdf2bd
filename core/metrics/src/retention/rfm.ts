import { type BandCuts, bandCuts, bandOf } from './bands.ts'

/** The definition of bands and segments. */
export const RFM_POLICY = 'rfm@1'

/** The segments, in the order in which they are tried. */
export const RFM_SEGMENTS = [
  'cant_lose',
  'champions',
  'loyal',
  'at_risk',
  'potential_loyalist',
  'new',
  'needs_attention',
  'promising',
  'about_to_sleep',
  'hibernating',
  'lost',
] as const

export type RfmSegment = (typeof RFM_SEGMENTS)[number]

type BandRange = readonly [low: number, high: number]

/** The recency and frequency bands of each segment; the first match holds. Together they cover all 25 pairs. */
const RULES: Readonly<Record<RfmSegment, { readonly recency: BandRange; readonly frequency: BandRange }>> = {
  cant_lose: { recency: [1, 1], frequency: [5, 5] },
  champions: { recency: [4, 5], frequency: [4, 5] },
  loyal: { recency: [3, 5], frequency: [3, 5] },
  at_risk: { recency: [1, 2], frequency: [3, 5] },
  potential_loyalist: { recency: [4, 5], frequency: [2, 2] },
  new: { recency: [4, 5], frequency: [1, 1] },
  needs_attention: { recency: [3, 3], frequency: [2, 2] },
  promising: { recency: [3, 3], frequency: [1, 1] },
  about_to_sleep: { recency: [2, 2], frequency: [1, 2] },
  hibernating: { recency: [1, 1], frequency: [2, 2] },
  lost: { recency: [1, 1], frequency: [1, 1] },
}

const within = (band: number, [low, high]: BandRange): boolean => band >= low && band <= high

/** The segment of a pair of bands, each 1–5. Throws a RangeError for other numbers. */
export function rfmSegment(recency: number, frequency: number): RfmSegment {
  const segment = RFM_SEGMENTS.find(
    (name) => within(recency, RULES[name].recency) && within(frequency, RULES[name].frequency),
  )
  if (segment === undefined) {
    throw new RangeError(
      `No segment has recency band ${recency} and frequency band ${frequency}; bands are 1 to 5.`,
    )
  }
  return segment
}

/** What RFM looks at, one row a customer. */
export interface RfmColumns {
  /** The day of the last order, whole days since 1970-01-01, so that the same day is a tie; NaN without an order. */
  readonly lastDay: Float64Array
  readonly orders: Float64Array
  /** Historic value; NaN where it is unknown. */
  readonly money: Float64Array
}

/** The quintiles of a population; plain data, to be kept and used on customers one by one. */
export interface RfmThresholds {
  readonly policy: typeof RFM_POLICY
  /** Customers with an order, whom the quintiles are of. */
  readonly customers: number
  readonly recency: BandCuts
  readonly frequency: BandCuts
  /** Of the customers whose historic value is known. */
  readonly money: BandCuts
}

const QUINTILES = 5

/**
 * `rfm@1`: the quintiles of recency (day of the last order), frequency (orders) and money (historic value) over the
 * customers with at least one order. band = 1 + floor(5 × share of them strictly below): 5 is the most recent, most
 * often, most money, and ties share a band. Nobody is strictly below where all are equal, so then (and for a single
 * customer) every band is 1: band 1 says "nobody is below", not "bad".
 */
export function fitRfm(columns: RfmColumns): RfmThresholds {
  const { lastDay, orders, money } = columns
  if (orders.length !== lastDay.length || money.length !== lastDay.length) {
    throw new RangeError(
      `The RFM columns have ${lastDay.length}, ${orders.length} and ${money.length} rows; give one of each for each customer.`,
    )
  }
  // NaN is left out of a band's population.
  const ofCustomers = (column: Float64Array) =>
    column.map((value, row) => ((orders[row] ?? 0) > 0 ? value : Number.NaN))
  return {
    policy: RFM_POLICY,
    customers: orders.reduce((sum, count) => (count > 0 ? sum + 1 : sum), 0),
    recency: bandCuts(ofCustomers(lastDay), QUINTILES),
    frequency: bandCuts(ofCustomers(orders), QUINTILES),
    money: bandCuts(ofCustomers(money), QUINTILES),
  }
}

/** The bands and the segment of one customer. */
export interface RfmScore {
  readonly policy: typeof RFM_POLICY
  readonly recency: number
  readonly frequency: number
  /** Null where the historic value is unknown; the segment needs only the other two. */
  readonly money: number | null
  readonly segment: RfmSegment
}

/**
 * `rfm@1` of one customer against the thresholds of a population, whether the customer is of it or not: share strictly
 * below means of the population. Null without an order, and against a population without customers.
 */
export function rfmOf(
  thresholds: RfmThresholds,
  lastDay: number | null,
  orders: number | null,
  money: number | null,
): RfmScore | null {
  if (!(orders !== null && orders > 0)) return null
  const recency = bandOf(thresholds.recency, lastDay)
  const frequency = bandOf(thresholds.frequency, orders)
  if (recency === null || frequency === null) return null
  return {
    policy: RFM_POLICY,
    recency,
    frequency,
    money: bandOf(thresholds.money, money),
    segment: rfmSegment(recency, frequency),
  }
}

/** Rows by segment. Rows without an order are in none. */
export function rowsBySegment(thresholds: RfmThresholds, columns: RfmColumns): Record<RfmSegment, number[]> {
  const rows: Record<RfmSegment, number[]> = {
    cant_lose: [],
    champions: [],
    loyal: [],
    at_risk: [],
    potential_loyalist: [],
    new: [],
    needs_attention: [],
    promising: [],
    about_to_sleep: [],
    hibernating: [],
    lost: [],
  }
  columns.orders.forEach((orders, row) => {
    const score = rfmOf(thresholds, columns.lastDay[row] ?? null, orders, columns.money[row] ?? null)
    if (score !== null) rows[score.segment].push(row)
  })
  return rows
}
