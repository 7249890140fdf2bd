import { z } from '@hono/zod-openapi'
import { dataVersion, reputationReport, reviewedPlaces } from '@rapport/run'
import { apiRoute, apiRouter, json } from '../http/api-route.ts'
import { readKeywords, readScorecard } from '../reputation/read-reputation.ts'
import { keywords, scorecard, trend } from '../reputation/reputation-answers.ts'
import { askedDays, askedPlaces, reputationFilters } from '../reputation/reputation-query.ts'
import type { Server } from '../server.ts'

const tags = ['Reputation']

const readAll = apiRoute('numbers:read', {
  method: 'get',
  path: '/reputation',
  tags,
  summary: 'How places and brands stand by their reviews, and how they stood before',
  request: {
    query: reputationFilters.extend({
      compare: z
        .enum(['previous', 'none'])
        .default('previous')
        .describe('With as many days before the first; without a first day, with all up to 90 days earlier'),
    }),
  },
  responses: { 200: json(scorecard, 'The scorecard') },
})

const readTrend = apiRoute('numbers:read', {
  method: 'get',
  path: '/reputation/trend',
  tags,
  summary: 'Ratings by month and by quarter, and how they are spread',
  request: { query: reputationFilters },
  responses: { 200: json(trend, 'The trend') },
})

const readWords = apiRoute('numbers:read', {
  method: 'get',
  path: '/reputation/keywords',
  tags,
  summary: 'Words that tell the unhappy from the happy, with examples, in each language',
  request: {
    query: reputationFilters.extend({
      limit: z.coerce.number().int().min(1).max(100).default(12).describe('Of each side of a language'),
    }),
  },
  responses: { 200: json(keywords, 'The words') },
})

export const reputationRoutes = (server: Server) =>
  apiRouter()
    .openapi(readAll, async (c) => {
      const { compare, ...filters } = c.req.valid('query')
      const workspace = await server.current()
      const days = askedDays(workspace, filters)
      const known = await reviewedPlaces(workspace.store.db)
      const places = askedPlaces(known, filters)
      const found = await server.cache.answer(
        ['reputation', days, filters.place, filters.brand, compare],
        await dataVersion(workspace),
        () => readScorecard(workspace, days, { known, places, compare: compare === 'previous' }),
      )
      return c.json(found, 200)
    })
    .openapi(readTrend, async (c) => {
      const filters = c.req.valid('query')
      const workspace = await server.current()
      const days = askedDays(workspace, filters)
      const places = askedPlaces(await reviewedPlaces(workspace.store.db), filters)
      const { from, to, months, quarters, distribution } = await server.cache.answer(
        ['reputation trend', days, filters.place, filters.brand],
        await dataVersion(workspace),
        () => reputationReport(workspace, { days, places }),
      )
      return c.json({ from, to, months, quarters, distribution }, 200)
    })
    .openapi(readWords, async (c) => {
      const { limit, ...filters } = c.req.valid('query')
      const workspace = await server.current()
      const days = askedDays(workspace, filters)
      const known = await reviewedPlaces(workspace.store.db)
      const places = askedPlaces(known, filters) ?? known
      const found = await server.cache.answer(
        ['keywords', days, filters.place, filters.brand, limit],
        await dataVersion(workspace),
        () => readKeywords(workspace, days, places, limit),
      )
      return c.json(found, 200)
    })
