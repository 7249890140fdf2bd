import { z } from 'zod'
import type { SlidingLimit } from '../review-sites/sliding-limit.ts'
import type { SiteRequest } from '../review-sites/start-site.ts'
import type { Behaviour } from './behaviour.ts'
import { reply } from './edits.ts'
import { failure } from './errors.ts'
import type { SignIn } from './sign-in.ts'
import type { BusinessUnit, Review, TrustpilotState } from './state.ts'

export interface Parts {
  readonly state: TrustpilotState
  readonly behaviour: Behaviour
  readonly signIn: SignIn
  readonly limits: readonly SlidingLimit[]
}

type Handle = (parts: Parts, request: SiteRequest, name: string) => unknown

const PRIVATE = '/v1/private'
const TOKEN_PATH = '/v1/oauth/oauth-business-users-for-applications/accesstoken'

/** Every operation there is. Those below `/v1/private` ask for a token, the others for the key of an app. */
const ROUTES: readonly (readonly [method: string, path: RegExp, handle: Handle])[] = [
  ['GET', /^\/v1\/business-units\/(find)$/, findUnit],
  ['GET', /^\/v1\/business-units\/([0-9a-f]{24})$/, getUnit],
  ['GET', /^\/v1\/private\/business-units\/([0-9a-f]{24})\/reviews$/, listReviews],
  ['GET', /^\/v1\/private\/reviews\/([0-9a-f]{24})$/, getReview],
  ['POST', /^\/v1\/private\/reviews\/([0-9a-f]{24})\/reply$/, postReply],
  ['DELETE', /^\/v1\/private\/reviews\/([0-9a-f]{24})\/reply$/, deleteReply],
]

/** Answers a request. @throws {SiteError} */
export function handle(parts: Parts, request: SiteRequest): unknown {
  const { method, url } = request
  const { signIn } = parts
  if (method === 'POST' && url.pathname === TOKEN_PATH) {
    const form = new URLSearchParams(request.bodyText)
    return signIn.exchange(request.header('Authorization'), form, parts.behaviour)
  }
  if (url.pathname.startsWith(PRIVATE)) signIn.checkToken(request.header('Authorization'))
  else signIn.checkKey(request.header('apikey') ?? url.searchParams.get('apikey'))
  admit(parts)
  for (const [wanted, path, work] of ROUTES) {
    const name = path.exec(url.pathname)?.[1]
    if (wanted === method && name !== undefined) return work(parts, request, name)
  }
  throw failure(404)
}

function admit({ state, behaviour, limits }: Parts): void {
  if (behaviour.limits === 'off') return
  const wait = Math.max(...limits.map((limit) => limit.ask('all', state.now())))
  if (wait > 0) throw failure(429, undefined, { 'Retry-After': String(Math.ceil(wait / 1_000)) })
}

function findUnit({ state }: Parts, { url }: SiteRequest): unknown {
  const name = url.searchParams.get('name')
  const found = [...state.units.values()].find(({ identifying }) => identifying === name)
  if (found === undefined) throw failure(404)
  return unitBody(state, found)
}

function getUnit({ state }: Parts, _: SiteRequest, id: string): unknown {
  const found = state.units.get(id)
  if (found === undefined) throw failure(404)
  return unitBody(state, found)
}

function unitBody(state: TrustpilotState, unit: BusinessUnit): unknown {
  const { id, displayName, identifying, websiteUrl, country } = unit
  const total = [...state.reviews.values()].filter((review) => review.unit === id).length
  return {
    id,
    displayName,
    name: { identifying, referring: [identifying] },
    websiteUrl,
    country,
    numberOfReviews: { total },
    status: 'claimed',
    ...(state.hasUnknownFields ? { somethingNew: true } : {}),
  }
}

const ORDERS: Readonly<Record<string, (a: Review, b: Review) => number>> = {
  'createdat.asc': (a, b) => a.createdAt - b.createdAt,
  'createdat.desc': (a, b) => b.createdAt - a.createdAt,
  'stars.asc': (a, b) => a.stars - b.stars,
  'stars.desc': (a, b) => b.stars - a.stars,
}

