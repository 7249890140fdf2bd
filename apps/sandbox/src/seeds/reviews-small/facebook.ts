import { addComment, addPage, addRecommendation } from '../../facebook/edits.ts'
import type { FacebookState } from '../../facebook/state.ts'
import { PLACES } from './places.ts'
import { writeReviews } from './write-reviews.ts'

/** A page for each place of the brand, with 25 recommendations of a year and a half. Always the same. */
export function seedFacebookReviewsSmall(state: FacebookState): void {
  for (const [index, { title, addressLines, locality, character }] of PLACES.entries()) {
    const page = addPage(state, {
      name: title,
      website: 'https://www.northlight.example.com/',
      address: [...addressLines, locality].join(', '),
    })
    for (const written of writeReviews({ ...character, reviews: 25 }, 3_011 + index)) {
      const { name, stars, text, at, reply, chance } = written
      // Of those with three stars some recommend the place.
      const isPositive = stars > 3 || (stars === 3 && chance < 0.5)
      const { id } = addRecommendation(state, page.id, {
        type: isPositive ? 'positive' : 'negative',
        text,
        createdAt: at,
        reviewer: { id: `9${state.nextId()}`, name },
      })
      if (reply !== null) addComment(state, id, reply.text)
    }
  }
}
