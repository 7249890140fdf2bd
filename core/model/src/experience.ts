import { z } from 'zod'
import { association, calendarDate, externalId, foreignKey, instant } from './primitives.ts'

/** A public review. */
export const review = z
  .object({
    id: externalId,
    placeId: externalId,
    rating: z.number().nullable().default(null).describe('On the scale of the source'),
    scaleMin: z.number(),
    scaleMax: z.number(),
    title: z.string().nullable().default(null),
    text: z.string().nullable().default(null).describe('As it was written, not as the site translated it'),
    language: z.string().nullable().default(null).describe('BCP 47'),
    author: z
      .string()
      .nullable()
      .default(null)
      .describe('The name that the site shows; null where there is none'),
    anonymous: z.boolean().exactOptional().describe('The author asked the site not to be named'),
    authorEmail: z
      .string()
      .nullable()
      .default(null)
      .describe('Where the site vouches for it: links the review to a customer with certainty'),
    orderReference: z
      .string()
      .nullable()
      .default(null)
      .describe('What links it to a customer with certainty'),
    createdAt: instant,
    editedAt: instant.nullable().default(null),
    reply: z.string().nullable().default(null),
    repliedAt: instant
      .nullable()
      .default(null)
      .describe('When the reply was written; of a site that tells only its last change, that'),
    replyEditedAt: instant
      .nullable()
      .default(null)
      .describe('The last change of the reply, where it is told'),
    replyState: z.enum(['none', 'pending', 'approved', 'rejected']).default('none'),
    replyProblem: z.string().nullable().default(null).describe('Why the site rejected the reply'),
    firstSeenAt: instant.nullable().default(null).describe('Kept by us: most sites give only the last edit'),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('A public review of a place')

/** The rating of a place as its site itself shows it. It is no number of ours, and not made of the reviews that are stored. */
const aggregate = z.object({
  rating: z.number().nullable().describe('On the scale of the site; null where it shows none'),
  scaleMin: z.number(),
  scaleMax: z.number(),
  count: z.int().nonnegative().nullable().describe('Of how many ratings; null where it does not say'),
  at: instant.describe('The day on which the site showed it, by its midnight UTC'),
})

/** A location or brand that reviews are about. */
export const place = z
  .object({
    id: externalId,
    name: z.string().nullable().default(null),
    brand: z.string().nullable().default(null),
    domain: z.string().nullable().default(null),
    address: z.string().nullable().default(null),
    url: z.string().nullable().default(null).describe('Where the site shows it'),
    foreignKeys: z.array(foreignKey).default([]).describe('Ids of the same place in other systems'),
    companies: z.array(association).default([]),
    aggregate: aggregate.nullable().default(null).describe('Its rating as the site shows it, where it tells'),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('A location or brand that reviews are about')

/** One answer to a survey, raw score and scale kept. */
export const surveyResponse = z
  .object({
    id: externalId,
    kind: z.enum(['nps', 'csat', 'ces', 'csi']),
    score: z.number().nullable(),
    scaleMin: z.number(),
    scaleMax: z.number(),
    higherIsBetter: z.boolean(),
    contacts: z.array(association).default([]),
    ticketId: z.string().nullable().default(null),
    at: instant,
    delivered: z.boolean().default(true),
    resolved: z
      .boolean()
      .exactOptional()
      .describe('The answer to "was your request resolved?", where it was asked'),
    comment: z.string().nullable().default(null),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('One answer to a survey')

/** Counts of what a customer or a page did on one day. */
export const engagement = z
  .object({
    id: externalId,
    on: calendarDate,
    contactId: z.string().nullable().default(null),
    companyId: z.string().nullable().default(null),
    placeId: z.string().nullable().default(null),
    counts: z.record(z.string(), z.number()).describe('visits, sessions, likes, shares, mentions'),
    modifiedAt: instant.nullable().default(null),
  })
  .describe('Counts per customer or page and day')
