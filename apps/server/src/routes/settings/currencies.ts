import { z } from '@hono/zod-openapi'
import { dataVersion } from '@rapport/run'
import { apiRoute, apiRouter, json } from '../../http/api-route.ts'
import type { Server } from '../../server.ts'
import { dealsWithoutRate, ratesByPair } from '../../settings/currencies.ts'

const day = z.iso.date()

const currencies = apiRoute('numbers:read', {
  method: 'get',
  path: '/settings/currencies',
  tags: ['Settings'],
  summary: 'The currency of the workspace, the stored rates, and won deals without a rate',
  responses: {
    200: json(
      z.object({
        currency: z.string(),
        ratesFile: z.string().nullable(),
        pairs: z.array(
          z.object({
            from: z.string(),
            to: z.string(),
            days: z.number().int(),
            first: day.nullable().describe('Null: one rate that holds on every day'),
            last: day.nullable(),
            longestGapDays: z.number().int().nullable(),
            longestGapFrom: day.nullable(),
            source: z.string().describe('file: or connection:, and its name'),
          }),
        ),
        withoutRate: z
          .array(z.object({ currency: z.string(), deals: z.number().int(), first: day, last: day }))
          .describe('What they came to is unknown'),
      }),
      'The currencies',
    ),
  },
})

export const currenciesRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter().openapi(currencies, async (c) => {
    const workspace = await server.current()
    const { currency, timezone, rates } = workspace.config
    const answer = await server.cache.answer(
      ['settings', 'currencies', currency, timezone],
      await dataVersion(workspace),
      async () => ({
        pairs: await ratesByPair(db),
        withoutRate: await dealsWithoutRate(db, { currency, timezone }),
      }),
    )
    return c.json(
      {
        ...{ currency, ratesFile: rates },
        ...{ pairs: [...answer.pairs], withoutRate: [...answer.withoutRate] },
      },
      200,
    )
  })
}
