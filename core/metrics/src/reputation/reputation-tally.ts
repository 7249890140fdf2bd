import { CompensatedSum, sortedQuantile } from '@rapport/stats'
import { isPositive, isYesNo, type RatedReview, ratingUnit, replyDelay } from './rated-review.ts'

export const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

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

/** Counts reviews one after the other, in any order; memory grows with the known delays of replies alone, 8 bytes each. */
export class ReputationTallier {
  readonly #asOf: number
  readonly #ageFrom: AgeFrom
  readonly #sums = {
    starUnits: new CompensatedSum(),
    weight: new CompensatedSum(),
    weightedUnits: new CompensatedSum(),
  }
  readonly #counts = {
    n: 0,
    stars: 0,
    rated: 0,
    positive: 0,
    answered: 0,
    last30: 0,
    last90: 0,
    last365: 0,
    answeredLast365: 0,
  }
  readonly #replyHours: number[] = []
  #newestAt = -Infinity

  /** @param asOf the moment of the evaluation, in ms since 1970; what came after it does not count */
  constructor(asOf: number, ageFrom: AgeFrom = 'as-of') {
    this.#asOf = asOf
    this.#ageFrom = ageFrom
  }

  add(review: RatedReview): void {
    const { rating, scale, createdAt } = review
    const age = this.#asOf - createdAt
    if (age < 0) return
    const counts = this.#counts
    counts.n += 1
    this.#newestAt = Math.max(this.#newestAt, createdAt)
    if (age < 30 * DAY_MS) counts.last30 += 1
    if (age < 90 * DAY_MS) counts.last90 += 1
    const isOfLastYear = age < 365 * DAY_MS
    if (isOfLastYear) counts.last365 += 1
    if (isAnsweredAt(review, this.#asOf)) {
      counts.answered += 1
      if (isOfLastYear) counts.answeredLast365 += 1
      const delay = replyDelay(review)
      if (delay !== null) this.#replyHours.push(delay / HOUR_MS)
    }
    if (rating === null) return
    const unit = ratingUnit(rating, scale)
    counts.rated += 1
    if (isPositive(unit)) counts.positive += 1
    if (isYesNo(scale)) return
    const weight = ageWeight(age)
    counts.stars += 1
    this.#sums.starUnits.add(unit)
    this.#sums.weight.add(weight)
    this.#sums.weightedUnits.add(weight * unit)
  }

  /** What was counted so far. */
  tally(): ReputationTally {
    const hours = Float64Array.from(this.#replyHours).sort()
    const newestAt = this.#counts.n === 0 ? null : this.#newestAt
    // A weight from the newest review on is that from the evaluation on, times a constant.
    const rejuvenated =
      this.#ageFrom === 'as-of' || newestAt === null ? 1 : 1 / ageWeight(this.#asOf - newestAt)
    return {
      ...this.#counts,
      starUnits: this.#sums.starUnits.value,
      weight: rejuvenated * this.#sums.weight.value,
      weightedUnits: rejuvenated * this.#sums.weightedUnits.value,
      newestAt,
      replyDelays: hours.length,
      medianReplyHours: sortedQuantile(hours, 0.5),
      p90ReplyHours: sortedQuantile(hours, 0.9),
    }
  }
}

/** A reply of later was not there yet. */
const isAnsweredAt = ({ isAnswered, repliedAt }: RatedReview, asOf: number): boolean =>
  isAnswered && (repliedAt === null || repliedAt <= asOf)

/** Counts the reviews up to `asOf` (ms since 1970), in any order. */
export function tallyReviews(
  reviews: Iterable<RatedReview>,
  asOf: number,
  ageFrom: AgeFrom = 'as-of',
): ReputationTally {
  const tallier = new ReputationTallier(asOf, ageFrom)
  for (const review of reviews) tallier.add(review)
  return tallier.tally()
}
