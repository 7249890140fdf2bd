import { addLocation, addReview } from '../../tripadvisor/edits.ts'
import type { TripadvisorState } from '../../tripadvisor/state.ts'
import { PLACES } from './places.ts'
import { writeReviews } from './write-reviews.ts'

/** A location for each place of the brand, with 20 reviews of a year and a half. Always the same. */
export function seedTripadvisorReviewsSmall(state: TripadvisorState): void {
  for (const [index, { title, character }] of PLACES.entries()) {
    const { id } = addLocation(state, title)
    for (const written of writeReviews({ ...character, reviews: 20, wordless: 0 }, 6_011 + index)) {
      const { name, language, stars, at, reply } = written
      const text = written.text ?? ''
      addReview(state, id, {
        language,
        rating: stars,
        title: text.split(/(?<=[.!?。])\s*/u)[0]?.slice(0, 60) ?? '',
        text,
        publishedAt: at,
        username: name,
        ownerResponse: reply === null ? null : { author: title, text: reply.text, publishedAt: reply.at },
      })
    }
  }
}
