import { z } from 'zod'
import type { SlidingLimit } from '../review-sites/sliding-limit.ts'
import type { SiteRequest } from '../review-sites/start-site.ts'
import type { Behaviour, PERMISSIONS } from './behaviour.ts'
import { addComment } from './edits.ts'
import { failure, limited, missing } from './errors.ts'
import { fieldsOf } from './fields.ts'
import type { Comment, FacebookState, Page, Recommendation } from './state.ts'

export interface Parts {
  readonly state: FacebookState
  readonly behaviour: Behaviour
  /** Tokens of users who have a task on all pages. */
  readonly userTokens: ReadonlySet<string>
  readonly limit: SlidingLimit
}

/** A request, and whom its token stands for: a page by its id, or a user. */
interface Call extends Parts {
  readonly request: SiteRequest
  readonly version: number
  readonly page: string | null
}

type Handle = (call: Call, id: string) => unknown

/** Every operation there is. */
const ROUTES: readonly (readonly [method: string, path: RegExp, handle: Handle])[] = [
  ['GET', /^(\d+)$/, getPage],
  ['GET', /^(\d+)\/locations$/, listLocations],
  ['GET', /^(\d+)\/ratings$/, listRatings],
  ['GET', /^([\d_]+)\/comments$/, listComments],
  ['POST', /^([\d_]+)\/comments$/, postComment],
  ['POST', /^(\d+_\d+)$/, changeComment],
  ['DELETE', /^(\d+_\d+)$/, deleteComment],
]

/** Answers a request. @throws {SiteError} */
export function handle(parts: Parts, request: SiteRequest): unknown {
  const [, version = '', path = ''] = /^\/v(\d+)\.\d+\/(.+)$/.exec(request.url.pathname) ?? []
  if (version === '') throw failure(2_500, 'Unknown path components')
  const token = tokenOf(request)
  const page = [...parts.state.pages.values()].find((one) => one.token === token)?.id ?? null
  if (page === null && !parts.userTokens.has(token))
    throw failure(190, 'Error validating access token: Session has expired.', 463)
  if (parts.behaviour.limits === 'on' && parts.limit.ask(page ?? token, parts.state.now()) > 0)
    throw limited(page ?? 'app', parts.behaviour.minutesToRegainAccess)
  for (const [method, form, work] of ROUTES) {
    const id = form.exec(path)?.[1]
    if (method === request.method && id !== undefined)
      return work({ ...parts, request, version: Number(version), page }, id)
  }
  throw failure(2_500, `Unknown path components: /${path}`)
}

function allow({ behaviour }: Call, code: number, permission: (typeof PERMISSIONS)[number]): void {
  if (behaviour.permissions.includes(permission)) return
  throw failure(code, `(#${code}) Requires ${permission} permission to manage the object`)
}

const PAGE_FIELDS =
  'id name link website single_line_address overall_star_rating rating_count access_token'.split(' ')

function getPage(call: Call, id: string): unknown {
  const page = call.state.pages.get(id)
  if (page === undefined) throw missing(id)
  return pageBody(call, page)
}

/** A page shows its token to the user who has a task on it, not to itself or to another page. */
function pageBody({ state, request, page: asking }: Call, page: Page): Record<string, unknown> {
  const asked = fieldsOf(request.url.searchParams.get('fields') ?? 'id,name', PAGE_FIELDS)
  const stars = [...state.recommendations.values()].flatMap(({ page: of, rating }) =>
    of === page.id && typeof rating === 'number' ? [rating] : [],
  )
  const all: Record<string, unknown> = {
    id: page.id,
    name: page.name,
    link: `https://www.facebook.com/${page.id}`,
    website: page.website,
    single_line_address: page.address,
    overall_star_rating: stars.length === 0 ? 0 : stars.reduce((sum, one) => sum + one, 0) / stars.length,
    rating_count: stars.length,
    ...(asking === null ? { access_token: page.token } : {}),
  }
  const shown = Object.entries(all).filter(([name]) => name === 'id' || asked.has(name))
  return { ...Object.fromEntries(shown), ...(state.hasUnknownFields ? { something_new: true } : {}) }
}

function listLocations(call: Call, id: string): unknown {
  if (!call.state.pages.has(id)) throw missing(id)
  const found = [...call.state.pages.values()].filter(({ parent }) => parent === id)
  return edge(call, found, (page) => pageBody(call, page))
}

const RATING_FIELDS =
  'created_time has_rating has_review rating recommendation_type review_text reviewer open_graph_story'.split(
    ' ',
  )

function listRatings(call: Call, id: string): unknown {
  if (call.version >= 22)
    throw failure(12, '(#12) Page recommendations are deprecated for versions v22.0 and higher')
  if (!call.state.pages.has(id)) throw missing(id)
  if (call.page !== id) throw failure(210, '(#210) A page access token is required to request this resource.')
  allow(call, 283, 'pages_read_user_content')
  const asked = call.request.url.searchParams.get('fields') ?? 'created_time,review_text,recommendation_type'
  const fields = fieldsOf(asked, RATING_FIELDS)
  const found = [...call.state.recommendations.values()]
    .filter(({ page, hidden }) => page === id && !hidden)
    .sort((a, b) => b.createdAt - a.createdAt || Number(b.id) - Number(a.id))
  return edge(call, found, (one) => ratingBody(call, one, fields))
}

/** Comments that a list shows under each recommendation. */
const SHOWN_COMMENTS = 25

