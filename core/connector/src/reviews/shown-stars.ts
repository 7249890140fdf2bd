import { z } from 'zod'
import type { ShownAggregate } from './review-site.ts'

const stars = z.number().min(1).max(5).nullable().catch(null)
const count = z.int().nonnegative().nullable().catch(null)

/**
 * The rating from 1 to 5 stars that a site shows of a place, and from how many ratings it is; null where it shows neither. What is no
 * such number is not known: sites show nought stars for none.
 */
export function shownStars(given: {
  readonly rating: unknown
  readonly count: unknown
}): ShownAggregate | null {
  const shown = {
    rating: stars.parse(given.rating),
    scaleMin: 1,
    scaleMax: 5,
    count: count.parse(given.count),
  }
  return shown.rating === null && shown.count === null ? null : shown
}
