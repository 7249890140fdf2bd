import { z } from 'zod'
import type { BusinessUnit, Review, TrustpilotState } from './state.ts'

export function addUnit(state: TrustpilotState, given: Partial<Omit<BusinessUnit, 'id'>> = {}): BusinessUnit {
  const id = state.nextId()
  const identifying = given.identifying ?? `unit-${state.units.size + 1}.example`
  const unit: BusinessUnit = {
    id,
    displayName: identifying,
    websiteUrl: `https://www.${identifying}`,
    country: 'GB',
    ...given,
    identifying,
  }
  state.units.set(id, unit)
  return unit
}

export type NewReview = Partial<Omit<Review, 'id' | 'unit'>>

/** Writes a review, now unless told otherwise. */
export function addReview(state: TrustpilotState, unit: string, given: NewReview = {}): Review {
  if (!state.units.has(unit)) throw new Error(`The sandbox has no business unit ${unit}.`)
  const review: Review = {
    id: state.nextId(),
    unit,
    stars: 5,
    title: 'Title',
    text: 'Text',
    language: 'en',
    createdAt: state.now(),
    updatedAt: null,
    consumerName: 'Consumer',
    referralEmail: null,
    referenceId: null,
    companyReply: null,
    hidden: false,
    ...given,
  }
  state.reviews.set(review.id, review)
  return review
}

/** The consumer changes what they wrote. */
export function editReview(
  state: TrustpilotState,
  id: string,
  patch: Partial<Pick<Review, 'stars' | 'title' | 'text'>>,
): void {
  Object.assign(state.review(id), patch, { updatedAt: state.now() })
}

/** It vanishes: nothing tells that it was there. */
export function deleteReview(state: TrustpilotState, id: string): void {
  state.review(id)
  state.reviews.delete(id)
}

/** A business user replies in the site's own pages, or through the API. */
export function reply(state: TrustpilotState, id: string, text: string | null): void {
  const review = state.review(id)
  const now = state.now()
  if (text === null) review.companyReply = null
  else if (review.companyReply === null) review.companyReply = { text, createdAt: now, updatedAt: null }
  else Object.assign(review.companyReply, { text, updatedAt: now })
  state.onReply?.(review)
}

const words = { stars: z.number().default(5), title: z.string().default(''), text: z.string().default('') }

/** What people do, as a request to the tester's endpoints names it. */
const edit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('addReview'), unit: z.string(), ...words }),
  z.strictObject({ do: z.literal('editReview'), id: z.string(), ...words }),
  z.strictObject({ do: z.literal('deleteReview'), id: z.string() }),
  z.strictObject({ do: z.literal('reply'), id: z.string(), text: z.string().nullable() }),
])

/** @throws {z.ZodError} @throws {Error} for what is not there @returns the id of what was added */
export function performEdit(state: TrustpilotState, told: unknown): string | undefined {
  const given = edit.parse(told)
  switch (given.do) {
    case 'addReview': {
      const { stars, title, text } = given
      return addReview(state, given.unit, { stars, title, text }).id
    }
    case 'editReview': {
      const { stars, title, text } = given
      return void editReview(state, given.id, { stars, title, text })
    }
    case 'deleteReview':
      return void deleteReview(state, given.id)
    case 'reply':
      return void reply(state, given.id, given.text)
  }
}
