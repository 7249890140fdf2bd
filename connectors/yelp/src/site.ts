import type { ReviewSite } from '@rapport/connector'
import {
  ConnectorError,
  namedPlaces,
  noReply,
  readSite,
  tooLong,
  webAddress,
  writeSite,
} from '@rapport/connector'
import { z } from 'zod'
import { place, review } from './records.ts'

const noPartner = 'replies need a partner contract with Yelp: with one, set settings.partner.contract to true'
const partner = z.strictObject({
  contract: z.literal(true, `must be true: ${noPartner}`),
  baseUrl: webAddress.default('https://partner-api.yelp.com'),
})

/** Settings of a Yelp connection. */
export const yelpSettings = z.strictObject({
  baseUrl: webAddress.default('https://api.yelp.com').describe('Where the API is'),
  businesses: z.array(z.string().min(1)).min(1).describe('Businesses, each by its id or its alias'),
  locale: z.string().default('en_US').describe('The language and country whose reviews are read'),
  partner: partner.nullable().default(null).describe('{ contract: true } where a contract allows replies'),
})
export type YelpSettings = z.output<typeof yelpSettings>

/** Where a reply is written. */
function replyPath({ partner: by }: YelpSettings, id: string): string {
  if (by === null) throw new ConnectorError('config', noPartner)
  return `${by.baseUrl}/reviews/v1/${encodeURIComponent(id)}`
}

/** How a reply is read Yelp does not publish: this is taken from how it is written. */
const withReply = z.object({ public_comment: z.object({ text: z.string() }).nullish() })

/** An address that is a guess may be none, so that it answers 404 is no word about the review or its reply. */
function notRead(error: unknown): never {
  if (!(error instanceof ConnectorError) || error.kind !== 'gone') throw error
  const why = 'how the reply stands cannot be read at Yelp, so it may have been sent: look at biz.yelp.com'
  throw new ConnectorError('contract', `${why} (${error.message})`, { cause: error, outcome: 'unknown' })
}

const excerpts = z.object({ reviews: z.array(z.unknown()), total: z.int().nullable().default(null) })

const refused = (why: string): ConnectorError => new ConnectorError('invalid', `nothing was sent: ${why}`)

/** Of a reply, at most. */
const mostCharacters = 5_000

/** Businesses; the excerpts of their reviews, which Yelp chooses, all on one page; and replies. */
export const site: ReviewSite<YelpSettings> = {
  title: 'Yelp',
  order: 'createdAt',
  overlapMs: 86_400_000,
  idField: 'id',
  place,
  review,
  pathOf: (id) => id,
  placePages: (ctx) =>
    namedPlaces(ctx, ctx.settings.businesses, (id) => `/v3/businesses/${encodeURIComponent(id)}`),
  async reviewPage(ctx, id) {
    const query = { locale: ctx.settings.locale, sort_by: 'yelp_sort' }
    const { body } = await readSite(ctx, `/v3/businesses/${id}/reviews`, excerpts, query)
    return { records: body.reviews, next: null, total: body.total }
  },
  async currentReply(ctx, _business, id) {
    if (ctx.settings.partner === null) return noReply
    const { body } = await readSite(ctx, replyPath(ctx.settings, id), withReply).catch(notRead)
    return body.public_comment ? { ...noReply, text: body.public_comment.text, state: 'approved' } : noReply
  },
  async sendReply(ctx, _business, id, text) {
    const path = replyPath(ctx.settings, id)
    if (text === null) throw refused('Yelp has no call that takes a reply away: do it at biz.yelp.com')
    return writeSite(ctx, 'POST', path, { response_text: text, response_type: 'public_comment' })
  },
  replyRules: {
    longest: { length: mostCharacters, unit: 'characters' },
    ...{ takesEmoji: false, canBeRemoved: false, isModerated: false },
  },
  replyProblem({ partner: by }, text) {
    if (by === null) return new ConnectorError('config', noPartner)
    if (/\p{Emoji_Presentation}|\uFE0F/u.test(text)) return refused('Yelp takes no emoji: write it in words')
    return tooLong('Yelp', [...text].length, mostCharacters, 'characters')
  },
}
