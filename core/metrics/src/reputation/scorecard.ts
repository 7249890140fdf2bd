import { type ExtremeReviews, extremeReviews } from './extreme-reviews.ts'
import type { Keyword } from './keywords/keyword.ts'
import { keywordsOf } from './keywords/keywords-of-reviews.ts'
import { type RatedReview, ratingUnit } from './rated-review.ts'
import { type RatingDistribution, ratingDistribution } from './rating-distribution.ts'
import { type Reputation, reputationOf, SCORE_WEIGHTS, type ScoreWeights } from './reputation.ts'
import { tallyReviews } from './reputation-tally.ts'
import { type ReputationPeriod, reputationTrend } from './reputation-trend.ts'

/** A review with all that a scorecard tells of it. */
export interface ScoredReview extends RatedReview {
  readonly id: string
  /** Without markup and translations: see `plainReviewText`. Empty where there is none. */
  readonly text: string
  /** ISO 639, or `und`: see `languageOf`. */
  readonly language: string
}

/** How a place or brand stands. */
export interface Scorecard extends Reputation, ExtremeReviews<ScoredReview> {
  readonly distribution: RatingDistribution
  readonly months: readonly ReputationPeriod[]
  readonly quarters: readonly ReputationPeriod[]
  /** The examples are ids. */
  readonly keywords: readonly Keyword<string>[]
}

/** Months and quarters of a trend. */
export const SHOWN_PERIODS = { month: 12, quarter: 8 } as const

/**
 * The scorecard of the reviews of a place or brand up to `asOf` (ms since 1970), in any order. Throws a RangeError for weights that
 * are below 0 or all 0.
 */
export function scorecardOf(
  reviews: Iterable<ScoredReview>,
  asOf: number,
  weights: ScoreWeights = SCORE_WEIGHTS,
): Scorecard {
  const known = [...reviews]
    .filter(({ createdAt }) => createdAt <= asOf)
    .map((review) => ({
      ...review,
      unit: review.rating === null ? null : ratingUnit(review.rating, review.scale),
    }))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
  const trend = (name: 'month' | 'quarter') =>
    reputationTrend(known, { name, asOf, most: SHOWN_PERIODS[name] })
  return {
    ...reputationOf(tallyReviews(known, asOf), asOf, weights),
    distribution: ratingDistribution(known),
    months: trend('month'),
    quarters: trend('quarter'),
    keywords: keywordsOf(known, asOf),
    ...extremeReviews(known.filter(({ text }) => text !== '')),
  }
}
