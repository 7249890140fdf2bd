import { z } from '@hono/zod-openapi'

const count = z.number().int()
const share = z
  .object({ share: z.number(), low: z.number(), high: z.number() })
  .describe("0 to 1, with Wilson's 95 % interval")

/** The figures of a place, a brand or all; null is unknown. */
export const figures = z
  .object({
    n: count,
    counts: z
      .object({ stars: count, rated: count, positive: count, answered: count, replyDelays: count })
      .describe(
        'Of how many reviews the figures are: with stars, with any rating, answered, answered in a known time',
      ),
    average: z.number().nullable().describe('On 1–5; null without stars'),
    reputation: z.number().nullable().describe('On 1–5, newer reviews weighing more'),
    sharePositive: share.nullable(),
    answered: z.object({
      share: z.number().nullable(),
      medianHours: z.number().nullable(),
      p90Hours: z.number().nullable(),
    }),
    volume: z.object({ last30: count, last90: count, last365: count }),
    daysSinceNewest: z.number().nullable(),
    score: z.object({
      policy: z.string(),
      score: z.number().nullable().describe('0–100; null under five reviews with stars'),
      parts: z.record(z.string(), z.object({ value: z.number().nullable(), weight: z.number() })),
    }),
  })
  .openapi('ReputationFigures')

/** The same figures of the period before, so that who reads can tell what changed. */
const compared = { figures, before: figures.nullable().describe('Null: nothing is compared, or none were') }

const difference = z
  .object({ difference: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .describe('Later less earlier, with its 95 % interval: a change is clear where that does not hold 0')

export const placeFields = {
  place: z.string().describe('connection/place:id'),
  connection: z.string(),
  placeId: z.string(),
  name: z.string().nullable(),
  brand: z.string().nullable(),
  company: z.string().nullable().describe('connection/company:id; null: it belongs to none'),
  companyName: z.string().nullable(),
  reason: z.string().nullable().describe('Why it belongs to that company, or to none'),
}

export const reviewText = z
  .object({
    review: z.string().describe('connection/review:id'),
    rating: z.number().nullable(),
    createdAt: z.string(),
    text: z.string(),
  })
  .openapi('ReviewText')

const days = { from: z.string().nullable().describe('Null: from the first review on'), to: z.string() }

export const scorecard = z
  .object({
    asOf: z.string(),
    ...days,
    lastDay: z.string().describe('The last day that is evaluated'),
    firstReviewOn: z.string().nullable(),
    comparedWith: z.object(days).nullable(),
    policies: z.object({
      average: z.string(),
      reputation: z.string(),
      sharePositive: z.string(),
      answered: z.string(),
      score: z.string(),
    }),
    notCombined: z
      .array(z.string())
      .readonly()
      .describe('Connections whose terms do not allow that their reviews are scored'),
    placesWithoutReviews: count,
    copies: count.describe('Reviews that are left out as earlier copies of others'),
    total: z.object({
      ...compared,
      change: z
        .object({ sharePositive: difference, answered: difference, replyHours: difference })
        .nullable()
        .describe('Of averages nothing tells whether a change is more than chance'),
    }),
    places: z.array(z.object({ ...placeFields, ...compared })),
    brands: z.array(z.object({ brand: z.string(), places: count, ...compared })),
    scorecard: z
      .object({
        sources: z.array(z.object({ connection: z.string(), reputation: figures })).readonly(),
        best: z.array(reviewText).readonly(),
        worst: z.array(reviewText).readonly(),
      })
      .nullable()
      .describe('Of one place or brand'),
  })
  .openapi('ReputationScorecard')

const period = z.object({
  start: z.string().describe('Its first day'),
  isComplete: z.boolean(),
  n: count,
  average: z.number().nullable(),
  sharePositive: share.nullable(),
})

export const trend = z
  .object({
    ...days,
    months: z.array(period).readonly(),
    quarters: z.array(period).readonly(),
    distribution: z.object({
      stars: z.array(count).readonly().describe('One star, two, … five'),
      yes: count,
      no: count,
      unrated: count,
    }),
  })
  .openapi('ReputationTrend')

const keyword = z.object({
  term: z.string(),
  z: z.number().describe('Above 0 it belongs to the unhappy, below 0 to the happy'),
  low: count.describe('Reviews of the unhappy with it'),
  high: count.describe('Reviews of the happy with it'),
  all: count,
  trend: z.array(z.object({ quarter: z.string(), documents: count, of: count })).readonly(),
  examples: z.array(reviewText).readonly(),
})

export const keywords = z
  .object({
    ...days,
    policy: z.string(),
    languages: z.array(
      z.object({
        language: z.string().describe('ISO 639; und: not known'),
        unhappy: z.array(keyword),
        happy: z.array(keyword),
      }),
    ),
  })
  .openapi('ReputationKeywords')
