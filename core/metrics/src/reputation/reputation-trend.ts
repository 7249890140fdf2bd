import { CompensatedSum, type ShareInterval, wilsonInterval } from '@rapport/stats'
import { CALENDAR_PERIODS, type CalendarPeriodName } from '../retention/calendar-period.ts'
import { formatLocalDay } from '../value/local-day.ts'
import { isPositive, isYesNo, type RatedReview, ratingUnit, starsOf } from './rated-review.ts'
import { DAY_MS } from './reputation-tally.ts'

export type TrendPeriodName = Extract<CalendarPeriodName, 'month' | 'quarter'>

/** The reviews of one month or quarter. */
export interface ReputationPeriod {
  /** Its first day, `YYYY-MM-DD`. */
  readonly start: string
  /** Whether it has ended by the evaluation. */
  readonly isComplete: boolean
  readonly n: number
  /** Of its reviews with stars, on 1–5; null without one. */
  readonly average: number | null
  /** Null without a rating. */
  readonly sharePositive: ShareInterval | null
}

interface Counted {
  n: number
  stars: number
  rated: number
  positive: number
  readonly units: CompensatedSum
}

/**
 * Counts reviews by month or quarter, one after the other, in any order. Days are those of UTC; for those of a zone, all moments are given
 * by its clock.
 */
export class TrendTallier {
  readonly #periods = new Map<number, Counted>()
  readonly #period
  readonly #asOf: number

  /** @param asOf the moment of the evaluation, in ms since 1970; what came after it does not count */
  constructor(name: TrendPeriodName, asOf: number) {
    this.#period = CALENDAR_PERIODS[name]
    this.#asOf = asOf
  }

  add({ rating, scale, createdAt }: Pick<RatedReview, 'rating' | 'scale' | 'createdAt'>): void {
    if (createdAt > this.#asOf) return
    const number = this.#period.numberOf(Math.floor(createdAt / DAY_MS))
    const counted = this.#periods.get(number) ?? newPeriod()
    this.#periods.set(number, counted)
    counted.n += 1
    if (rating === null) return
    const unit = ratingUnit(rating, scale)
    counted.rated += 1
    if (isPositive(unit)) counted.positive += 1
    if (isYesNo(scale)) return
    counted.stars += 1
    counted.units.add(unit)
  }

  /** The last `most` periods up to that of the evaluation, from the first review on, those without reviews too. */
  trend(most: number): ReputationPeriod[] {
    const last = this.#period.numberOf(Math.floor(this.#asOf / DAY_MS))
    const first = Math.max(
      last - most + 1,
      [...this.#periods.keys()].reduce((one, other) => Math.min(one, other), Infinity),
    )
    const numbers = Number.isFinite(first)
      ? Array.from({ length: last - first + 1 }, (_, index) => first + index)
      : []
    return numbers.map((number) => this.#figures(number, this.#periods.get(number) ?? newPeriod()))
  }

  #figures(number: number, { n, stars, rated, positive, units }: Counted): ReputationPeriod {
    return {
      start: formatLocalDay(this.#period.firstDay(number)),
      // The evaluation may be the last moment of a day.
      isComplete: this.#period.firstDay(number + 1) * DAY_MS <= this.#asOf + 1,
      n,
      average: stars === 0 ? null : starsOf(units.value / stars),
      sharePositive: wilsonInterval(positive, rated),
    }
  }
}

const newPeriod = (): Counted => ({ n: 0, stars: 0, rated: 0, positive: 0, units: new CompensatedSum() })

/** The last `most` months or quarters of reviews, in any order. */
export function reputationTrend(
  reviews: Iterable<Pick<RatedReview, 'rating' | 'scale' | 'createdAt'>>,
  { name, asOf, most }: { readonly name: TrendPeriodName; readonly asOf: number; readonly most: number },
): ReputationPeriod[] {
  const tallier = new TrendTallier(name, asOf)
  for (const review of reviews) tallier.add(review)
  return tallier.trend(most)
}
