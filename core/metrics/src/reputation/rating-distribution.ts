import { isYesNo, type RatedReview, ratingUnit, starsOf } from './rated-review.ts'

/** How many reviews were given how many stars. Points of another scale stand with the stars that are nearest on it. */
export interface RatingDistribution {
  /** One star, two, …, five. */
  readonly stars: readonly [number, number, number, number, number]
  /** Where the source asks for yes or no alone. */
  readonly yes: number
  readonly no: number
  readonly unrated: number
}

/** Adds a review to a distribution. */
export function withRating(
  { stars, yes, no, unrated }: RatingDistribution,
  { rating, scale }: Pick<RatedReview, 'rating' | 'scale'>,
): RatingDistribution {
  if (rating === null) return { stars, yes, no, unrated: unrated + 1 }
  const unit = ratingUnit(rating, scale)
  if (isYesNo(scale))
    return { stars, yes: yes + (unit >= 0.5 ? 1 : 0), no: no + (unit >= 0.5 ? 0 : 1), unrated }
  const [one, two, three, four, five] = stars
  const nearest = Math.round(starsOf(unit))
  return {
    stars: [
      one + (nearest === 1 ? 1 : 0),
      two + (nearest === 2 ? 1 : 0),
      three + (nearest === 3 ? 1 : 0),
      four + (nearest === 4 ? 1 : 0),
      five + (nearest === 5 ? 1 : 0),
    ],
    yes,
    no,
    unrated,
  }
}

export const NO_RATINGS: RatingDistribution = { stars: [0, 0, 0, 0, 0], yes: 0, no: 0, unrated: 0 }

/** The distribution of reviews, in any order. */
export const ratingDistribution = (
  reviews: Iterable<Pick<RatedReview, 'rating' | 'scale'>>,
): RatingDistribution => [...reviews].reduce(withRating, NO_RATINGS)
