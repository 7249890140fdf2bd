import type { ConnectorContext, PlacePage, ReviewSite } from '@rapport/connector'
import {
  readSite,
  reviewSettings,
  tokenPage,
  tokenPages,
  tooLong,
  webAddress,
  writeSite,
} from '@rapport/connector'
import { z } from 'zod'
import { account, place, review, withReply } from './records.ts'

/** Google spreads what it knows of a location over three services; reviews live in the oldest. */
export const apis = {
  accounts: 'https://mybusinessaccountmanagement.googleapis.com/v1/',
  locations: 'https://mybusinessbusinessinformation.googleapis.com/v1/',
  reviews: 'https://mybusiness.googleapis.com/v4/',
} as const

/** Settings of a Google Business Profile connection. */
export const googleSettings = z.strictObject({
  baseUrl: webAddress.nullable().default(null).describe('Where the APIs are, if not at Google'),
  tokenUrl: webAddress.default('https://oauth2.googleapis.com/token').describe('Where tokens are fetched'),
  authorizeUrl: webAddress
    .default('https://accounts.google.com/o/oauth2/v2/auth')
    .describe('Where a person signs in'),
  ...reviewSettings(50),
})
export type GoogleSettings = z.output<typeof googleSettings>
type Context = ConnectorContext<GoogleSettings>

/** The one place that makes addresses. */
function address({ settings: { baseUrl } }: Context, api: keyof typeof apis, path: string): string {
  return baseUrl === null ? `${apis[api]}${path}` : `${baseUrl}${new URL(apis[api]).pathname}${path}`
}

/** Locations, each with its account. Without a mask Google refuses to list them. */
async function* placePages(ctx: Context): AsyncGenerator<PlacePage> {
  const { pageSize } = ctx.settings
  const query = { readMask: 'name,title,websiteUri,storefrontAddress,metadata', pageSize }
  const accounts = { path: address(ctx, 'accounts', 'accounts'), list: 'accounts', query: { pageSize: 20 } }
  for await (const { records } of tokenPages(ctx, accounts)) {
    for (const owner of z.array(account).parse(records)) {
      const path = address(ctx, 'locations', `${owner.name}/locations`)
      for await (const page of tokenPages(ctx, { path, list: 'locations', query }))
        yield { ...page, records: page.records.map((location) => Object.assign({ owner }, location)) }
    }
  }
}

/** Of a reply, at most. */
const mostBytes = 4_096

/** Locations, their reviews with the latest change first (there is no other filter), and replies. */
export const site: ReviewSite<GoogleSettings> = {
  title: 'Google',
  order: 'modifiedAt',
  overlapMs: 3_600_000,
  idField: 'reviewId',
  place,
  review,
  placePages,
  async reviewPage(ctx, location, { token }) {
    const path = address(ctx, 'reviews', `${location}/reviews`)
    const query = { pageSize: ctx.settings.pageSize, orderBy: 'updateTime desc' }
    const { records, next, body } = await tokenPage(ctx, { path, list: 'reviews', query }, token)
    return { records, next, total: z.int().nullable().catch(null).parse(body.totalReviewCount) }
  },
  currentReply: async (ctx, path, id) =>
    (await readSite(ctx, address(ctx, 'reviews', `${path}/reviews/${id}`), withReply)).body.reviewReply,
  async sendReply(ctx, location, id, text) {
    const path = address(ctx, 'reviews', `${location}/reviews/${id}/reply`)
    return text === null ? writeSite(ctx, 'DELETE', path) : writeSite(ctx, 'PUT', path, { comment: text })
  },
  replyRules: {
    longest: { length: mostBytes, unit: 'bytes' },
    ...{ takesEmoji: true, canBeRemoved: true, isModerated: true },
  },
  replyProblem: (_settings, text) => tooLong('Google', Buffer.byteLength(text), mostBytes, 'bytes'),
}
