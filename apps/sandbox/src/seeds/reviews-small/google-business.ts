import { addAccount, addLocation, addReview } from '../../google-business/edits.ts'
import type { GoogleBusinessState } from '../../google-business/state.ts'
import { PLACES } from './places.ts'
import { type WrittenReview, writeReviews } from './write-reviews.ts'

const WORDS = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE']

/** Five places of one brand with 320 reviews of a year and a half, in seven languages. Always the same. */
export function seedGoogleReviewsSmall(state: GoogleBusinessState): void {
  addAccount(state, { accountName: 'Owner', type: 'PERSONAL' })
  const group = addAccount(state, { accountName: 'Northlight Coffee', type: 'LOCATION_GROUP' })
  for (const [index, { character, ...place }] of PLACES.entries()) {
    const location = addLocation(state, {
      ...place,
      accounts: [group.name],
      websiteUri: 'https://www.northlight.example.com/',
    })
    for (const written of writeReviews(character, 1_011 + index)) seedReview(state, location.name, written)
  }
}

function seedReview(state: GoogleBusinessState, location: string, written: WrittenReview): void {
  const { name, language, stars, text, at, reply, chance } = written
  // Google shows some reviews with its own translation.
  const isTranslated = language !== 'en' && text !== null && chance < 0.2
  addReview(state, location, {
    displayName: name,
    isAnonymous: chance > 0.97,
    starRating: WORDS[stars - 1] ?? 'STAR_RATING_UNSPECIFIED',
    comment: text,
    translation: isTranslated
      ? stars >= 4
        ? 'Very good coffee and kind staff.'
        : 'Not good this time.'
      : null,
    createTime: at,
    reply: reply === null ? null : { comment: reply.text, updateTime: reply.at },
  })
}
