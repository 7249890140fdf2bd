import type { z } from '@hono/zod-openapi'
import { formatReference } from '@rapport/model'
import {
  type ListedReview as FoundReview,
  type ReviewChoice,
  readReviews,
  type Workspace,
} from '@rapport/run'
import { sql } from 'kysely'
import { type Keyset, readPage, type SortedRow } from '../http/keyset.ts'
import type { listedReview } from './review-answers.ts'

/** A review as lists have it. */
export type ListedReview = z.output<typeof listedReview>

/** The newest first. */
const keyset: Keyset = {
  ...{ sort: '-createdAt', value: 'text', id: 'text', descending: true },
  by: sql`(review.data->>'createdAt')`,
  idBy: sql`(review.connection || '/' || review.id)`,
}

interface Found {
  /** Where the review itself says none. */
  readonly foundLanguage: string | null
}

const foundLanguage = sql`metric.language as "foundLanguage"`

/** One page of the reviews that are chosen. */
export async function listReviewPage(
  workspace: Workspace,
  choice: ReviewChoice,
  part: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ readonly items: ListedReview[]; readonly next: string | null }> {
  const { rows, next } = await readPage(keyset, part, (stretch) =>
    readReviews<SortedRow & Found>(workspace.store.db, choice, {
      ...stretch,
      columns: sql`${keyset.by} as "sortValue", ${keyset.idBy} as "sortId", ${foundLanguage}`,
    }),
  )
  return { items: rows.map((row) => listed(workspace, row)), next }
}

/** One review; null where there is none that may be read. */
export async function findReview(
  workspace: Workspace,
  review: NonNullable<ReviewChoice['review']>,
): Promise<ListedReview | null> {
  const [row] = await readReviews<Found>(
    workspace.store.db,
    { review },
    {
      orderBy: sql`review.id`,
      limit: 1,
      columns: foundLanguage,
    },
  )
  return row === undefined ? null : listed(workspace, row)
}

function listed(
  { config, connectors }: Workspace,
  { connection, review, placeName, foundLanguage }: FoundReview & Found,
): ListedReview {
  const { id, placeId, rating, scaleMin, scaleMax, title, text, author, createdAt, editedAt } = review
  const connector = connectors.get(config.connections[connection]?.connector ?? '')
  const language = review.language ?? foundLanguage
  return {
    reference: formatReference({ connection, entity: 'review', id }),
    site: connector?.title ?? connection,
    place: formatReference({ connection, entity: 'place', id: placeId }),
    placeName,
    ...{ rating, scaleMin, scaleMax, title, text, author, createdAt, editedAt },
    stars:
      rating === null || scaleMax <= scaleMin ? null : 1 + (4 * (rating - scaleMin)) / (scaleMax - scaleMin),
    language: language === 'und' ? null : language,
    reply: {
      text: review.reply,
      at: review.repliedAt,
      editedAt: review.replyEditedAt,
      state: review.replyState,
      problem: review.replyProblem,
    },
  }
}
