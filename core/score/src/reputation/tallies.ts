import { DAY_MS, HALF_LIFE_DAYS, POSITIVE_FROM, type ReputationTally } from '@rapport/metrics'
import { type Database, storableForScores } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import { livesOn } from '../lives-on.ts'

/**
 * Sums are of whole numbers of this part of one: sums of fractions would depend on the order in which the rows come. A power of two, so
 * that stars lose nothing.
 */
const PART = 2 ** -50

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

interface TallyRow {
  readonly n: number
  readonly stars: number
  readonly starUnits: number
  readonly weight: number
  readonly weightedUnits: number
  readonly rated: number
  readonly positive: number
  readonly answered: number
  readonly last30: number
  readonly last90: number
  readonly last365: number
  readonly answeredLast365: number
  readonly newestAt: number | null
  readonly replyDelays: number
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

/** The condition for the rows that count. Sources whose terms do not allow scores, since a moment ago, are left out. */
export function counted({ asOf, from = null, where = sql`true` }: TallyRequest): RawBuilder<unknown> {
  return sql`not metric.is_copy and metric.created_at <= ${asOf}
    and (${from}::timestamptz is null or metric.created_at >= ${from}) and ${storableForScores('metric.connection')} and (${where})`
}

/** The columns of `ReputationTally`: what `ReputationTallier` counts, with the same constants. */
function tallyColumns({ asOf, withReplies = false }: TallyRequest): RawBuilder<unknown> {
  const since = (days: number) => sql`metric.created_at > ${new Date(asOf.getTime() - days * DAY_MS)}`
  const hasStars = sql`metric.unit is not null and not metric.is_yes_no`
  // A reply of later was not there yet.
  const answered = sql`metric.is_answered and (metric.replied_at is null or metric.replied_at <= ${asOf})`
  const age = sql`date_part('epoch', ${asOf}::timestamptz - metric.created_at)`
  const weight = sql`power(0.5::float8, ${age} / ${sql.lit((HALF_LIFE_DAYS * DAY_MS) / 1_000)}::float8)`
  const sum = (value: RawBuilder<unknown>) =>
    sql`coalesce(sum((${value} * ${sql.lit(1 / PART)}::float8)::bigint) filter (where ${hasStars}), 0)::float8 * ${sql.lit(PART)}::float8`
  const percentiles = sql`percentile_cont(array[0.5, 0.9]) within group (order by metric.reply_seconds / 3600)
    filter (where ${answered} and metric.reply_seconds is not null)`
  return sql`
    count(*) as n,
    count(*) filter (where ${hasStars}) as stars,
    ${sum(sql`metric.unit`)} as "starUnits",
    ${sum(weight)} as weight,
    ${sum(sql`${weight} * metric.unit`)} as "weightedUnits",
    count(metric.unit) as rated,
    count(*) filter (where metric.unit >= ${sql.lit(POSITIVE_FROM)}) as positive,
    count(*) filter (where ${answered}) as answered,
    count(*) filter (where ${since(30)}) as "last30",
    count(*) filter (where ${since(90)}) as "last90",
    count(*) filter (where ${since(365)}) as "last365",
    count(*) filter (where ${since(365)} and ${answered}) as "answeredLast365",
    round(date_part('epoch', max(metric.created_at)) * 1000) as "newestAt",
    count(*) filter (where ${answered} and metric.reply_seconds is not null) as "replyDelays",
    ${withReplies ? percentiles : sql`null::float8[]`} as "replyHours"`
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
