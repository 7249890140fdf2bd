import { DAY_MS, HALF_LIFE_DAYS, POSITIVE_FROM, type ReputationTally } from '@rapport/metrics'
import { medianSpreadRanks } from '@rapport/stats'
import { type Database, storableForScores } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { livesOn } from '../lives-on.ts'

/**
 * Sums are of whole numbers of this part of one: sums of fractions would depend on the order in which the rows come. A power of two, so
 * that stars lose nothing.
 */
export const PART = 2 ** -50

/** Which reviews are counted, and up to when. */
export interface TallyRequest {
  /** The moment of the evaluation; what came after it does not count. */
  readonly asOf: Date
  /** Reviews of this moment or later alone. */
  readonly from?: Date | null
  /** A condition on `metric`, of `review_metric`. */
  readonly where?: RawBuilder<unknown>
  /** Medians of the time to the reply, which take as long as all else together. */
  readonly withReplies?: boolean
}

/** What reviews come to that have the same of something. */
export interface GroupTally {
  readonly connection: string
  readonly placeId: string
  readonly tally: ReputationTally
}

type TallyRow = Omit<ReputationTally, 'medianReplyHours' | 'p90ReplyHours'> & {
  /** Both, the median first; null where they were not asked for. */
  readonly replyHours: readonly (number | null)[] | null
}

/** The tally of each place with reviews, in order of connections and places. */
export async function placeTallies(db: Database, request: TallyRequest): Promise<GroupTally[]> {
  const { rows } = await sql<TallyRow & { readonly connection: string; readonly placeId: string }>`
    select metric.connection, metric.place_id as "placeId", ${tallyColumns(request)}
    from review_metric as metric where ${counted(request)}
    group by metric.connection, metric.place_id order by metric.connection, metric.place_id
  `.execute(db)
  return rows.map(({ connection, placeId, ...row }) => ({ connection, placeId, tally: tallyOf(row) }))
}

/** The tally of all reviews that are asked for. */
export async function totalTally(db: Database, request: TallyRequest): Promise<ReputationTally> {
  const { rows } = await sql<TallyRow>`
    select ${tallyColumns(request)} from review_metric as metric where ${counted(request)}
  `.execute(db)
  const [row] = rows
  if (row === undefined) throw new Error('an aggregate without groups has one row')
  return tallyOf(row)
}

/**
 * The hours to the reply from which the variance of their median is told, at the ranks that `medianSpreadRanks` names for so many known
 * delays; null: there are too few of them.
 */
export async function replySpread(
  db: Database,
  request: TallyRequest,
  replyDelays: number,
): Promise<{ readonly low: number; readonly high: number } | null> {
  const ranks = medianSpreadRanks(replyDelays)
  if (ranks === null) return null
  const shares = [ranks.low, ranks.high].map((rank) => (rank - 1) / (replyDelays - 1))
  const { rows } = await sql<{ hours: readonly number[] | null }>`
    select percentile_cont(${shares}::float8[]) within group (order by metric.reply_seconds / 3600) as hours
    from review_metric as metric where ${counted(request)} and ${tallyCounts(request).hasDelay}
  `.execute(db)
  const [low, high] = rows[0]?.hours ?? []
  return low === undefined || high === undefined ? null : { low, high }
}

/** How many reviews are left out as copies of others, of those that would count. */
export async function countCopies(db: Database, request: TallyRequest): Promise<number> {
  const { rows } = await sql<{ copies: number }>`
    select count(*) as copies from review_metric as metric where metric.is_copy and ${inRequest(request)}
  `.execute(db)
  return rows[0]?.copies ?? 0
}

/** The condition for the rows that count. Sources whose terms do not allow scores, since a moment ago, are left out. */
export function counted(request: TallyRequest): RawBuilder<unknown> {
  return sql`not metric.is_copy and ${inRequest(request)}`
}

function inRequest({ asOf, from = null, where = sql`true` }: TallyRequest): RawBuilder<unknown> {
  return sql`metric.created_at <= ${asOf}
    and (${from}::timestamptz is null or metric.created_at >= ${from}) and ${storableForScores('metric.connection')} and (${where})`
}

/** The columns of `ReputationTally`: what `ReputationTallier` counts, with the same constants. */
function tallyColumns(request: TallyRequest): RawBuilder<unknown> {
  const counts = tallyCounts(request)
  const percentiles = sql`percentile_cont(array[0.5, 0.9]) within group (order by metric.reply_seconds / 3600)
    filter (where ${counts.hasDelay})`
  return sql`
    ${counts.n} as n, ${counts.stars} as stars, ${oneUnit(counts.starUnits)} as "starUnits",
    ${oneUnit(counts.weight)} as weight, ${oneUnit(counts.weightedUnits)} as "weightedUnits",
    ${counts.rated} as rated, ${counts.positive} as positive, ${counts.answered} as answered,
    ${counts.last30} as "last30", ${counts.last90} as "last90", ${counts.last365} as "last365",
    ${counts.answeredLast365} as "answeredLast365", ${milliseconds(counts.newestAt)} as "newestAt",
    count(*) filter (where ${counts.hasDelay}) as "replyDelays",
    ${request.withReplies === true ? percentiles : sql`null::float8[]`} as "replyHours"`
}

