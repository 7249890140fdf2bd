import { z } from 'zod'
import type { FacebookState, Page, Recommendation } from './state.ts'

export function addPage(
  state: FacebookState,
  given: Partial<Pick<Page, 'name' | 'website' | 'address' | 'parent'>> = {},
): Page {
  const id = state.nextId()
  const page: Page = {
    id,
    name: `Page ${state.pages.size + 1}`,
    website: 'https://www.acme.example/shops',
    address: '1 Main Street, Dublin',
    parent: null,
    token: `sandbox-page-token-${id}-1`,
    ...given,
  }
  state.pages.set(id, page)
  return page
}

/** The token of the page ends; the page has another one from now on. */
export function expireToken(state: FacebookState, id: string): void {
  const page = state.page(id)
  const number = Number(page.token.split('-').at(-1))
  page.token = `sandbox-page-token-${id}-${number + 1}`
}

export type NewRecommendation = Partial<Omit<Recommendation, 'id' | 'page' | 'comments'>>

/** Somebody recommends a page, now unless told otherwise. */
export function addRecommendation(
  state: FacebookState,
  page: string,
  given: NewRecommendation = {},
): Recommendation {
  state.page(page)
  const id = state.nextId()
  const made: Recommendation = {
    id,
    page,
    hasStory: true,
    type: 'positive',
    rating: null,
    text: 'Text',
    createdAt: state.now(),
    reviewer: { id: `9${id}`, name: 'Ada' },
    hidden: false,
    ...given,
    comments: [],
  }
  state.recommendations.set(id, made)
  return made
}

/** The author changes what they wrote: no time of it moves. */
export function editRecommendation(
  state: FacebookState,
  id: string,
  patch: Partial<Pick<Recommendation, 'type' | 'text'>>,
): void {
  Object.assign(state.recommendation(id), patch)
}

/** It vanishes: nothing tells that it was there. */
export function deleteRecommendation(state: FacebookState, id: string): void {
  state.recommendation(id)
  state.recommendations.delete(id)
}

/** Somebody comments under a recommendation: the page itself, unless told otherwise. */
export function addComment(state: FacebookState, id: string, message: string, from?: string): string {
  const under = state.recommendation(id)
  const comment = `${under.id}_${state.nextId()}`
  under.comments.push({ id: comment, from: from ?? under.page, message, createdAt: state.now() })
  return comment
}

const words = { type: z.enum(['positive', 'negative']).default('positive'), text: z.string().default('') }

/** What people do, as a request to the tester's endpoints names it. */
const edit = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('addRecommendation'), page: z.string(), ...words }),
  z.strictObject({ do: z.literal('editRecommendation'), id: z.string(), ...words }),
  z.strictObject({ do: z.literal('deleteRecommendation'), id: z.string() }),
  z.strictObject({ do: z.literal('comment'), id: z.string(), message: z.string() }),
])

/** @throws {z.ZodError} @throws {Error} for what is not there @returns the id of what was added */
export function performEdit(state: FacebookState, told: unknown): string | undefined {
  const given = edit.parse(told)
  switch (given.do) {
    case 'addRecommendation':
      return addRecommendation(state, given.page, { type: given.type, text: given.text }).id
    case 'editRecommendation':
      return void editRecommendation(state, given.id, { type: given.type, text: given.text })
    case 'deleteRecommendation':
      return void deleteRecommendation(state, given.id)
    case 'comment':
      return addComment(state, given.id, given.message)
  }
}
