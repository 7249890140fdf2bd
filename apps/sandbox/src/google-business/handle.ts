import { z } from 'zod'
import { SiteError } from '../review-sites/site-error.ts'
import type { SlidingLimit } from '../review-sites/sliding-limit.ts'
import type { SiteRequest } from '../review-sites/start-site.ts'
import type { Behaviour } from './behaviour.ts'
import { errorInfo, failure } from './errors.ts'
import { pageOf } from './page-tokens.ts'
import { averageOf, locationBody, replyBody, reviewBody, unknownParts } from './projections.ts'
import type { SignIn } from './sign-in.ts'
import type { GoogleBusinessState, Review } from './state.ts'

/** Bytes of UTF-8. */
const LONGEST_REPLY = 4_096

export interface Parts {
  readonly state: GoogleBusinessState
  readonly behaviour: Behaviour
  readonly signIn: SignIn
  /** Requests, by service. */
  readonly requests: SlidingLimit
  /** Edits, by location. */
  readonly edits: SlidingLimit
}

type Handle = (parts: Parts, request: SiteRequest, ...names: string[]) => unknown

/** Every operation there is. The three services are told apart by their paths alone. */
const ROUTES: readonly (readonly [method: string, path: RegExp, service: string, handle: Handle])[] = [
  ['GET', /^\/v1\/accounts$/, 'mybusinessaccountmanagement', listAccounts],
  ['GET', /^\/v1\/(accounts\/\d+)\/locations$/, 'mybusinessbusinessinformation', listLocations],
  ['GET', /^\/v4\/(accounts\/\d+)\/(locations\/\d+)\/reviews$/, 'mybusiness', listReviews],
  ['GET', /^\/v4\/(accounts\/\d+)\/(locations\/\d+)\/reviews\/([^/]+)$/, 'mybusiness', getReview],
  ['PUT', /^\/v4\/(accounts\/\d+)\/(locations\/\d+)\/reviews\/([^/]+)\/reply$/, 'mybusiness', putReply],
  ['DELETE', /^\/v4\/(accounts\/\d+)\/(locations\/\d+)\/reviews\/([^/]+)\/reply$/, 'mybusiness', deleteReply],
]

/** Answers a request. @throws {SiteError} */
export function handle(parts: Parts, request: SiteRequest): unknown {
  const { method, url } = request
  if (method === 'POST' && url.pathname === '/token')
    return parts.signIn.exchange(new URLSearchParams(request.bodyText))
  if (method === 'GET' && url.pathname === '/o/oauth2/v2/auth')
    throw new SiteError(302, undefined, { Location: parts.signIn.authorize(url.searchParams).href })
  parts.signIn.check(request.header('Authorization'))
  for (const [wanted, path, service, work] of ROUTES) {
    const found = path.exec(url.pathname)
    if (wanted !== method || found === null) continue
    admit(parts, service)
    return work(parts, request, ...found.slice(1))
  }
  throw failure(404)
}

function admit({ state, behaviour, requests }: Parts, service: string): void {
  const metadata = { service: `${service}.googleapis.com`, consumer: 'projects/1234567890' }
  if (behaviour.access === 'disabled') {
    const message = `${service} API has not been used in project 1234567890 before or it is disabled.`
    throw failure(403, message, [errorInfo('SERVICE_DISABLED', metadata)])
  }
  const isOver = behaviour.limits === 'on' && requests.ask(service, state.now()) > 0
  if (behaviour.access === 'none' || isOver) throw exhausted(metadata, behaviour.access === 'none' ? 0 : 300)
}

function exhausted(metadata: Readonly<Record<string, string>>, value: number) {
  const quota = { quota_metric: 'default_requests', quota_limit: 'defaultPerMinutePerProject' }
  const info = errorInfo('RATE_LIMIT_EXCEEDED', { ...metadata, ...quota, quota_limit_value: String(value) })
  return failure(
    429,
    `Quota exceeded for quota metric 'Requests' and limit 'Requests per minute' of service '${metadata.service}'.`,
    [info],
  )
}

function listAccounts({ state, behaviour }: Parts, { url }: SiteRequest): unknown {
  const all = [...state.accounts.values()].map((account) => ({ ...account, role: 'OWNER' }))
  const options = { largest: 20, usual: 20, now: state.now(), lifeMs: behaviour.pageTokenLifeMs }
  const { items: accounts, ...next } = pageOf(all, url, options)
  return { ...(accounts.length === 0 ? {} : { accounts }), ...next }
}

