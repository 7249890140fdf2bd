import { type ExtremeReviews, extremeReviews, plainReviewText, SHOWN_REVIEWS } from '@rapport/metrics'
import { formatReference } from '@rapport/model'
import { counted, type TallyRequest } from '@rapport/score'
import type { Database } from '@rapport/store'
import { sql } from 'kysely'

/** A review as an example. */
export interface ReviewText {
  /** `google/review:1`. */
  readonly review: string
  /** As it was given; null without one. */
  readonly rating: number | null
  /** ISO 8601. */
  readonly createdAt: string
  /** Without markup and translations. */
  readonly text: string
}

interface Row {
  readonly connection: string
  readonly id: string
  readonly unit: number
  readonly rating: number | null
  readonly createdAt: Date
  readonly text: string
}

/** The best and the worst of the reviews that are asked for, of those with a text. */
export async function extremeTexts(db: Database, request: TallyRequest): Promise<ExtremeReviews<ReviewText>> {
  const end = (order: 'asc' | 'desc') => sql`(
    select metric.connection, metric.review_id, metric.unit, metric.created_at
    from review_metric as metric
    where ${counted(request)} and metric.has_text and metric.unit is not null
    order by metric.unit ${sql.raw(order)}, metric.created_at desc, metric.review_id limit ${SHOWN_REVIEWS}
  )`
  const { rows } = await sql<Row>`
    select shown.connection, shown.review_id as id, shown.unit, (review.data->>'rating')::float8 as rating,
      shown.created_at as "createdAt", review.data->>'text' as text
    from (select * from ${end('desc')} as best union select * from ${end('asc')} as worst) as shown
    join review on review.connection = shown.connection and review.id = shown.review_id and review.expires_at is null
    order by shown.review_id
  `.execute(db)
  const { best, worst } = extremeReviews(rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() })))
  return { best: best.map(textOf), worst: worst.map(textOf) }
}

const textOf = ({
  connection,
  id,
  rating,
  createdAt,
  text,
}: Omit<Row, 'createdAt'> & { readonly createdAt: number }): ReviewText => ({
  review: formatReference({ connection, entity: 'review', id }),
  rating,
  createdAt: new Date(createdAt).toISOString(),
  text: plainReviewText(text),
})