/** A sum of parts as units. */
export const oneUnit = (parts: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(${parts})::float8 * ${sql.lit(PART)}::float8`

/** Ms since 1970. */
export const milliseconds = (moment: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`round(date_part('epoch', ${moment}) * 1000)`

/** What is counted of `review_metric as metric`; sums are numbers of parts, which add up whatever their order. */
export function tallyCounts({ asOf }: Pick<TallyRequest, 'asOf'>) {
  const since = (days: number) => sql`metric.created_at > ${new Date(asOf.getTime() - days * DAY_MS)}`
  const hasStars = sql`metric.unit is not null and not metric.is_yes_no`
  // A reply of later was not there yet.
  const answered = sql`metric.is_answered and (metric.replied_at is null or metric.replied_at <= ${asOf})`
  const age = sql`date_part('epoch', ${asOf}::timestamptz - metric.created_at)`
  // Of older ones nothing is left, and a smaller number would be an error.
  const weight = sql`power(0.5::float8, least(${age} / ${sql.lit((HALF_LIFE_DAYS * DAY_MS) / 1_000)}::float8, 1000))`
  const sum = (value: RawBuilder<unknown>) =>
    sql`coalesce(sum((${value} * ${sql.lit(1 / PART)}::float8)::bigint) filter (where ${hasStars}), 0)`
  return {
    n: sql`count(*)`,
    stars: sql`count(*) filter (where ${hasStars})`,
    starUnits: sum(sql`metric.unit`),
    weight: sum(weight),
    weightedUnits: sum(sql`${weight} * metric.unit`),
    rated: sql`count(metric.unit)`,
    positive: sql`count(*) filter (where metric.unit >= ${sql.lit(POSITIVE_FROM)})`,
    answered: sql`count(*) filter (where ${answered})`,
    last30: sql`count(*) filter (where ${since(30)})`,
    last90: sql`count(*) filter (where ${since(90)})`,
    last365: sql`count(*) filter (where ${since(365)})`,
    answeredLast365: sql`count(*) filter (where ${since(365)} and ${answered})`,
    newestAt: sql`max(metric.created_at)`,
    hasDelay: sql`${answered} and metric.reply_seconds is not null`,
  }
}

function tallyOf({ replyHours, ...counts }: TallyRow): ReputationTally {
  const [median = null, p90 = null] = replyHours ?? []
  return { ...counts, medianReplyHours: median, p90ReplyHours: p90 }
}

/** What the places of several groups come to together; medians are unknown then. */
export function sumOfTallies(tallies: readonly ReputationTally[]): ReputationTally {
  const [first, ...others] = tallies
  if (first === undefined) return NO_REVIEWS
  return others.reduce(
    (sum, tally) => ({
      n: sum.n + tally.n,
      stars: sum.stars + tally.stars,
      starUnits: sum.starUnits + tally.starUnits,
      weight: sum.weight + tally.weight,
      weightedUnits: sum.weightedUnits + tally.weightedUnits,
      rated: sum.rated + tally.rated,
      positive: sum.positive + tally.positive,
      answered: sum.answered + tally.answered,
      last30: sum.last30 + tally.last30,
      last90: sum.last90 + tally.last90,
      last365: sum.last365 + tally.last365,
      answeredLast365: sum.answeredLast365 + tally.answeredLast365,
      newestAt: latest(sum.newestAt, tally.newestAt),
      replyDelays: sum.replyDelays + tally.replyDelays,
      medianReplyHours: null,
      p90ReplyHours: null,
    }),
    first,
  )
}

const NO_REVIEWS: ReputationTally = {
  ...{ n: 0, stars: 0, starUnits: 0, weight: 0, weightedUnits: 0, rated: 0, positive: 0, answered: 0 },
  ...{ last30: 0, last90: 0, last365: 0, answeredLast365: 0, newestAt: null },
  ...{ replyDelays: 0, medianReplyHours: null, p90ReplyHours: null },
}

function latest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.max(one, other)
}

/** The customers that places belong to: `connection, place_id, customer_id`. A company that was merged away stands for the one it lives on in. */
export function customersOfPlaces(): RawBuilder<unknown> {
  return sql`
    select place.connection, place.place_id, link.customer_id
    from place_link as place
    left join ${livesOn('company')} as moved
      on moved.connection = place.company_connection and moved.id = place.company_id
    join identity_link as link on link.connection = place.company_connection and link.entity = 'company'
      and link.record_id = coalesce(moved.lives_on, place.company_id)`
}