function ratingBody(call: Call, one: Recommendation, asked: ReadonlyMap<string, string>): unknown {
  const { state } = call
  const story = fieldsOf(asked.get('open_graph_story') || 'id', ['id', 'comments'])
  const url = new URL(`/v${call.version}.0/${one.id}/comments`, call.request.url)
  const comments = pageOf({ url, token: tokenOf(call.request) }, one.comments, commentBody, {
    limit: SHOWN_COMMENTS,
    after: null,
  })
  const all: Record<string, unknown> = {
    created_time: timeOf(one.createdAt),
    has_rating: one.rating !== null,
    has_review: one.text !== null,
    rating: one.rating,
    recommendation_type: one.type,
    review_text: one.text,
    reviewer: one.reviewer,
    open_graph_story: !one.hasStory
      ? null
      : { id: one.id, ...(story.has('comments') && comments.data.length > 0 ? { comments } : {}) },
  }
  const shown = Object.entries(all).filter(([name, value]) => asked.has(name) && value !== null)
  return { ...Object.fromEntries(shown), ...(state.hasUnknownFields ? { something_new: [1] } : {}) }
}

const timeOf = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}+0000`

const commentBody = ({ id, from, message, createdAt }: Comment): unknown => ({
  id,
  from: { id: from, name: 'Somebody' },
  message,
  created_time: timeOf(createdAt),
})

/** A page of an edge. Cursors name what they stand behind; the address of the next page holds the token, as at Facebook. That of edges within one too. */
function edge<Item extends { id: string }>(
  { request }: Call,
  items: readonly Item[],
  body: (item: Item) => unknown,
): unknown {
  const { searchParams } = request.url
  const limit = Number(searchParams.get('limit') ?? 25)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw failure(100, '(#100) An unknown error occurred with the parameter limit: it must be from 1 to 100')
  const after = searchParams.get('after')
  return pageOf({ url: request.url, token: tokenOf(request) }, items, body, { limit, after })
}

const tokenOf = (request: SiteRequest): string =>
  /^Bearer (.+)$/.exec(request.header('Authorization') ?? '')?.[1] ?? ''

function pageOf<Item extends { id: string }>(
  { url, token }: { readonly url: URL; readonly token: string },
  items: readonly Item[],
  body: (item: Item) => unknown,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): { readonly data: readonly unknown[]; readonly paging?: unknown } {
  const behind = after === null ? -1 : items.findIndex(({ id }) => cursorOf(id) === after)
  if (after !== null && behind === -1) throw failure(100, '(#100) The cursor is not valid')
  const shown = items.slice(behind + 1, behind + 1 + limit)
  const [first, last] = [shown.at(0), shown.at(-1)]
  if (first === undefined || last === undefined) return { data: [] }
  const next = new URL(url)
  next.searchParams.set('limit', String(limit))
  next.searchParams.set('after', cursorOf(last.id))
  next.searchParams.set('access_token', token)
  const hasMore = behind + 1 + limit < items.length
  return {
    data: shown.map(body),
    paging: {
      cursors: { before: cursorOf(first.id), after: cursorOf(last.id) },
      ...(hasMore ? { next: next.href } : {}),
    },
  }
}

const cursorOf = (id: string): string => Buffer.from(id).toString('base64url')

/** A story by the name of its page and its own. Its own alone is refused. */
function storyOf({ state, page }: Call, name: string): Recommendation {
  const [, of, id = ''] = /^(\d+)_(\d+)$/.exec(name) ?? []
  if (of === undefined)
    throw failure(12, '(#12) singular statuses API is deprecated for versions v2.4 and higher')
  const found = state.recommendations.get(id)
  if (found === undefined || found.hidden || !found.hasStory || found.page !== of) throw missing(name)
  if (page !== of) throw failure(210, '(#210) A page access token is required to request this resource.')
  return found
}

function listComments(call: Call, name: string): unknown {
  const story = storyOf(call, name)
  allow(call, 10, 'pages_read_engagement')
  fieldsOf(call.request.url.searchParams.get('fields') ?? 'id', ['id', 'from', 'message', 'created_time'])
  return edge(call, story.comments, commentBody)
}

const written = z.object({ message: z.string().min(1).max(8_000) })

function messageOf({ request: { bodyText } }: Call): string {
  try {
    return written.parse(JSON.parse(bodyText)).message
  } catch {
    throw failure(100, '(#100) The parameter message is required, with 8,000 characters at most')
  }
}

function postComment(call: Call, name: string): unknown {
  const story = storyOf(call, name)
  allow(call, 200, 'pages_manage_engagement')
  const id = addComment(call.state, story.id, messageOf(call))
  call.state.replyWrites += 1
  return { id }
}

/** Only who wrote a comment changes it, or takes it away. */
function ownComment(call: Call, id: string): { under: Recommendation; comment: Comment } {
  for (const under of call.state.recommendations.values()) {
    const comment = under.comments.find((one) => one.id === id)
    if (comment === undefined) continue
    if (comment.from !== call.page) throw failure(200, '(#200) Permissions error')
    allow(call, 200, 'pages_manage_engagement')
    return { under, comment }
  }
  throw missing(id)
}

function changeComment(call: Call, id: string): unknown {
  ownComment(call, id).comment.message = messageOf(call)
  call.state.replyWrites += 1
  return { success: true }
}

function deleteComment(call: Call, id: string): unknown {
  const { under, comment } = ownComment(call, id)
  under.comments.splice(under.comments.indexOf(comment), 1)
  call.state.replyWrites += 1
  return { success: true }
}
