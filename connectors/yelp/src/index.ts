import {
  apiKey,
  defineConnector,
  explainRefusals,
  keyAndPerson,
  reviewParts,
  untilMidnight,
  type WaitOf,
} from '@rapport/connector'
import { site, type YelpSettings, yelpSettings } from './site.ts'

const day = 86_400_000
const steps = ['At docs.developer.yelp.com, make an app, and take a plan that has review excerpts.']

/** The calls of a day begin anew at midnight UTC, those of a second with the next. */
const waitOf: WaitOf = (failure, now) =>
  JSON.stringify(failure.body)?.includes('ACCESS_LIMIT_REACHED') ? untilMidnight(failure, now) : 1_000

const notGiven = 'there is no such business, or it has no reviews: Yelp gives neither'
const noExcerpts = 'the plan of this API key has no review excerpts: take one that has 3 or 7 of a business'
const quota = 'this location has had its 20 replies of the day: send it tomorrow'
const wording = 'it is too similar to another reply, or has foul language: say it in other words'

/** Yelp: reads excerpts of the reviews of businesses, and with a partner contract replies to them. */
export const yelp = defineConnector<YelpSettings>({
  ...reviewParts(site),
  id: 'yelp',
  title: 'Yelp',
  settings: yelpSettings,
  authentication: [
    apiKey(steps),
    keyAndPerson({
      title: 'an API key, and for replies a business owner by their refresh token',
      steps: [...steps, 'With a partner contract, have the owner sign in, and keep the refresh token.'],
      tokenUrl: ({ partner }) => new URL(`${partner?.baseUrl ?? 'https://partner-api.yelp.com'}/token/v1`),
    }),
  ],
  signedBy: ({ pathname }) => (pathname.startsWith('/v3/') ? 'key' : 'person'),
  retention: 'ttl24h',
  baseUrl: ({ baseUrl }) => baseUrl,
  hosts: ({ partner }) => (partner === null ? [] : [new URL(partner.baseUrl).host]),
  // Plans begin with 300 calls a day. Yelp counts replies by location: twenty a day.
  budgets: [
    { name: 'reads', requests: 300, perMs: day, capacity: 150 },
    { name: 'edits', requests: 200, perMs: day, capacity: 100 },
  ],
  readLimits(headers) {
    const { 'ratelimit-dailylimit': requests, 'ratelimit-remaining': remaining } = headers
    if (requests === undefined || remaining === undefined) return []
    return [{ budget: 'reads', requests: Number(requests), perMs: day, remaining: Number(remaining) }]
  },
  classify: explainRefusals(
    'Yelp',
    [
      [429, 'ACCESS_LIMIT_REACHED', 'rate', 'the calls of the day are used up, until midnight UTC'],
      [429, '', 'rate', 'too many in a second'],
      [404, '"NOT_FOUND"', 'config', noExcerpts, '/v3/'],
      [404, '', 'gone', notGiven, '/v3/'],
      [403, 'BUSINESS_UNAVAILABLE', 'gone', notGiven],
      [400, 'R2R_COMMENT_QUOTA_EXCEEDED', 'invalid', quota],
      [400, 'R2R_INVALID_RESPONSE_TEXT', 'invalid', wording],
      [400, 'R2R_PROBLEM_WITH_USER_PHOTO', 'config', 'the owner needs a photo of their own at biz.yelp.com'],
      [400, 'R2R_COMMENTS_NOT_ALLOWED', 'config', 'ask Yelp to turn replies on for this location'],
      [400, 'R2R_REVIEW_DOES_NOT_EXIST', 'gone', 'it was taken away'],
    ],
    waitOf,
  ),
})
