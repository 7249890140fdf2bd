import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Account, GoogleBusinessState, Location, Review } from './state.ts'

export function addAccount(state: GoogleBusinessState, given: Partial<Omit<Account, 'name'>> = {}): Account {
  const account: Account = {
    name: `accounts/${state.nextNumber()}`,
    accountName: 'Sandbox',
    type: 'PERSONAL',
    ...given,
  }
  state.accounts.set(account.name, account)
  return account
}

export function addLocation(
  state: GoogleBusinessState,
  given: Partial<Omit<Location, 'name'>> & { accounts: string[] },
): Location {
  const number = state.nextNumber()
  const location: Location = {
    name: `locations/${number}`,
    title: `Location ${number}`,
    websiteUri: null,
    addressLines: [],
    locality: '',
    regionCode: '',
    placeId: `ChIJ${number}`,
    ...given,
  }
  state.locations.set(location.name, location)
  return location
}

export type NewReview = Partial<Omit<Review, 'id' | 'location'>>

/** Writes a review, now unless told otherwise. */
export function addReview(state: GoogleBusinessState, location: string, given: NewReview = {}): Review {
  state.location(location)
  const number = state.nextNumber()
  const createTime = given.createTime ?? state.now()
  const review: Review = {
    // Encrypted there: without an order, and long.
    id: `AbFv${createHash('sha256').update(String(number)).digest('base64url')}`,
    location,
    displayName: `Reviewer ${number}`,
    isAnonymous: false,
    starRating: 'FIVE',
    comment: null,
    translation: null,
    updateTime: createTime,
    reply: null,
    hidden: false,
    ...given,
    createTime,
  }
  state.reviews.set(review.id, review)
  return review
}

/** The reviewer changes what they wrote. */
export function editReview(
  state: GoogleBusinessState,
  id: string,
  patch: Partial<Pick<Review, 'comment' | 'starRating' | 'translation'>>,
): void {
  Object.assign(state.review(id), patch, { updateTime: state.now() })
}

/** It vanishes: nothing tells that it was there. */
export function deleteReview(state: GoogleBusinessState, id: string): void {
  state.review(id)
  state.reviews.delete(id)
}

/** The owner replies in the site's own pages. */
export function replyByHand(state: GoogleBusinessState, id: string, comment: string | null): void {
  state.review(id).reply = comment === null ? null : { comment, updateTime: state.now() }
}

const reviewText = { comment: z.string().nullable().default(null), starRating: z.string().default('FIVE') }

/** What people do, as a request to the tester's endpoints names it. */
const edit = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('addReview'),
    location: z.string(),
    displayName: z.string().optional(),
    ...reviewText,
  }),
  z.strictObject({ do: z.literal('editReview'), id: z.string(), ...reviewText }),
  z.strictObject({ do: z.literal('deleteReview'), id: z.string() }),
  z.strictObject({ do: z.literal('reply'), id: z.string(), comment: z.string().nullable() }),
])

/** @throws {z.ZodError} @throws {Error} for what is not there @returns the id of what was added */
export function performEdit(state: GoogleBusinessState, told: unknown): string | undefined {
  const given = edit.parse(told)
  switch (given.do) {
    case 'addReview': {
      const { do: _, location, displayName = 'Reviewer', ...rest } = given
      return addReview(state, location, { ...rest, displayName }).id
    }
    case 'editReview':
      return void editReview(state, given.id, { comment: given.comment, starRating: given.starRating })
    case 'deleteReview':
      return void deleteReview(state, given.id)
    case 'reply':
      return void replyByHand(state, given.id, given.comment)
  }
}