/** Without a zone, and without a time where there is none. */
const moment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?$/
const query = z.object({
  page: z.coerce.number().int().min(1).default(1),
  perPage: z.coerce.number().int().min(1).max(100).default(20),
  orderBy: z.enum(['createdat.asc', 'createdat.desc', 'stars.asc', 'stars.desc']).default('createdat.desc'),
  startDateTime: z.string().regex(moment).optional(),
  endDateTime: z.string().regex(moment).optional(),
})

function listReviews({ state, behaviour }: Parts, { url }: SiteRequest, unit: string): unknown {
  if (!state.units.has(unit)) throw failure(404)
  const asked = query.safeParse(Object.fromEntries(url.searchParams))
  if (!asked.success) throw failure(400, `Invalid value for ${asked.error.issues[0]?.path.join('.')}`)
  const { page, perPage, orderBy, startDateTime, endDateTime } = asked.data
  const from = startDateTime === undefined ? Number.NEGATIVE_INFINITY : utc(startDateTime)
  const before = endDateTime === undefined ? Number.POSITIVE_INFINITY : utc(endDateTime)
  const found = [...state.reviews.values()]
    .filter((review) => review.unit === unit && !review.hidden)
    .filter(({ createdAt }) => createdAt >= from && createdAt < before)
    .sort(ORDERS[orderBy])
    .slice((page - 1) * perPage, page * perPage)
  return { links: [], reviews: found.map((review) => reviewBody(state, behaviour, review)) }
}

function utc(text: string): number {
  return Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`)
}

function visible(state: TrustpilotState, id: string): Review {
  const found = state.reviews.get(id)
  if (found === undefined || found.hidden) throw failure(404)
  return found
}

function getReview({ state, behaviour }: Parts, _: SiteRequest, id: string): unknown {
  return reviewBody(state, behaviour, visible(state, id))
}

function reviewBody(state: TrustpilotState, { zone }: Behaviour, review: Review): unknown {
  const at = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}${zone === 'Z' ? 'Z' : ''}`
  const unit = state.units.get(review.unit)
  const { companyReply } = review
  return {
    id: review.id,
    stars: review.stars,
    title: review.title,
    text: review.text,
    language: review.language,
    createdAt: at(review.createdAt),
    updatedAt: review.updatedAt === null ? null : at(review.updatedAt),
    consumer: { id: `c${review.id}`, displayName: review.consumerName, numberOfReviews: 1 },
    businessUnit: { id: review.unit, identifyingName: unit?.identifying, displayName: unit?.displayName },
    companyReply:
      companyReply === null
        ? null
        : {
            text: companyReply.text,
            createdAt: at(companyReply.createdAt),
            updatedAt: companyReply.updatedAt === null ? null : at(companyReply.updatedAt),
          },
    isVerified: review.referenceId !== null,
    status: 'active',
    referralEmail: review.referralEmail,
    referenceId: review.referenceId,
    ...(state.hasUnknownFields ? { somethingNew: { deep: [1, 2, 3] } } : {}),
  }
}

const replySchema = z.object({ authorBusinessUserId: z.string(), message: z.string().trim().min(1) })

function postReply({ state }: Parts, { bodyText }: SiteRequest, id: string): unknown {
  visible(state, id)
  const given = replySchema.safeParse(jsonOf(bodyText))
  if (!given.success) throw failure(400, 'The reply needs an author and a message')
  const { authorBusinessUserId, message } = given.data
  if (!state.businessUsers.has(authorBusinessUserId)) throw failure(400, 'Unknown business user')
  reply(state, id, message)
  state.replyWrites += 1
  return undefined
}

function deleteReply({ state }: Parts, _: SiteRequest, id: string): unknown {
  if (visible(state, id).companyReply === null) throw failure(404)
  reply(state, id, null)
  state.replyWrites += 1
  return undefined
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw failure(400, 'The body is not JSON')
  }
}
