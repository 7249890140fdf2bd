import { day, oneOf, text } from '../../routing/search-parameters.ts'

export const trends = ['average', 'positive', 'reviews'] as const
export type Trend = (typeof trends)[number]

/** Of which places the list is: those of no company, of one, or that somebody decided on. */
export const belongings = ['none', 'some', 'hand'] as const
export type Belonging = (typeof belongings)[number]

/** Which reviews a page of the area is about. */
export interface ReputationFilter {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly place?: string | undefined
  readonly brand?: string | undefined
}

/** The same as parameters of the address. */
export const filterParameters = { from: day, to: day, place: text, brand: text }

/** How many stars are asked for: about so many, or a side. */
export const starChoices = ['unhappy', 'happy', '1', '2', '3', '4', '5'] as const
export type Stars = (typeof starChoices)[number]

/** What the list of reviews is filtered by: what stands in the address. */
export const reviewParameters = {
  ...filterParameters,
  q: text,
  unanswered: oneOf(['true']),
  stars: oneOf(starChoices),
  connection: text,
  language: text,
}

export interface ReviewFilter extends ReputationFilter {
  readonly q?: string | undefined
  readonly unanswered?: 'true' | undefined
  readonly stars?: Stars | undefined
  readonly connection?: string | undefined
  readonly language?: string | undefined
}

/** Other scales give parts of stars: they are about the nearest number, as the distribution counts them. */
function boundsOf(stars: Stars | undefined): { readonly minStars?: number; readonly maxStars?: number } {
  if (stars === undefined) return {}
  if (stars === 'unhappy') return { maxStars: 2 }
  if (stars === 'happy') return { minStars: 4 }
  const about = Number(stars)
  return { minStars: Math.max(1, about - 0.5), maxStars: Math.min(5, about + 0.499_999) }
}

/** The filter as the API takes it. */
export const asked = ({ stars, ...filter }: ReviewFilter) => ({ ...filter, ...boundsOf(stars) })
