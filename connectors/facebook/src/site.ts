import {
  type ConnectorContext,
  ConnectorError,
  namedPlaces,
  placeTokens,
  type ReviewSite,
  readSite,
  reviewSettings,
  tooLong,
  webAddress,
} from '@rapport/connector'
import { z } from 'zod'
import { answerOf, asReply, comments, identified, place, review } from './records.ts'

const number = z.string().regex(/^\d+$/, 'must be an id: digits only')
const version = z.string().regex(/^\d+\.\d+$/, 'must be a version such as "21.0"')

/** Settings of a Facebook connection. */
export const facebookSettings = z.strictObject({
  baseUrl: webAddress.default('https://graph.facebook.com').describe('Where the Graph API is'),
  graphVersion: version.default('21.0').describe('Of the API; 22.0 has no reviews, 21.0 ends on 2027-01-21'),
  appId: number.describe('The id of the app that the token is for: Facebook counts its calls together'),
  pages: z.array(number).min(1).describe('The ids of the pages, those of locations too'),
  ...reviewSettings(100),
})
export type FacebookSettings = z.output<typeof facebookSettings>
type Context = ConnectorContext<FacebookSettings>

const pageFields = 'id,name,link,website,single_line_address,overall_star_rating,rating_count'
const commentFields = 'id,from,message,created_time'
const ownToken = z.object({ access_token: z.string('not given: the user needs a task on this page') })
const storyFields = `id,comments.order(chronological).limit(25){${commentFields}}`
const reviewFields = `created_time,recommendation_type,rating,review_text,reviewer{id,name},open_graph_story{${storyFields}}`

/** Each page has its own token, locations too: that of the page above them does not serve. */
const asPage = placeTokens<FacebookSettings>(
  async (ctx, page) => (await readSite(ctx, page, ownToken, { fields: 'access_token' })).body.access_token,
)

/** What is commented on is the story. Its id alone is refused. */
function storyOf(page: string, id: string, kind: 'gone' | 'invalid'): string {
  if (/^\d+$/.test(id)) return `${page}_${id}`
  const why = 'has no story, as those from before 2019: it can be answered neither here nor at Facebook'
  throw new ConnectorError(kind, `recommendation ${id} of page ${page} ${why}`)
}

async function answerTo(ctx: Context, page: string, story: string) {
  const query = { fields: commentFields, order: 'chronological', limit: 100 }
  const asked = { method: 'GET', path: `${story}/comments`, query, schema: comments } as const
  return answerOf(page, await asPage(ctx, page, asked))
}

/** The address of a next page holds a token: its cursor is enough. */
const paging = z.object({ next: z.string(), cursors: z.object({ after: z.string() }) })
const ratings = z.object({ data: z.array(z.unknown()), paging: paging.nullable().catch(null) })

/** Of a reply, at most. */
const mostCharacters = 8_000

/** Pages, their recommendations, the newest first (there is no filter), and comments that answer them. */
export const site: ReviewSite<FacebookSettings> = {
  title: 'Facebook',
  order: 'createdAt',
  overlapMs: 86_400_000,
  idField: 'id',
  place,
  review,
  pathOf: (id) => id,
  placePages: (ctx) => namedPlaces(ctx, ctx.settings.pages, (id) => id, { fields: pageFields }),
  async reviewPage(ctx, page, { token }) {
    const query = { fields: reviewFields, limit: ctx.settings.pageSize, after: token ?? undefined }
    const body = await asPage(ctx, page, { method: 'GET', path: `${page}/ratings`, query, schema: ratings })
    const records = body.data.map((record) => identified(page, record))
    return { records, next: body.paging?.cursors.after ?? null, total: null }
  },
  currentReply: async (ctx, page, id) => asReply(await answerTo(ctx, page, storyOf(page, id, 'gone'))),
  async sendReply(ctx, page, id, message) {
    const story = storyOf(page, id, 'invalid')
    const own = await answerTo(ctx, page, story)
    const path = own?.id ?? `${story}/comments`
    const schema = z.unknown()
    if (message !== null) return asPage(ctx, page, { method: 'POST', path, body: { message }, schema })
    return own === undefined ? null : asPage(ctx, page, { method: 'DELETE', path, schema })
  },
  replyRules: {
    longest: { length: mostCharacters, unit: 'characters' },
    ...{ takesEmoji: true, canBeRemoved: true, isModerated: false },
  },
  replyProblem: (_settings, text) => tooLong('Facebook', [...text].length, mostCharacters, 'characters'),
}
