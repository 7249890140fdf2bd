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

/** Which reviews are meant: all that is named must hold. */
export interface ReviewChoice {
  /** This one alone. */
  readonly review?: ReviewKey
  /** The place they are about. */
  readonly place?: ReviewKey
  readonly brand?: string
  readonly connection?: string
  /** Those without a reply that is public or waits for moderation. */
  readonly isUnanswered?: boolean
  /** Of reviews with stars, those with so many at least and at most, on a scale from one to five; of yes or no, `no` counts as one. */
  readonly minStars?: number
  readonly maxStars?: number
  /** As the review says it is, or its text was found to be; `und`: neither. */
  readonly language?: string
  /** A part of the title, the text or the author's name. */
  readonly text?: string
  /** First and last day, `YYYY-MM-DD`, in UTC. */
  readonly from?: string
  readonly to?: string
}

/** Which reviews are listed. */
export interface ReviewFilter extends ReviewChoice {
  readonly limit: number
}

/** Stored reviews, the newest first. */
export function listReviews(
  db: Database,
  { limit, ...choice }: ReviewFilter,
): Promise<readonly ListedReview[]> {
  const newestFirst = sql`review.data->>'createdAt' desc, review.connection, review.id`
  return readReviews(db, choice, { orderBy: newestFirst, limit })
}

/** Reads chosen reviews in an order by columns of `review`; `columns` are read beside what every review has. */
export async function readReviews<More = unknown>(
  db: Database,
  choice: ReviewChoice,
  {
    where = sql`true`,
    orderBy,
    limit,
    columns,
  }: {
    readonly where?: RawBuilder<boolean>
    readonly orderBy: RawBuilder<unknown>
    readonly limit: number
    /** Each with its name. */
    readonly columns?: RawBuilder<unknown>
  },
): Promise<readonly (ListedReview & More)[]> {
  const { rows } = await sql<ListedReview & More>`
    select readable.connection, readable.data as review, place.data->>'name' as "placeName"${columns === undefined ? sql`` : sql`, ${columns}`}
    from ${chosen(choice)} and ${where} order by ${orderBy} limit ${limit}
  `.execute(db)
  return rows
}

/** How many reviews are chosen. */
export async function countReviews(db: Database, choice: ReviewChoice): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${chosen(choice)}
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** The languages of the reviews that are there, the most frequent first. */
export async function reviewLanguages(db: Database): Promise<string[]> {
  const { rows } = await sql<{ language: string }>`
    select ${languageOfReview} as language from ${chosen({})} group by 1 order by count(*) desc, 1
  `.execute(db)
  return rows.map(({ language }) => language)
}

/** Of a review whose content had to go nothing is known, not even whether it was answered. */
const hasContent = sql`(review.expires_at is null or review.expires_at > now())`

/** Without the region: `pt-BR` is `pt`. A review that says none is of the language that its text was found to be of. */
const languageOfReview = sql`lower(split_part(coalesce(readable.data->>'language', metric.language, 'und'), '-', 1))`

/** The readable reviews that are chosen, with their places. */
const chosen = (choice: ReviewChoice): RawBuilder<unknown> => sql`review
    join readable_review as readable on readable.connection = review.connection and readable.id = review.id
    left join review_metric as metric on metric.connection = review.connection and metric.review_id = review.id
    left join readable_place as place
      on place.connection = review.connection and place.id = readable.data->>'placeId' and place.deleted_at is null
    where ${sql.join([sql`review.deleted_at is null`, hasContent, ...conditions(choice)], sql` and `)}`

function* conditions(choice: ReviewChoice): Iterable<RawBuilder<unknown>> {
  const { review, place, brand, connection, isUnanswered, minStars, maxStars, language, text, from, to } =
    choice
  if (connection !== undefined) yield sql`review.connection = ${connection}`
  if (review !== undefined) yield sql`review.connection = ${review.connection} and review.id = ${review.id}`
  if (place !== undefined)
    yield sql`review.connection = ${place.connection} and readable.data->>'placeId' = ${place.id}`
  if (brand !== undefined) yield sql`place.data->>'brand' = ${brand}`
  if (isUnanswered === true) yield sql`readable.data->>'replyState' in ('none', 'rejected')`
  if (minStars !== undefined) yield sql`${stars} >= ${minStars}::float8`
  if (maxStars !== undefined) yield sql`${stars} <= ${maxStars}::float8`
  if (language !== undefined) yield sql`${languageOfReview} = ${language.toLowerCase()}`
  if (text !== undefined) yield holds(text)
  if (from !== undefined) yield sql`review.data->>'createdAt' >= ${from}`
  // A day that ends is followed by a sign that sorts behind all of its times.
  if (to !== undefined) yield sql`review.data->>'createdAt' < ${`${to}U`}`
}

const member = (name: string) => sql`(readable.data->>${sql.lit(name)})::float8`

/** On a scale from one to five; null without a rating or a scale. */
const stars = sql`(1 + 4 * (${member('rating')} - ${member('scaleMin')}) / nullif(${member('scaleMax')} - ${member('scaleMin')}, 0))`

function holds(text: string): RawBuilder<unknown> {
  const written = sql`lower(concat_ws(' ', readable.data->>'title', readable.data->>'text', readable.data->>'author'))`
  return sql`position(lower(${text}) in ${written}) > 0`
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
