import { z } from 'zod'
import type { Location, Review, TripadvisorState } from './state.ts'

export function addLocation(state: TripadvisorState, name = 'A place'): Location {
  const location = { id: String(state.nextNumber()), name }
  state.locations.set(location.id, location)
  return location
}

export type NewReview = Partial<Omit<Review, 'id' | 'location'>>

/** A traveller writes a review, now unless told otherwise. */
export function addReview(state: TripadvisorState, location: string, given: NewReview = {}): Review {
  if (!state.locations.has(location)) throw new Error(`The sandbox has no location ${location}.`)
  const review: Review = {
    id: state.nextNumber(),
    location,
    language: 'en',
    rating: 5,
    title: 'Title',
    text: 'Text',
    publishedAt: state.now(),
    username: 'Traveller',
    ownerResponse: null,
    ...given,
  }
  state.reviews.set(review.id, review)
  return review
}

const edit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('addLocation'), name: z.string() }),
  z.strictObject({
    do: z.literal('addReview'),
    location: z.string(),
    rating: z.number(),
    title: z.string().default(''),
    text: z.string(),
  }),
])

/** @throws {z.ZodError} @throws {Error} for what is not there @returns the id of what was added */
export function performEdit(state: TripadvisorState, told: unknown): string {
  const given = edit.parse(told)
  if (given.do === 'addLocation') return addLocation(state, given.name).id
  const { location, rating, title, text } = given
  return String(addReview(state, location, { rating, title, text }).id)
}
