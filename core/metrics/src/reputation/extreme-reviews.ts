/** What tells a good review from a bad one. */
export interface Placed {
  readonly unit: number | null
  readonly createdAt: number
}

/** Reviews that are shown of each end. */
export const SHOWN_REVIEWS = 3

/** The best and the worst reviews, the newest first among equals. No review is among both. */
export interface ExtremeReviews<Review> {
  readonly best: readonly Review[]
  readonly worst: readonly Review[]
}

/** Of reviews with a text, in any order; of two written at one moment with equal ratings the first given stays. */
export function extremeReviews<Review extends Placed>(reviews: Iterable<Review>): ExtremeReviews<Review> {
  const best: Review[] = []
  const worst: Review[] = []
  for (const review of reviews) {
    if (review.unit === null) continue
    if (review.unit >= 0.5) insert(best, review, 1)
    else insert(worst, review, -1)
  }
  return { best, worst }
}

/** Puts a review in its place among the shown ones; `sign` is -1 where low ratings come first. */
function insert<Review extends Placed>(shown: Review[], review: Review, sign: 1 | -1): void {
  const isAfter = (other: Review): boolean => {
    const difference = sign * ((review.unit ?? 0) - (other.unit ?? 0))
    return difference < 0 || (difference === 0 && review.createdAt <= other.createdAt)
  }
  const at = shown.findLastIndex(isAfter) + 1
  if (at === SHOWN_REVIEWS) return
  shown.splice(at, 0, review)
  if (shown.length > SHOWN_REVIEWS) shown.pop()
}
