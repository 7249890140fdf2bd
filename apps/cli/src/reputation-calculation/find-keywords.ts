import {
  type FoundKeyword,
  type Keyword,
  plainReviewText,
  ratingUnit,
  sideOf,
  TermCounts,
  TermEvidence,
} from '@rapport/metrics'
import { cellOf } from '../survey-calculation/csv-rows.ts'
import type { PartitionTask } from './partition.ts'
import type { ReadReviews } from './read-reviews.ts'
import type { ReviewNumbers } from './review-blocks.ts'
import { readRowsAt } from './rows-at.ts'

/** Terms that are counted at once, some 35 bytes each. Where more may be frequent, the file is read once more for the rest. */
const TERMS_AT_ONCE = 1_500_000

/** A keyword of a place; its examples are where their rows start in the file. */
export interface PlaceKeyword extends Keyword<number> {
  readonly place: number
}

/** The keywords of all places, in no order. The second pass over the file counts terms, the third finds examples and trends. */
export async function findKeywords(task: PartitionTask, read: ReadReviews): Promise<PlaceKeyword[]> {
  const found: FoundKeyword[] = []
  for (const groups of roundsOf(read)) {
    const counts = new TermCounts(read.bounds, termsOf(read, groups))
    await eachText(task, read, groups, (review) => {
      counts.add(review.group, read.terms, sideOfReview(read, review))
    })
    for (const keyword of counts.keywords()) found.push(keyword)
  }
  if (found.length === 0) return []
  const evidence = new TermEvidence(found, task.asOf)
  const groups = new Set(found.map(({ group }) => group))
  const placeOfGroup: number[] = []
  await eachText(task, read, groups, (review) => {
    placeOfGroup[review.group] = review.place
    evidence.add(review.group, read.terms, {
      side: sideOfReview(read, review),
      createdAt: review.createdAt,
      place: review.offset,
      rank: review.rank,
    })
  })
  return [...evidence.results((group) => read.languages[group] ?? '')].map(([group, keyword]) => ({
    ...keyword,
    place: placeOfGroup[group] ?? 0,
  }))
}

const termsOf = ({ bounds }: ReadReviews, groups: ReadonlySet<number>): number =>
  [...groups].reduce((sum, group) => sum + bounds.frequentTerms(group), 0)

/** The groups of each round: as many as have together no more terms that may be frequent than are counted at once. */
function roundsOf({ languages, bounds }: ReadReviews): Set<number>[] {
  const rounds: Set<number>[] = []
  let terms = Number.POSITIVE_INFINITY
  for (const group of languages.keys()) {
    const own = bounds.frequentTerms(group)
    if (own === 0) continue
    if (terms + own > TERMS_AT_ONCE) {
      rounds.push(new Set())
      terms = 0
    }
    rounds.at(-1)?.add(group)
    terms += own
  }
  return rounds
}

const sideOfReview = (
  { scales }: ReadReviews,
  { rating, scale }: Pick<ReviewNumbers, 'rating' | 'scale'>,
) => {
  const found = scales[scale]
  return sideOf(rating === null || found === undefined ? null : ratingUnit(rating, found))
}

/** Reads the texts of the reviews of some groups that count, and hands over each when its terms are read. */
async function eachText(
  task: PartitionTask,
  { reviews, languages, terms, textColumn }: ReadReviews,
  groups: ReadonlySet<number>,
  visit: (review: ReviewNumbers) => void,
): Promise<void> {
  let number = -1
  const next = (): number | null => {
    for (number += 1; number < reviews.count; number += 1) {
      if (reviews.hasCountedText(number) && groups.has(reviews.groupOf(number)))
        return reviews.offsetOf(number)
    }
    return null
  }
  await readRowsAt(task.path, task.file, {
    next,
    row: (row, bytes) => {
      const review = reviews.at(number)
      terms.read(plainReviewText(cellOf(row, bytes, textColumn)), languages[review.group] ?? '')
      visit(review)
    },
  })
}
