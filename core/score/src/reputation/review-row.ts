import { isYesNo, ratingUnit, replyDelay } from '@rapport/metrics'
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
  /** Whether it was seen to wait for approval before it became public. */
  readonly replyWasPending: boolean
  readonly hasText: boolean
  readonly language: string | null
  /** The text of a review that does not say its language. */
  readonly textAlone: string | null
  /** Stands for the author and the moment; null where the author is not known. */
  readonly copyKey: string | null
}

const MS_PER_SECOND = 1_000

/** No review site is older; an empty date of some systems is of the year 1. */
const FIRST_REVIEW = Date.UTC(1990, 0, 1)
/** Clocks and zones differ. */
const DAY_MS = 86_400_000

/** Why a review cannot be counted, and whether it can be with time alone. */
export interface ReviewProblem {
  readonly reason: string
  readonly isToCome: boolean
}

/**
 * Why a review cannot be counted; null: it can.
 * @param now ms since 1970
 */
export function reviewProblem(review: StoredReview, now: number): ReviewProblem | null {
  const { rating, scaleMin, scaleMax, createdAt } = review
  const never = (reason: string): ReviewProblem => ({ reason, isToCome: false })
  if (!(scaleMin < scaleMax)) {
    return never(
      `its scale from ${scaleMin} to ${scaleMax} has its ends in the wrong order: it counts once its source gives them right`,
    )
  }
  if (rating !== null && !(rating >= scaleMin && rating <= scaleMax)) {
    return never(
      `its rating ${rating} is not on its scale from ${scaleMin} to ${scaleMax}: it counts once its source gives one that is`,
    )
  }
  const written = `its time ${new Date(createdAt).toISOString()}`
  if (createdAt < FIRST_REVIEW)
    return never(`${written} is before 1990: it counts once its source gives the right one`)
  if (createdAt > now + DAY_MS)
    return { reason: `${written} is still to come: it counts from then on`, isToCome: true }
  return null
}

/**
 * What is kept of a review to tell reputation from: a row of `review_metric`.
 * @param language ISO 639, or `und`
 */
export function reviewRow(connection: string, review: StoredReview, language: string): MetricRow {
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
    language,
  }
}

/**
 * When the reply became public: as the site says, or when it was first seen, where that is earlier: many sites tell only its last
 * change. A reply that came with its review tells nothing, as both may be of long ago. Of one that was seen to wait for approval the site
 * may tell when it was written: it became public when it was first seen approved.
 */
function replyMoment({ repliedAt, replySeenAt, firstSeenAt, replyWasPending }: StoredReview): number | null {
  const seenToCome = replySeenAt !== null && replySeenAt > firstSeenAt ? replySeenAt : null
  if (replyWasPending) return seenToCome
  return earliest(repliedAt, seenToCome)
}

function earliest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}
