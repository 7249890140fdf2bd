import {
  type ConnectorContext,
  ConnectorError,
  type PlacePage,
  type ReviewSite,
  readSite,
  reviewSettings,
  vendorClock,
  webAddress,
  writeSite,
} from '@rapport/connector'
import { z } from 'zod'
import { place, review, withReply } from './records.ts'

const text = z.string().nullable().default(null)

/** Settings of a Trustpilot connection. */
export const trustpilotSettings = z.strictObject({
  baseUrl: webAddress.default('https://api.trustpilot.com').describe('Where the API is'),
  clientId: z
    .string()
    .min(1)
    .describe('The API key of the application, which is no secret; its secret stands under auth'),
  businessUnits: z.array(z.string().min(1)).min(1).describe('Business units, each by its id or its domain'),
  authorBusinessUserId: text.describe(
    'The id of the business user who signs replies; null: none can be sent',
  ),
  ...reviewSettings(100),
})
export type TrustpilotSettings = z.output<typeof trustpilotSettings>

const day = 86_400_000

/** Public calls name the app by its key. Ids never change; a domain is looked up. */
async function* placePages(ctx: ConnectorContext<TrustpilotSettings>): AsyncGenerator<PlacePage> {
  for (const unit of ctx.settings.businessUnits) {
    const isId = /^[0-9a-f]{24}$/.test(unit)
    const path = `/v1/business-units/${isId ? unit : 'find'}`
    const query = { apikey: ctx.settings.clientId, ...(isId ? {} : { name: unit }) }
    const answer = await readSite(ctx, path, z.unknown(), query)
    yield { records: [answer.body], now: vendorClock(answer) }
  }
}

/** Business units, their private reviews, which tell the order and the e-mail address, and replies. */
export const site: ReviewSite<TrustpilotSettings> = {
  title: 'Trustpilot',
  order: 'createdAt',
  // Times come without a zone: a day is more than any zone is off.
  overlapMs: day,
  idField: 'id',
  place,
  review,
  pathOf: (id) => id,
  placePages,
  async reviewPage(ctx, unit, { token, from }) {
    const { pageSize: perPage } = ctx.settings
    const page = Number(token ?? 1)
    // In which zone it is read is not told either.
    const startDateTime =
      from === null ? undefined : new Date(Date.parse(from) - day).toISOString().slice(0, 19)
    const query = { page, perPage, orderBy: 'createdat.desc', startDateTime }
    const schema = z.object({ reviews: z.array(z.unknown()) })
    const { body } = await readSite(ctx, `/v1/private/business-units/${unit}/reviews`, schema, query)
    // Behind the last page Trustpilot gives an empty one.
    const next = body.reviews.length === 0 ? null : String(page + 1)
    return { records: body.reviews, next, total: null }
  },
  currentReply: async (ctx, _unit, id) =>
    (await readSite(ctx, `/v1/private/reviews/${id}`, withReply)).body.companyReply,
  async sendReply(ctx, _unit, id, message) {
    const path = `/v1/private/reviews/${id}/reply`
    const { authorBusinessUserId } = ctx.settings
    return message === null
      ? writeSite(ctx, 'DELETE', path)
      : writeSite(ctx, 'POST', path, { authorBusinessUserId, message })
  },
  replyRules: { longest: null, takesEmoji: true, canBeRemoved: true, isModerated: false },
  replyProblem: ({ authorBusinessUserId }) =>
    authorBusinessUserId === null ? new ConnectorError('config', noAuthor) : null,
}

const noAuthor =
  'replies cannot be sent: set settings.authorBusinessUserId to the id of the business user who is to sign them'
