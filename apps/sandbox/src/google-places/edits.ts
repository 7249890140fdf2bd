import { z } from 'zod'
import type { GooglePlacesState, Place, Review } from './state.ts'

export function addPlace(
  state: GooglePlacesState,
  displayName = 'A place',
  id = `ChIJ${String(state.nextNumber()).padStart(23, '0')}`,
): Place {
  const place = { id, displayName }
  state.places.set(place.id, place)
  return place
}

export type NewReview = Partial<Omit<Review, 'id' | 'place'>>

/** Somebody writes a review, now unless told otherwise. */
export function addReview(state: GooglePlacesState, place: string, given: NewReview = {}): Review {
  if (!state.places.has(place)) throw new Error(`The sandbox has no place ${place}.`)
  const number = state.nextNumber()
  const contributor = `https://www.google.com/maps/contrib/${number}`
  const review: Review = {
    id: `review${number}`,
    place,
    rating: 5,
    originalText: { text: 'Text', languageCode: 'en' },
    translation: null,
    publishTime: state.now(),
    author: { displayName: 'Reviewer', uri: contributor, photoUri: `${contributor}/photo.jpg` },
    relevance: 0,
    ...given,
  }
  state.reviews.set(review.id, review)
  return review
}

const edit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('addPlace'), displayName: z.string() }),
  z.strictObject({ do: z.literal('addReview'), place: z.string(), rating: z.number(), text: z.string() }),
])

/** @throws {z.ZodError} @throws {Error} for what is not there @returns the id of what was added */
export function performEdit(state: GooglePlacesState, told: unknown): string {
  const given = edit.parse(told)
  if (given.do === 'addPlace') return addPlace(state, given.displayName).id
  const { place, rating, text } = given
  return addReview(state, place, { rating, originalText: { text, languageCode: 'en' } }).id
}
