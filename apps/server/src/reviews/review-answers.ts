import { z } from '@hono/zod-openapi'
import { replyRules } from '@rapport/connector'

const reply = z.object({
  text: z.string().nullable(),
  at: z.string().nullable(),
  editedAt: z.string().nullable(),
  state: z
    .enum(['none', 'pending', 'approved', 'rejected'])
    .describe('Pending: the site has not made it public yet'),
  problem: z.string().nullable().describe('Why the site rejected it'),
})

export const listedReview = z
  .object({
    reference: z.string().describe('connection/review:id'),
    site: z.string().describe('What its site is called'),
    place: z.string().describe('connection/place:id'),
    placeName: z.string().nullable(),
    rating: z.number().nullable().describe('On the scale of the site'),
    scaleMin: z.number(),
    scaleMax: z.number(),
    stars: z.number().nullable().describe('On 1–5, so that sites can be compared'),
    title: z.string().nullable(),
    text: z.string().nullable().describe('As it was written: never to be read as markup'),
    language: z.string().nullable().describe('As the review says, or its text was found to be'),
    author: z.string().nullable(),
    createdAt: z.string(),
    editedAt: z.string().nullable(),
    reply,
  })
  .openapi('ListedReview')

const sentReply = z.object({
  id: z.number().int(),
  text: z.string().nullable().describe('Null: the answer was taken away'),
  by: z.string(),
  at: z.string(),
  state: z
    .enum(['sending', 'none', 'pending', 'approved', 'rejected', 'refused'])
    .describe('Sending: it is not known whether it arrived; refused: the site did not take it'),
  problem: z.string().nullable(),
})

export const readReview = listedReview
  .extend({
    placeUrl: z.string().nullable().describe('Where the site shows the place'),
    replyVersion: z.string().describe('Names the answer that stands there: to be given with another one'),
    rules: replyRules.nullable().describe('What the site takes as an answer; null: none through here'),
    sent: z.array(sentReply).describe('Answers that were sent from here, the latest first'),
    customer: z
      .object({ id: z.number().int(), name: z.string().nullable() })
      .nullable()
      .describe('Who wrote it, where that is certain'),
  })
  .openapi('Review')
