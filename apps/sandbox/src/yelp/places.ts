import { z } from 'zod'
import type { SiteRequest } from '../review-sites/start-site.ts'
import { failure } from './errors.ts'
import type { Parts } from './handle.ts'
import type { Business, Review } from './state.ts'

/** Letters of an excerpt. */
const EXCERPT = 160

/** A business by its id or alias; without reviews there is none. */
function find({ state }: Parts, name: string): Business {
  const found = state.businesses.get(name) ?? [...state.businesses.values()].find((one) => one.alias === name)
  const isReviewed = [...state.reviews.values()].some((review) => review.business === found?.id)
  if (found !== undefined && isReviewed) return found
  throw failure(404, 'BUSINESS_NOT_FOUND', 'The requested business could not be found.')
}

export function getBusiness(parts: Parts, _: SiteRequest, name: string): unknown {
  const { id, alias, name: title } = find(parts, name)
  const { state } = parts
  const ratings = [...state.reviews.values()].flatMap(({ business, rating }) =>
    business === id && typeof rating === 'number' ? [rating] : [],
  )
  const mean = ratings.reduce((sum, one) => sum + one, 0) / ratings.length
  return {
    id,
    alias,
    name: title,
    url: `https://www.yelp.com/biz/${alias}?adjust_creative=sandbox&utm_source=sandbox`,
    rating: Math.round(mean * 2) / 2,
    review_count: ratings.length,
    location: { display_address: ['1 Main Street', 'Dublin'] },
    ...(state.hasUnknownFields ? { something_new: true } : {}),
  }
}

const query = z.strictObject({
  locale: z
    .string()
    .regex(/^[a-z]{2}_[A-Z]{2}$/)
    .optional(),
  limit: z.coerce.number().int().min(0).max(50).default(20),
  offset: z.coerce.number().int().min(0).max(1_000).default(0),
  sort_by: z.enum(['yelp_sort']).optional(),
})

/** As many as the plan has, and in Yelp's own order: the best first here. */
export function listReviews(parts: Parts, { url }: SiteRequest, name: string): unknown {
  const { state, behaviour } = parts
  if (behaviour.excerpts === 0) throw failure(404)
  const { id } = find(parts, name)
  const asked = query.safeParse(Object.fromEntries(url.searchParams))
  if (!asked.success) throw failure(400)
  const { limit, offset } = asked.data
  const all = [...state.reviews.values()].filter(({ business }) => business === id)
  const shown = all
    .filter(({ hidden }) => !hidden)
    .sort((a, b) => Number(b.rating) - Number(a.rating) || (a.id < b.id ? -1 : 1))
    .slice(0, behaviour.excerpts)
    .slice(offset, offset + limit)
  return {
    reviews: shown.map((review) => reviewBody(parts, review)),
    total: all.length,
    possible_languages: ['en'],
  }
}

const pacific = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/Los_Angeles',
  dateStyle: 'short',
  timeStyle: 'medium',
})

function reviewBody({ state }: Parts, review: Review): unknown {
  const letters = [...review.text]
  return {
    id: review.id,
    url: `https://www.yelp.com/biz/sandbox?hrid=${review.id}`,
    text: letters.length > EXCERPT ? `${letters.slice(0, EXCERPT).join('')}...` : review.text,
    rating: review.rating,
    time_created: pacific.format(review.createdAt),
    user: { id: `u${review.id}`, name: review.userName, image_url: null },
    ...(state.hasUnknownFields ? { something_new: { deep: [1] } } : {}),
  }
}
