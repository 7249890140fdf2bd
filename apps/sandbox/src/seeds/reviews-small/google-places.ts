import { addPlace, addReview } from '../../google-places/edits.ts'
import type { GooglePlacesState } from '../../google-places/state.ts'
import { PLACES } from './places.ts'
import { writeReviews } from './write-reviews.ts'

/** The places of the brand by the ids that Google Business Profile tells of them, with 20 reviews each. Always the same. */
export function seedGooglePlacesReviewsSmall(state: GooglePlacesState): void {
  for (const [index, { title, placeId, character }] of PLACES.entries()) {
    addPlace(state, title, placeId)
    for (const written of writeReviews({ ...character, reviews: 20 }, 5_011 + index)) {
      const { name, language, stars, text, at, chance } = written
      const uri = `https://www.google.com/maps/contrib/${state.nextNumber()}`
      addReview(state, placeId, {
        rating: stars,
        originalText: text === null ? null : { text, languageCode: language },
        publishTime: at,
        author: { displayName: name, uri, photoUri: `${uri}/photo.jpg` },
        relevance: text === null ? chance / 10 : chance,
      })
    }
  }
}
