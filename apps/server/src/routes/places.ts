import { z } from '@hono/zod-openapi'
import { shownPlaces, showReviews } from '@rapport/run'
import { apiRoute, apiRouter, json, moment } from '../http/api-route.ts'
import { notFound } from '../http/problem.ts'
import { listedPlaces } from '../places/listed-places.ts'
import { placeFields } from '../reputation/reputation-answers.ts'
import { referenceOf } from '../reviews/review-query.ts'
import { siteProblem } from '../reviews/site-problem.ts'
import type { Server } from '../server.ts'

const tags = ['Places']
const count = z.number().int()

const places = z
  .object({
    items: z.array(
      z.object({
        ...placeFields,
        reviews: count.describe('Those that count'),
        linkedReviewers: count.describe('Those among them whose author is known for certain'),
        decision: z
          .object({
            id: z.number().int(),
            by: z.string().nullable().describe('Null: who asks may not know'),
            at: moment,
            reason: z.string().nullable().describe('Null: none was given, or who asks may not know'),
          })
          .nullable()
          .describe('That of a person, which holds whatever else is known; null: there is none'),
      }),
    ),
    shownOnly: z
      .array(z.object({ place: z.string(), site: z.string() }))
      .describe('Places of sites whose reviews may be looked at, and never kept'),
  })
  .openapi('Places')

const list = apiRoute('numbers:read', {
  method: 'get',
  path: '/places',
  tags,
  summary: 'Places with reviews, and the companies that they belong to',
  responses: { 200: json(places, 'The places') },
})

/** A place in an address. */
export const placeParameter = z.object({
  reference: z
    .string()
    .max(600)
    .openapi({ param: { name: 'reference', in: 'path' }, example: 'google-places/place:ChIJ' }),
})

const text = z.string().nullable()
const shownReview = z
  .object({
    author: text,
    authorUrl: text,
    authorImageUrl: text,
    rating: z.object({ value: z.number(), min: z.number(), max: z.number() }).nullable(),
    ratingImageUrl: text,
    title: text,
    text,
    language: text,
    at: text,
    url: text,
    reply: z.object({ text, author: text, at: text }).nullable(),
    attribution: z.string().describe('Must stand beside it'),
  })
  .openapi('ShownReview')

const live = apiRoute('records:read', {
  method: 'get',
  path: '/places/{reference}/live',
  tags,
  summary: 'The reviews of a place as its site shows them now',
  description: 'Nothing of them is stored, logged or cached, and nobody who calls this may do so either.',
  request: { params: placeParameter },
  responses: {
    200: json(
      z.object({ place: z.string(), site: z.string(), reviews: z.array(shownReview) }),
      'What the site shows',
    ),
  },
})

/** Somebody waits. */
const longestMs = 30_000

export const placesRoutes = (server: Server) =>
  apiRouter()
    .openapi(list, async (c) => {
      const workspace = await server.current()
      const shownOnly = shownPlaces(workspace).map(({ connection, placeId, site }) => ({
        place: `${connection}/place:${placeId}`,
        site,
      }))
      // Who decided what, and why, is for those who may read the audit.
      const tellsWho = c.get('principal').permissions.has('audit:read')
      return c.json({ items: await listedPlaces(workspace, { tellsWho }), shownOnly }, 200)
    })
    .openapi(live, async (c) => {
      const { reference: place } = c.req.valid('param')
      const workspace = await server.current()
      const sought = referenceOf(place, 'place')
      // Places of ours alone: a site is asked for no others, which would spend what our keys may ask for.
      const found = shownPlaces(workspace).find(
        ({ connection, placeId }) => connection === sought?.connection && placeId === sought.id,
      )
      if (found === undefined) throw notFound(`place ${place.slice(0, 200)} whose reviews are shown`)
      const signal = AbortSignal.any([server.closing, AbortSignal.timeout(longestMs)])
      const reviews = []
      try {
        for await (const item of showReviews(workspace, found.connection, found.placeId, signal))
          reviews.push(item.reveal())
      } catch (error) {
        throw siteProblem(workspace, error)
      }
      c.header('Cache-Control', 'no-store')
      return c.json({ place, site: found.site, reviews }, 200)
    })
