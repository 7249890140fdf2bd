import type { ReputationTally } from '@rapport/metrics'
import { type Database, saveStageState } from '@rapport/store'
import { sql } from 'kysely'
import { counted, type GroupTally, milliseconds, oneUnit, tallyCounts } from './tallies.ts'

/** What is remembered of the last scoring; while nothing is, the database marks no parts. */
export const scoresStage = 'reputation-scores'

/** Length of a part, as the database marks them. */
const PART_SECONDS = 2_592_000

/** A place of a source. */
export interface PlaceKey {
  readonly connection: string
  readonly placeId: string
}

/** All is to be counted anew: until that begins, nothing need be marked, which takes long where most reviews are others. */
export async function countAllNext(transaction: Database): Promise<void> {
  await transaction.deleteFrom('stage_state').where('stage', '=', scoresStage).execute()
}

/** What was written before is stored when this ends, and is counted; what is written later is marked. */
export async function markPartsFromNowOn(db: Database): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`lock table review_metric in share mode`.execute(transaction)
    await saveStageState(transaction, scoresStage, { isUnderWay: true })
  })
}

/** Counts all parts of all places anew. */
export async function countAllParts(transaction: Database, until: Date): Promise<void> {
  await sql`delete from dirty_place`.execute(transaction)
  await sql`delete from place_part`.execute(transaction)
  await sql`
    insert into place_part
    select metric.connection, metric.place_id, part_of(metric.created_at), ${partColumns(until)}
    from review_metric as metric where ${counted({ asOf: until })} group by 1, 2, 3
  `.execute(transaction)
}

/**
 * Counts the parts anew in which reviews changed since. Returns their places. Marks go first: what is marked from then on is not seen.
 */
export async function countChangedParts(transaction: Database, until: Date): Promise<PlaceKey[]> {
  const { rows: changed } = await sql<PlaceKey & { readonly part: number }>`
    delete from dirty_place returning connection, place_id as "placeId", part
  `.execute(transaction)
  if (changed.length === 0) return []
  const parts = sql`json_to_recordset(${JSON.stringify(changed)}::json)
    as changed(connection text, "placeId" text, part integer)`
  await sql`
    delete from place_part as held using ${parts}
    where held.connection = changed.connection and held.place_id = changed."placeId" and held.part = changed.part
  `.execute(transaction)
  // Each part is looked up by itself: joined, the planner would rather read the whole table.
  await sql`
    insert into place_part
    select changed.connection, changed."placeId", changed.part, tally.*
    from ${parts} cross join lateral (
      select ${partColumns(until)} from review_metric as metric
      where metric.connection = changed.connection and metric.place_id = changed."placeId"
        and metric.created_at >= to_timestamp(changed.part::float8 * ${sql.lit(PART_SECONDS)})
        and metric.created_at < to_timestamp((changed.part + 1)::float8 * ${sql.lit(PART_SECONDS)})
        and ${counted({ asOf: until })}
    ) as tally
    where tally.n > 0
  `.execute(transaction)
  return changed
}

/** In the order of the table. */
function partColumns(until: Date) {
  const counts = tallyCounts({ asOf: until })
  return sql`${counts.n} as n, ${counts.stars} as stars, ${counts.starUnits} as star_units, ${counts.weight} as weight,
    ${counts.weightedUnits} as weighted_units, ${counts.rated} as rated, ${counts.positive} as positive,
    ${counts.answered} as answered, ${counts.last30} as last_30, ${counts.last90} as last_90, ${counts.last365} as last_365,
    ${counts.answeredLast365} as answered_last_365, ${counts.newestAt} as newest_at`
}

/** The tallies of places by their parts, without medians; those without reviews are left out. */
export async function talliesOfParts(db: Database, places: readonly PlaceKey[]): Promise<GroupTally[]> {
  const { rows } = await sql<PlaceKey & Omit<ReputationTally, 'replyDelays'>>`
    select part.connection, part.place_id as "placeId", sum(n)::float8 as n, sum(stars)::float8 as stars,
      ${oneUnit(sql`sum(star_units)`)} as "starUnits", ${oneUnit(sql`sum(weight)`)} as weight,
      ${oneUnit(sql`sum(weighted_units)`)} as "weightedUnits", sum(rated)::float8 as rated, sum(positive)::float8 as positive,
      sum(answered)::float8 as answered, sum(last_30)::float8 as "last30", sum(last_90)::float8 as "last90",
      sum(last_365)::float8 as "last365", sum(answered_last_365)::float8 as "answeredLast365",
      ${milliseconds(sql`max(newest_at)`)} as "newestAt"
    from json_to_recordset(${JSON.stringify(places)}::json) as wanted(connection text, "placeId" text)
    join place_part as part on part.connection = wanted.connection and part.place_id = wanted."placeId"
    group by part.connection, part.place_id order by part.connection, part.place_id
  `.execute(db)
  return rows.map(({ connection, placeId, ...tally }) => ({
    connection,
    placeId,
    tally: { ...tally, replyDelays: 0, medianReplyHours: null, p90ReplyHours: null },
  }))
}
