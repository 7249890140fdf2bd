import {
  type Keyword,
  keywordsInPasses,
  plainReviewText,
  type ReadText,
  ratingUnit,
  sideOf,
} from '@rapport/metrics'
import { cellOf } from '../survey-calculation/csv-rows.ts'
import type { PartitionTask } from './partition.ts'
import type { ReadReviews } from './read-reviews.ts'
import type { ReviewNumbers } from './review-blocks.ts'
import { readRowsAt } from './rows-at.ts'

/** A keyword of a place; its examples are where their rows start in the file. */
export interface PlaceKeyword extends Keyword<number> {
  readonly place: number
}

/** The keywords of all places, in no order: the file is read twice more, for the texts of reviews that count. */
export async function findKeywords(task: PartitionTask, read: ReadReviews): Promise<PlaceKeyword[]> {
  const placeOfGroup: number[] = []
  const texts = {
    ...read,
    each: (groups: ReadonlySet<number>, visit: (text: ReadText) => void) =>
      eachText(task, read, groups, (review) => {
        placeOfGroup[review.group] = review.place
        const { group, createdAt, offset, rank } = review
        visit({ group, side: sideOfReview(read, review), createdAt, place: offset, rank })
      }),
  }
  const found = await keywordsInPasses(texts, task.asOf)
  return found.map(([group, keyword]) => ({ ...keyword, place: placeOfGroup[group] ?? 0 }))
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
