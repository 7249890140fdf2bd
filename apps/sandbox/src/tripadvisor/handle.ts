import type { SlidingLimit } from '../review-sites/sliding-limit.ts'
import type { SiteRequest } from '../review-sites/start-site.ts'
import type { Behaviour } from './behaviour.ts'
import { failure } from './errors.ts'
import type { Review, TripadvisorState } from './state.ts'

export interface Parts {
  readonly state: TripadvisorState
  readonly behaviour: Behaviour
  readonly keys: readonly string[]
  readonly perSecond: SlidingLimit
}

/** Most reviews in an answer. */
const MOST_REVIEWS = 5
const DAY_MS = 86_400_000

/** Answers a request: the reviews of a location, and nothing else. @throws {SiteError} */
export function handle(parts: Parts, { url, method }: SiteRequest): unknown {
  const id = /^\/api\/v1\/location\/([^/]+)\/reviews$/.exec(url.pathname)?.[1]
  if (method !== 'GET' || id === undefined) throw failure(404)
  const key = url.searchParams.get('key')
  if (key === null || !parts.keys.includes(key)) {
    throw failure(parts.behaviour.wrongKey, 'User is not authorized to access this resource')
  }
  admit(parts)
  if (!/^\d+$/.test(id)) throw failure(400, 'Invalid location id')
  if (!parts.state.locations.has(id)) throw failure(404, 'The location was not found')
  const language = url.searchParams.get('language') ?? 'en'
  const found = [...parts.state.reviews.values()]
    .filter((review) => review.location === id && review.language === language)
    .sort((a, b) => b.publishedAt - a.publishedAt)
    .slice(0, MOST_REVIEWS)
  return { data: found.map((review) => body(parts, review)) }
}

/** A refused call does not count. */
function admit({ state, behaviour, perSecond }: Parts): void {
  if (behaviour.limits === 'off') return
  const now = state.now()
  const day = new Date(now).toISOString().slice(0, 10)
  const made = state.callsByDay.get(day) ?? 0
  const untilMidnight = DAY_MS - (now % DAY_MS)
  const wait = made >= behaviour.dailyBudget ? untilMidnight : perSecond.ask('all', now)
  if (wait > 0) {
    const told = behaviour.retryAfter === 'given' ? { 'Retry-After': String(Math.ceil(wait / 1_000)) } : {}
    throw failure(429, 'Too many requests', told)
  }
  state.callsByDay.set(day, made + 1)
}

function body({ state, behaviour }: Parts, review: Review): unknown {
  const { ownerResponse } = review
  const number = (value: number): unknown => (behaviour.numbers === 'text' ? String(value) : value)
  const at = (ms: number): string =>
    new Date(ms).toISOString().slice(0, 19) + (behaviour.zone === 'Z' ? 'Z' : '')
  return {
    id: number(review.id),
    lang: review.language,
    location_id: number(Number(review.location)),
    published_date: at(review.publishedAt),
    rating: number(review.rating),
    helpful_votes: number(0),
    rating_image_url: `https://www.tripadvisor.com/img/cdsi/img2/ratings/traveler/s${review.rating}.0-1-5.svg`,
    url: `https://www.tripadvisor.com/ShowUserReviews-d${review.location}-r${review.id}`,
    text: review.text,
    title: review.title,
    trip_type: 'Solo travel',
    travel_date: at(review.publishedAt).slice(0, 10),
    user: { username: review.username, user_location: { id: 'null', name: '' } },
    subratings: {},
    ...(ownerResponse === null || behaviour.ownerResponse === 'absent'
      ? {}
      : {
          owner_response: {
            id: number(review.id),
            title: '',
            text: ownerResponse.text,
            lang: review.language,
            author: ownerResponse.author,
            published_date: at(ownerResponse.publishedAt),
          },
        }),
    ...(state.hasUnknownFields ? { something_new: { deep: [1] } } : {}),
  }
}
