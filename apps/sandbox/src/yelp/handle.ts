import type { SlidingLimit } from '../review-sites/sliding-limit.ts'
import type { SiteRequest } from '../review-sites/start-site.ts'
import type { Behaviour } from './behaviour.ts'
import type { DayLimit } from './day-limit.ts'
import { failure } from './errors.ts'
import { getReply, postReply } from './partner.ts'
import type { PartnerSignIn } from './partner-sign-in.ts'
import { getBusiness, listReviews } from './places.ts'
import type { YelpState } from './state.ts'

export interface Parts {
  readonly state: YelpState
  readonly behaviour: Behaviour
  readonly apiKeys: ReadonlySet<string>
  readonly signIn: PartnerSignIn
  readonly calls: DayLimit
  readonly perSecond: SlidingLimit
  repliesOf(business: string): DayLimit
}

type Handle = (parts: Parts, request: SiteRequest, name: string) => unknown

/** Every operation there is: those below `/v3` ask for an API key, the others for the token of an owner. */
const ROUTES: readonly (readonly [method: string, path: RegExp, handle: Handle])[] = [
  ['GET', /^\/v3\/businesses\/([^/]+)$/, getBusiness],
  ['GET', /^\/v3\/businesses\/([^/]+)\/reviews$/, listReviews],
  ['GET', /^\/reviews\/v1\/([^/]+)$/, getReply],
  ['POST', /^\/reviews\/v1\/([^/]+)$/, postReply],
]

/** Answers a request. @throws {SiteError} */
export function handle(parts: Parts, request: SiteRequest): unknown {
  const { method, url } = request
  const { signIn } = parts
  if (method === 'POST' && url.pathname === '/token/v1')
    return signIn.exchange(new URLSearchParams(request.bodyText))
  const authorization = request.header('Authorization')
  if (isPlaces(request)) admit(parts, authorization)
  else signIn.check(authorization)
  for (const [wanted, path, work] of ROUTES) {
    const name = path.exec(url.pathname)?.[1]
    if (wanted === method && name !== undefined) return work(parts, request, decodeURIComponent(name))
  }
  throw failure(404)
}

export function isPlaces({ url }: SiteRequest): boolean {
  return url.pathname.startsWith('/v3/')
}

function admit(parts: Parts, authorization: string | undefined): void {
  const key = /^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? ''
  if (!parts.apiKeys.has(key)) throw failure(401)
  if (parts.behaviour.limits === 'off') return
  const now = parts.state.now()
  if (parts.perSecond.ask('all', now) > 0) throw failure(429)
  if (!parts.calls.take(now))
    throw failure(429, 'ACCESS_LIMIT_REACHED', "You've reached the access limit for this client.")
}
