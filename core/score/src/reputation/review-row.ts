import { isYesNo, languageOf, ratingUnit, replyDelay, UNKNOWN_LANGUAGE } from '@rapport/metrics'
import type { MetricRow } from '../service/metric-rows.ts'

/** A live review as it is stored, as far as reputation looks at it. Moments are ms since 1970. */
export interface StoredReview {
  readonly id: string
  readonly placeId: string
  readonly rating: number | null
  readonly scaleMin: number
  readonly scaleMax: number
  readonly createdAt: number
  readonly editedAt: number | null
  readonly firstSeenAt: number
  /** Whether a reply is public. */
  readonly isAnswered: boolean
  /** By the site; null where it does not say. */
  readonly repliedAt: number | null
  /** Where the store saw it come. */
  readonly replySeenAt: number | null
  readonly hasText: boolean
  readonly language: string | null
  /** Stands for the author and the moment; null where the author is not known. */
  readonly copyKey: string | null
}

const MS_PER_SECOND = 1_000

/** Why a review cannot be counted; null: it can. */
export function reviewProblem({ rating, scaleMin, scaleMax }: StoredReview): string | null {
  if (!(scaleMin < scaleMax)) {
    return `its scale from ${scaleMin} to ${scaleMax} has its ends in the wrong order: it counts once its source gives them right`
  }
  if (rating === null || (rating >= scaleMin && rating <= scaleMax)) return null
  return `its rating ${rating} is not on its scale from ${scaleMin} to ${scaleMax}: it counts once its source gives one that is`
}

/** What is kept of a review to tell reputation from: a row of `review_metric`. */
export function reviewRow(connection: string, review: StoredReview): MetricRow {
  const scale = { min: review.scaleMin, max: review.scaleMax }
  const { createdAt, isAnswered } = review
  const began = earliest(createdAt, review.firstSeenAt) ?? createdAt
  const repliedAt = isAnswered ? replyMoment(review) : null
  const delay = replyDelay({
    ...{ rating: review.rating, scale, isAnswered, repliedAt, createdAt: began },
    // Of a site that keeps one time of a review, it moves past the moment at which the store saw the review: that is an edit.
    editedAt: Math.max(createdAt, review.editedAt ?? createdAt),
  })
  return {
    connection,
    review_id: review.id,
    place_id: review.placeId,
    created_at: createdAt,
    replied_at: repliedAt,
    unit: review.rating === null ? null : ratingUnit(review.rating, scale),
    reply_seconds: delay === null ? null : delay / MS_PER_SECOND,
    copy_key: review.copyKey,
    is_yes_no: isYesNo(scale),
    is_answered: isAnswered,
    is_copy: false,
    has_text: review.hasText,
    language: languageOf(review.language ?? '') ?? UNKNOWN_LANGUAGE,
  }
}

/**
 * When the reply became public: as the site says, or when it was first seen, where that is earlier: many sites tell only its last
 * change. A reply that came with its review tells nothing, as both may be of long ago.
 */
function replyMoment({ repliedAt, replySeenAt, firstSeenAt }: StoredReview): number | null {
  const seenToCome = replySeenAt !== null && replySeenAt > firstSeenAt ? replySeenAt : null
  return earliest(repliedAt, seenToCome)
}

function earliest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}
