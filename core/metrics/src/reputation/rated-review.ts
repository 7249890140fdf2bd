/** The ends of a rating's scale as the source has it: 1 to 5 stars, 1 to 10 points, 0 to 1 for "recommends" or not. */
export interface RatingScale {
  readonly min: number
  readonly max: number
}

/** A review as reputation sees it. Instants are ms since 1970 in UTC. */
export interface RatedReview {
  /** Raw; null where the review has none. */
  readonly rating: number | null
  readonly scale: RatingScale
  readonly createdAt: number
  /** When its author last changed it; null where that is not known to have happened. */
  readonly editedAt: number | null
  /** Whether a reply is public: one that waits for moderation, or was refused, is none. */
  readonly isAnswered: boolean
  /** When the public reply was first seen; null where none is, or the moment is unknown. */
  readonly repliedAt: number | null
}

/** A rating from 0 at the bad end of its scale to 1 at the good one. */
export const ratingUnit = (rating: number, { min, max }: RatingScale): number => (rating - min) / (max - min)

/** A unit on 1–5, which is how ratings of several scales are shown together. */
export const starsOf = (unit: number): number => 1 + 4 * unit

/** "Recommends" or not. Such an answer is a proportion, and is never turned into stars. */
export const isYesNo = ({ min, max }: RatingScale): boolean => min === 0 && max === 1

/** From this unit on a rating is positive. */
export const POSITIVE_FROM = 0.75

/** Whether a unit is that of a yes, of 4 of 5 stars, or better. */
export const isPositive = (unit: number): boolean => unit >= POSITIVE_FROM

/** Whether a unit is that of a no, of 2 of 5 stars, or worse. */
export const isNegative = (unit: number): boolean => unit <= 0.25

/**
 * Milliseconds from a review to its public reply; null where that is unknown: without a reply, or where the reply is older than the
 * review as it is now, because sites keep one "last changed" time and the review was changed after its reply.
 */
export function replyDelay({ createdAt, editedAt, repliedAt, isAnswered }: RatedReview): number | null {
  if (!isAnswered || repliedAt === null) return null
  return repliedAt < Math.max(createdAt, editedAt ?? createdAt) ? null : repliedAt - createdAt
}
