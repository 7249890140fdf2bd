import { CompensatedSum, quantile } from '@rapport/stats'
import { isPositive, isYesNo, type RatedReview, ratingUnit, replyDelay } from './rated-review.ts'

export const DAY_MS = 86_400_000

/** Half of a review's weight is gone after so many days (Trustpilot's span is not published; an imitator says six months). */
export const HALF_LIFE_DAYS = 182.5

/** What is counted of the reviews of a place or brand up to a moment; every figure follows from it. */
export interface ReputationTally {
  /** All reviews, those without a rating too. */
  readonly n: number
  /** Reviews with stars or points, the sum of their units, and both weighed by age. */
  readonly stars: number
  readonly starUnits: number
  readonly weight: number
  readonly weightedUnits: number
  /** Reviews with a rating, yes or no included, and those of them that are positive. */
  readonly rated: number
  readonly positive: number
  readonly answered: number
  /** Reviews of the last 30, 90 and 365 days, and those of the last 365 that have a public reply. */
  readonly last30: number
  readonly last90: number
  readonly last365: number
  readonly answeredLast365: number
  /** Ms since 1970; null without reviews. */
  readonly newestAt: number | null
  /** Of replies whose delay is known, in hours; null without one. */
  readonly replyDelays: number
  readonly medianReplyHours: number | null
  readonly p90ReplyHours: number | null
}

/** From when a review's age counts: the moment of the evaluation, or the newest review, as TrustScore imitations do. */
export type AgeFrom = 'as-of' | 'newest'

/** Weight of a review of that age: 0.5^(age ÷ 182.5 days). */
export const ageWeight = (ageMs: number): number => 0.5 ** (ageMs / (HALF_LIFE_DAYS * DAY_MS))

/** Counts the reviews up to `asOf` (ms since 1970), in any order. */
export function tallyReviews(
  reviews: Iterable<RatedReview>,
  asOf: number,
  ageFrom: AgeFrom = 'as-of',
): ReputationTally {
  const known = [...reviews].filter(({ createdAt }) => createdAt <= asOf)
  const newestAt =
    known.length === 0
      ? null
      : known.reduce((newest, { createdAt }) => Math.max(newest, createdAt), -Infinity)
  const youngest = ageFrom === 'as-of' || newestAt === null ? asOf : newestAt
  const sums = {
    starUnits: new CompensatedSum(),
    weight: new CompensatedSum(),
    weightedUnits: new CompensatedSum(),
  }
  let [stars, rated, positive] = [0, 0, 0]
  for (const { rating, scale, createdAt } of known) {
    if (rating === null) continue
    const unit = ratingUnit(rating, scale)
    rated += 1
    if (isPositive(unit)) positive += 1
    if (isYesNo(scale)) continue
    const weight = ageWeight(youngest - createdAt)
    stars += 1
    sums.starUnits.add(unit)
    sums.weight.add(weight)
    sums.weightedUnits.add(weight * unit)
  }
  const within = (days: number) => known.filter(({ createdAt }) => asOf - createdAt < days * DAY_MS)
  const lastYear = within(365)
  const hours = known
    .map(replyDelay)
    .filter((delay) => delay !== null)
    .map((delay) => delay / 3_600_000)
  return {
    n: known.length,
    stars,
    starUnits: sums.starUnits.value,
    weight: sums.weight.value,
    weightedUnits: sums.weightedUnits.value,
    rated,
    positive,
    answered: answeredAmong(known),
    last30: within(30).length,
    last90: within(90).length,
    last365: lastYear.length,
    answeredLast365: answeredAmong(lastYear),
    newestAt,
    replyDelays: hours.length,
    medianReplyHours: quantile(hours, 0.5),
    p90ReplyHours: quantile(hours, 0.9),
  }
}

const answeredAmong = (reviews: readonly RatedReview[]): number =>
  reviews.filter(({ isAnswered }) => isAnswered).length