function listLocations({ state, behaviour }: Parts, { url }: SiteRequest, account = ''): unknown {
  if (!state.accounts.has(account)) throw failure(404)
  const mask = (url.searchParams.get('readMask') ?? '').split(',').filter((part) => part !== '')
  if (mask.length === 0 || unknownParts(mask).length > 0) {
    throw failure(400, 'Invalid field mask provided: read_mask is required and must name fields of Location.')
  }
  const all = [...state.locations.values()].filter(({ accounts }) => accounts.includes(account))
  const options = { largest: 100, usual: 10, now: state.now(), lifeMs: behaviour.pageTokenLifeMs }
  const { items, ...next } = pageOf(all, url, options)
  const locations = items.map((location) => ({
    ...(locationBody(location, mask) as object),
    ...(state.hasUnknownFields ? { somethingNew: true } : {}),
  }))
  return { ...(locations.length === 0 ? {} : { locations, totalSize: all.length }), ...next }
}

/** Reviews that are shown of a location, by the name that v4 gives it. @throws {SiteError} 404 */
function reviewsOf(state: GoogleBusinessState, account: string, location: string): Review[] {
  if (!state.locations.get(location)?.accounts.includes(account)) throw failure(404)
  return [...state.reviews.values()].filter((review) => review.location === location && !review.hidden)
}

const ORDERS: Readonly<Record<string, (a: Review, b: Review) => number>> = {
  'updateTime desc': (a, b) => b.updateTime - a.updateTime,
}

function listReviews(
  { state, behaviour }: Parts,
  { url }: SiteRequest,
  account = '',
  location = '',
): unknown {
  const all = reviewsOf(state, account, location)
  const order = ORDERS[url.searchParams.get('orderBy') ?? 'updateTime desc']
  if (order === undefined) throw failure(400, 'Invalid order_by: ascending update time is not supported.')
  const options = { largest: 50, usual: 50, now: state.now(), lifeMs: behaviour.pageTokenLifeMs }
  const { items, ...next } = pageOf(all.sort(order), url, options)
  // Zeros and empty lists are left out, as everywhere at Google.
  if (all.length === 0) return {}
  const reviews = items.map((review) => reviewBody(state, behaviour, `${account}/${location}`, review))
  return { reviews, averageRating: averageOf(all) ?? undefined, totalReviewCount: all.length, ...next }
}

function reviewNamed(state: GoogleBusinessState, account: string, location: string, id: string): Review {
  const found = reviewsOf(state, account, location).find((review) => review.id === id)
  if (found === undefined) throw failure(404)
  return found
}

function getReview(
  { state, behaviour }: Parts,
  _: SiteRequest,
  account = '',
  location = '',
  id = '',
): unknown {
  return reviewBody(state, behaviour, `${account}/${location}`, reviewNamed(state, account, location, id))
}

const replySchema = z.object({ comment: z.string().trim().min(1) })

function putReply(parts: Parts, request: SiteRequest, account = '', location = '', id = ''): unknown {
  const { state, behaviour } = parts
  const review = reviewNamed(state, account, location, id)
  const given = replySchema.safeParse(jsonOf(request.bodyText))
  if (!given.success) throw failure(400, 'Invalid value at reply.comment: it must not be empty.')
  const { comment } = given.data
  if (Buffer.byteLength(comment) > LONGEST_REPLY) throw failure(400, 'The comment is too long.')
  admitEdit(parts, location)
  review.reply = { comment, updateTime: state.now() }
  if (behaviour.replyMovesReview) review.updateTime = state.now()
  state.replyWrites += 1
  state.onReply?.(review)
  return replyBody(state, behaviour, review.reply)
}

function deleteReply(parts: Parts, _: SiteRequest, account = '', location = '', id = ''): unknown {
  const review = reviewNamed(parts.state, account, location, id)
  if (review.reply === null) throw failure(404)
  admitEdit(parts, location)
  review.reply = null
  parts.state.replyWrites += 1
  parts.state.onReply?.(review)
  return {}
}

function admitEdit({ state, behaviour, edits }: Parts, location: string): void {
  if (behaviour.limits === 'on' && edits.ask(location, state.now()) > 0)
    throw exhausted({ service: 'mybusiness.googleapis.com' }, 10)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw failure(400, 'Invalid JSON payload received.')
  }
}
