import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** Customers who waited about as long for a first response, and how likely they still are customers. */
export interface LoyaltyOfWait {
  /** Seconds that their first responses took, by the median of each customer. */
  readonly from: number
  /** Null: without an end. */
  readonly to: number | null
  readonly customers: number
  /** The mean probability that they are still customers, with its 95 % interval; null of fewer than ten. */
  readonly alive: { readonly mean: number; readonly low: number; readonly high: number } | null
  /** The mean future value of those of whom it is known; null of fewer than ten. */
  readonly futureValue: number | null
}

/** Customers with an answered ticket, by how long they waited. */
export interface ServiceAndLoyalty {
  readonly customers: number
  readonly waits: readonly LoyaltyOfWait[]
}

const hour = 3_600
const edges = [0, hour, 24 * hour, 72 * hour] as const
/** Of fewer customers a mean says more of chance than of a wait. */
const fewest = 10
/** Of the normal distribution: 95 %. */
const Z = 1.96

/**
 * How long customers waited for a first response, beside how likely they still are customers. They stand beside each other, and neither
 * is shown to cause the other: who asks more may have more trouble, and large customers may be served faster.
 */
export async function serviceAndLoyalty(db: Database): Promise<ServiceAndLoyalty> {
  const { rows } = await sql<{
    band: number
    customers: number
    known: number
    mean: number | null
    spread: number | null
    valued: number
    value: number | null
  }>`
    with waited as (
      select customer_id, percentile_cont(0.5) within group (order by first_response) as seconds from ticket_metric
      where customer_id is not null and first_response is not null and standing = 'counted' group by customer_id
    )
    select width_bucket(waited.seconds, ${[...edges]}::float8[])::integer - 1 as band, count(*)::integer as customers,
      count(list.probability_alive)::integer as known, avg(list.probability_alive) as mean,
      stddev_samp(list.probability_alive) as spread, count(list.clv)::integer as valued, avg(list.clv) as value
    from waited join customer_list as list on list.customer_id = waited.customer_id group by 1 order by 1
  `.execute(db)
  const waits = edges.map((from, band): LoyaltyOfWait => {
    const row = rows.find((one) => one.band === band)
    return {
      ...{ from, to: edges[band + 1] ?? null, customers: row?.customers ?? 0 },
      alive:
        row === undefined || row.mean === null || row.known < fewest
          ? null
          : { mean: row.mean, ...ends(row.mean, (Z * (row.spread ?? 0)) / Math.sqrt(row.known)) },
      futureValue: row === undefined || row.valued < fewest ? null : row.value,
    }
  })
  return { customers: rows.reduce((sum, { customers }) => sum + customers, 0), waits }
}

/** A probability is neither below 0 nor above 1. */
const ends = (mean: number, half: number) => ({
  low: Math.max(0, mean - half),
  high: Math.min(1, mean + half),
})
