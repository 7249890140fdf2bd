import { errorInfo, failure } from '../google-business/errors.ts'
import type { SlidingLimit } from '../review-sites/sliding-limit.ts'
import type { SiteRequest } from '../review-sites/start-site.ts'
import type { Behaviour } from './behaviour.ts'
import type { GooglePlacesState, Place, Review } from './state.ts'

export interface Parts {
  readonly state: GooglePlacesState
  readonly behaviour: Behaviour
  readonly keys: readonly string[]
  readonly perMinute: SlidingLimit
}

/** Most reviews in an answer. */
const MOST_REVIEWS = 5

/** Answers a request: `GET /v1/places/{id}`, and nothing else. @throws {SiteError} */
export function handle(parts: Parts, request: SiteRequest): unknown {
  const { url, method } = request
  const id = /^\/v1\/places\/([^/]+)$/.exec(url.pathname)?.[1]
  if (method !== 'GET' || id === undefined) throw failure(404)
  checkKey(parts, request.header('X-Goog-Api-Key') ?? url.searchParams.get('key'))
  admit(parts)
  const { searchParams } = url
  const mask = request.header('X-Goog-FieldMask') ?? searchParams.get('$fields') ?? searchParams.get('fields')
  const fields = fieldsOf(mask)
  const place = parts.state.places.get(id)
  if (place === undefined) throw unknownPlace(parts.behaviour, id)
  return answer(parts.state, place, fields)
}

function checkKey({ keys, behaviour }: Parts, key: string | null): void {
  if (key === null) throw failure(403, "Method doesn't allow unregistered callers.")
  if (!keys.includes(key)) {
    const { wrongKey } = behaviour
    throw failure(wrongKey, 'API key not valid.', wrongKey === 400 ? [errorInfo('API_KEY_INVALID', {})] : [])
  }
  if (behaviour.api === 'disabled') {
    throw failure(403, 'Places API (New) has not been used in project 1 before.', [
      errorInfo('SERVICE_DISABLED', {}),
    ])
  }
}

function admit({ state, behaviour, perMinute }: Parts): void {
  if (behaviour.limits === 'off' || perMinute.ask('all', state.now()) === 0) return
  throw failure(429, "Quota exceeded for quota metric 'GetPlaceRequest'.", [
    errorInfo('RATE_LIMIT_EXCEEDED', {}),
  ])
}

const KNOWN_FIELDS = ['id', 'name', 'displayName', 'googleMapsUri', 'rating', 'userRatingCount', 'reviews']

/** Nothing is given that was not asked for; without a mask nothing is given at all. */
function fieldsOf(mask: string | null): ReadonlySet<string> {
  if (mask === null || mask === '') throw failure(400, 'FieldMask is a required parameter.')
  if (mask === '*') return new Set(KNOWN_FIELDS)
  const fields = mask.split(',')
  const wrong = fields.find((field) => !KNOWN_FIELDS.includes(field))
  if (wrong !== undefined) throw failure(400, `Error expanding 'fields' parameter. Cannot find "${wrong}".`)
  return new Set(fields)
}

function unknownPlace(behaviour: Behaviour, id: string): Error {
  return behaviour.unknownPlace === 400
    ? failure(400, `Not a valid Place ID: ${id}`)
    : failure(404, 'The Place ID is no longer valid.')
}

function answer(state: GooglePlacesState, place: Place, fields: ReadonlySet<string>): unknown {
  const all = [...state.reviews.values()].filter((review) => review.place === place.id)
  const most = all.sort((a, b) => b.relevance - a.relevance).slice(0, MOST_REVIEWS)
  const whole: Readonly<Record<string, unknown>> = {
    id: place.id,
    name: `places/${place.id}`,
    displayName: { text: place.displayName, languageCode: 'en' },
    googleMapsUri: `https://maps.google.com/?cid=${place.id}`,
    userRatingCount: all.length,
    // A list without members is left out.
    ...(all.length === 0 ? {} : { rating: averageOf(all), reviews: most.map((one) => body(state, one)) }),
  }
  return Object.fromEntries(Object.entries(whole).filter(([name]) => fields.has(name)))
}

function averageOf(all: readonly Review[]): number {
  return Math.round((all.reduce((sum, { rating }) => sum + rating, 0) / all.length) * 10) / 10
}

function body(state: GooglePlacesState, review: Review): unknown {
  const { originalText, translation } = review
  const text = translation === null ? originalText : { text: translation, languageCode: 'en' }
  return {
    name: `places/${review.place}/reviews/${review.id}`,
    relativePublishTimeDescription: 'a while ago',
    rating: review.rating,
    ...(originalText === null ? {} : { text, originalText }),
    authorAttribution: review.author,
    // Google writes up to nine digits behind the second.
    publishTime: new Date(review.publishTime).toISOString().replace('Z', '123456Z'),
    flagContentUri: 'https://www.google.com/local/review/rap/report',
    googleMapsUri: `https://www.google.com/maps/reviews/${review.id}`,
    ...(state.hasUnknownFields ? { somethingNew: { deep: [1] } } : {}),
  }
}
