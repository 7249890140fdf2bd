import { addBusiness, addReview } from '../../yelp/edits.ts'
import type { YelpState } from '../../yelp/state.ts'
import { PLACES } from './places.ts'
import { writeReviews } from './write-reviews.ts'

/** A business for each place of the brand, with 20 reviews of a year and a half. Always the same. */
export function seedYelpReviewsSmall(state: YelpState): void {
  for (const [index, { title, placeId, character }] of PLACES.entries()) {
    const { id } = addBusiness(state, { name: title, alias: placeId.replace('ChIJ-', '') })
    for (const written of writeReviews({ ...character, reviews: 20, wordless: 0 }, 4_011 + index)) {
      const { name, stars, text, at, reply } = written
      addReview(state, id, {
        rating: stars,
        text: text ?? '',
        createdAt: at,
        userName: name,
        reply: reply?.text ?? null,
      })
    }
  }
}
