import type { Reply } from '@rapport/connector'
import { entities } from '@rapport/model'
import { type Database, recordText, upsertRecordTexts } from '@rapport/store'
import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { ReviewKey } from './reply-records.ts'

/** A review as it is stored; without its content where the terms of its site let that be kept no longer. */
export type StoredReview = z.output<typeof entities.review>

/** A review that is listed. */
export interface ListedReview {
  readonly connection: string
  readonly review: StoredReview
  /** The name of its place; null where none is known. */
  readonly placeName: string | null
}

/** Which reviews are listed. */
export interface ReviewFilter {
  /** The place they are about. */
  readonly place?: ReviewKey
  readonly brand?: string
  readonly connection?: string
  /** Those without a reply that is public or waits for moderation. */
  readonly isUnanswered?: boolean
  /** Of reviews with stars, those with so many at most, on a scale from one to five; of yes or no, `no` counts as one. */
  readonly maxStars?: number
  /** First and last day, `YYYY-MM-DD`, in UTC. */
  readonly from?: string
  readonly to?: string
  readonly limit: number
}

/** Stored reviews, the newest first. */
export async function listReviews(db: Database, filter: ReviewFilter): Promise<readonly ListedReview[]> {
  const { rows } = await sql<ListedReview>`
    select readable.connection, readable.data as review, place.data->>'name' as "placeName"
    from review
    join readable_review as readable on readable.connection = review.connection and readable.id = review.id
    left join readable_place as place
      on place.connection = review.connection and place.id = readable.data->>'placeId' and place.deleted_at is null
    where ${sql.join([sql`review.deleted_at is null`, hasContent, ...conditions(filter)], sql` and `)}
    order by review.data->>'createdAt' desc, review.connection, review.id
    limit ${filter.limit}
  `.execute(db)
  return rows
}

/** Of a review whose content had to go nothing is known, not even whether it was answered. */
const hasContent = sql`(review.expires_at is null or review.expires_at > now())`

function* conditions(filter: ReviewFilter): Iterable<RawBuilder<unknown>> {
  const { place, brand, connection, isUnanswered, maxStars, from, to } = filter
  if (connection !== undefined) yield sql`review.connection = ${connection}`
  if (place !== undefined)
    yield sql`review.connection = ${place.connection} and readable.data->>'placeId' = ${place.id}`
  if (brand !== undefined) yield sql`place.data->>'brand' = ${brand}`
  if (isUnanswered === true) yield sql`readable.data->>'replyState' in ('none', 'rejected')`
  if (maxStars !== undefined) {
    yield sql`(readable.data->>'scaleMax')::float8 > (readable.data->>'scaleMin')::float8
      and 1 + 4 * ((readable.data->>'rating')::float8 - (readable.data->>'scaleMin')::float8)
        / ((readable.data->>'scaleMax')::float8 - (readable.data->>'scaleMin')::float8) <= ${maxStars}::float8`
  }
  if (from !== undefined) yield sql`review.data->>'createdAt' >= ${from}`
  // A day that ends is followed by a sign that sorts behind all of its times.
  if (to !== undefined) yield sql`review.data->>'createdAt' < ${`${to}U`}`
}

/** A review as it is stored; null where there is none, or its site deleted it. */
export async function storedReview(
  db: Database,
  { connection, id }: ReviewKey,
): Promise<StoredReview | null> {
  const row = await db
    .selectFrom('readable_review')
    .select('data')
    .where('connection', '=', connection)
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : entities.review.parse(row.data)
}

/** Gives a stored review the reply that it has at its site, so that it counts before the site is read the next time. */
export async function noteReply(db: Database, { connection, id }: ReviewKey, now: Reply): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('review')
      .select([
        'data',
        'raw',
        sql<number | null>`extract(epoch from expires_at - clock_timestamp())::float8 * 1000`.as('keptForMs'),
      ])
      .where('connection', '=', connection)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined || (row.keptForMs !== null && row.keptForMs <= 0)) return
    const record = {
      ...entities.review.parse(row.data),
      reply: now.text,
      repliedAt: now.at,
      replyEditedAt: now.editedAt,
      replyState: now.state,
      replyProblem: now.problem,
    }
    await upsertRecordTexts(
      transaction,
      connection,
      'review',
      [recordText({ record, raw: row.raw })],
      row.keptForMs,
    )
  })
}
