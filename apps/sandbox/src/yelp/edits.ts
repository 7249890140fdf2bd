import { z } from 'zod'
import type { Business, Review, YelpState } from './state.ts'

export function addBusiness(state: YelpState, given: Partial<Omit<Business, 'id'>> = {}): Business {
  const id = state.nextId()
  const number = state.businesses.size + 1
  const business: Business = { id, alias: `acme-dublin-${number}`, name: `Acme ${number}`, ...given }
  state.businesses.set(id, business)
  return business
}

export type NewReview = Partial<Omit<Review, 'id' | 'business'>>

/** Somebody reviews a business, now unless told otherwise. */
export function addReview(state: YelpState, business: string, given: NewReview = {}): Review {
  if (!state.businesses.has(business)) throw new Error(`The sandbox has no business ${business}.`)
  const review: Review = {
    id: state.nextId(),
    business,
    rating: 5,
    text: 'Text',
    createdAt: state.now(),
    userName: 'Ada L.',
    reply: null,
    hidden: false,
    ...given,
  }
  state.reviews.set(review.id, review)
  return review
}

/** The author changes what they wrote: nothing tells that they did. */
export function editReview(
  state: YelpState,
  id: string,
  patch: Partial<Pick<Review, 'rating' | 'text'>>,
): void {
  Object.assign(state.review(id), patch)
}

/** It vanishes: nothing tells that it was there. */
export function deleteReview(state: YelpState, id: string): void {
  state.review(id)
  state.reviews.delete(id)
}

const words = { rating: z.int().min(1).max(5).default(5), text: z.string().default('') }

/** What people do, as a request to the tester's endpoints names it. */
const edit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('addReview'), business: z.string(), ...words }),
  z.strictObject({ do: z.literal('editReview'), id: z.string(), ...words }),
  z.strictObject({ do: z.literal('deleteReview'), id: z.string() }),
])

/** @throws {z.ZodError} @throws {Error} for what is not there @returns the id of what was added */
export function performEdit(state: YelpState, told: unknown): string | undefined {
  const given = edit.parse(told)
  switch (given.do) {
    case 'addReview':
      return addReview(state, given.business, { rating: given.rating, text: given.text }).id
    case 'editReview':
      return void editReview(state, given.id, { rating: given.rating, text: given.text })
    case 'deleteReview':
      return void deleteReview(state, given.id)
  }
}
