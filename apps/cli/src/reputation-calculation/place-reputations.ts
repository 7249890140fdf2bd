import {
  byStrength,
  type ExtremeReviews,
  extremeReviews,
  type Keyword,
  NO_RATINGS,
  type Placed,
  type RatedReview,
  type RatingDistribution,
  type Reputation,
  type ReputationPeriod,
  ReputationTallier,
  ratingUnit,
  reputationOf,
  SHOWN_PERIODS,
  TrendTallier,
  withRating,
} from '@rapport/metrics'
import type { PlaceKeyword } from './find-keywords.ts'
import type { ReadReviews } from './read-reviews.ts'
import type { ReviewNumbers } from './review-blocks.ts'

/** A review by where its row starts in the file. */
export interface ShownReview extends Placed {
  readonly offset: number
}

/** All of a place that is told. */
export interface PlaceReputation {
  readonly placeId: string
  readonly reputation: Reputation
  readonly sources: readonly { readonly source: string; readonly reputation: Reputation }[]
  readonly distribution: RatingDistribution
  readonly months: readonly ReputationPeriod[]
  readonly quarters: readonly ReputationPeriod[]
  /** The strongest first. */
  readonly keywords: readonly Keyword<number>[]
  readonly extremes: ExtremeReviews<ShownReview>
}

/** Reviews of one source, place and language that were written at the same moment under different ids: after an edit, some sites give another id. */
export interface PossibleCopies {
  readonly placeId: string
  readonly source: string
  readonly language: string
  readonly createdAt: number
  /** Where their rows start. */
  readonly offsets: readonly number[]
}

/** The figures of each place, in order of their ids. */
export function placeReputations(
  read: ReadReviews,
  keywords: readonly PlaceKeyword[],
  asOf: number,
): PlaceReputation[] {
  const ofPlaces = Map.groupBy(keywords, ({ place }) => place)
  return [...numbersByPlace(read)]
    .map(([place, numbers]) => placeReputation(read, place, numbers, ofPlaces.get(place) ?? [], asOf))
    .sort((one, other) => (one.placeId < other.placeId ? -1 : 1))
}

function placeReputation(
  read: ReadReviews,
  place: number,
  numbers: Uint32Array,
  keywords: readonly PlaceKeyword[],
  asOf: number,
): PlaceReputation {
  const all = new ReputationTallier(asOf)
  const sources = new Map<string, ReputationTallier>()
  const [months, quarters] = [new TrendTallier('month', asOf), new TrendTallier('quarter', asOf)]
  const shown: (ShownReview & { readonly rank: number })[] = []
  let distribution = NO_RATINGS
  for (const number of numbers) {
    const numbersOfIt = read.reviews.at(number)
    const review = ratedReview(read, numbersOfIt)
    const source = read.sources[numbersOfIt.source] ?? ''
    const ofSource = sources.get(source) ?? new ReputationTallier(asOf)
    sources.set(source, ofSource)
    for (const tallier of [all, ofSource, months, quarters]) tallier.add(review)
    distribution = withRating(distribution, review)
    if (!numbersOfIt.hasText) continue
    const { createdAt, offset, rank } = numbersOfIt
    const unit = review.rating === null ? null : ratingUnit(review.rating, review.scale)
    shown.push({ unit, createdAt, offset, rank })
  }
  return {
    placeId: read.places[place] ?? '',
    reputation: reputationOf(all.tally(), asOf),
    sources: [...sources]
      .map(([source, tallier]) => ({ source, reputation: reputationOf(tallier.tally(), asOf) }))
      .sort((one, other) => (one.source < other.source ? -1 : 1)),
    distribution,
    months: months.trend(SHOWN_PERIODS.month),
    quarters: quarters.trend(SHOWN_PERIODS.quarter),
    keywords: keywords.map(({ place: _, ...keyword }) => keyword).sort(byStrength),
    // In an order that is not that of the file, which decides nothing.
    extremes: extremeReviews(shown.sort((one, other) => one.rank - other.rank)),
  }
}

const ratedReview = (
  { scales }: ReadReviews,
  { rating, scale, createdAt, repliedAt }: ReviewNumbers,
): RatedReview => ({
  rating,
  scale: scales[scale] ?? { min: 1, max: 5 },
  createdAt,
  editedAt: null,
  isAnswered: repliedAt !== null,
  repliedAt,
})

/** The reviews of each place that count. */
function* numbersByPlace({ reviews, places }: ReadReviews): Generator<readonly [place: number, Uint32Array]> {
  const ends = new Uint32Array(places.length)
  const counted = function* () {
    for (let number = 0; number < reviews.count; number += 1) if (!reviews.isSuperseded(number)) yield number
  }
  for (const number of counted()) {
    const place = reviews.placeOf(number)
    ends[place] = (ends[place] ?? 0) + 1
  }
  for (let place = 1; place < ends.length; place += 1)
    ends[place] = (ends[place] ?? 0) + (ends[place - 1] ?? 0)
  const ordered = new Uint32Array(ends.at(-1) ?? 0)
  const starts = Uint32Array.from(ends, (_, place) => (place === 0 ? 0 : (ends[place - 1] ?? 0)))
  const nexts = starts.slice()
  for (const number of counted()) {
    const place = reviews.placeOf(number)
    const at = nexts[place] ?? 0
    ordered[at] = number
    nexts[place] = at + 1
  }
  for (const place of places.keys()) yield [place, ordered.subarray(starts[place], ends[place])]
}

/**
 * Reviews that may be the same one under two ids. They all count: a file has no authors, and two people may write at one moment.
 * Days without a time of the day say nothing.
 */
export function possibleCopies(read: ReadReviews): PossibleCopies[] {
  const found: PossibleCopies[] = []
  for (const [place, numbers] of numbersByPlace(read)) {
    const timed = [...numbers].map((number) => read.reviews.at(number)).filter(({ isTimed }) => isTimed)
    const together = Map.groupBy(timed, ({ source, group, createdAt }) => `${source} ${group} ${createdAt}`)
    for (const copies of together.values()) {
      const [first] = copies
      if (first === undefined || copies.length < 2) continue
      found.push({
        placeId: read.places[place] ?? '',
        source: read.sources[first.source] ?? '',
        language: read.languages[first.group] ?? '',
        createdAt: first.createdAt,
        offsets: copies.toSorted((one, other) => one.rank - other.rank).map(({ offset }) => offset),
      })
    }
  }
  return found
}
