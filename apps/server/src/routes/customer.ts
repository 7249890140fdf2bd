import { z } from '@hono/zod-openapi'
import { recordUrls } from '@rapport/run'
import type { Principal } from '../access/principal.ts'
import {
  explainCustomer,
  explainCustomerNumber,
  numberHistory,
  scoresOf,
} from '../customers/customer-numbers.ts'
import {
  customerDeals,
  customerRecords,
  customerReviews,
  customerTickets,
  findVisibleCustomer,
} from '../customers/customer-records.ts'
import { apiRoute, apiRouter, idParameter, json, limitParameter } from '../http/api-route.ts'
import { notFound } from '../http/problem.ts'
import type { Server } from '../server.ts'

const part = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('Cursor of the next page') })

const deal = z
  .object({
    reference: z.string(),
    name: z.string().nullable(),
    state: z.string(),
    amount: z.string().nullable().describe('Null: not known'),
    currency: z.string().nullable(),
    closedAt: z.string().nullable(),
    reason: z.string().describe('Why it counts for this customer'),
  })
  .openapi('CustomerDeal')

const ticket = z
  .object({
    reference: z.string(),
    subject: z.string().nullable(),
    category: z.string(),
    startedAt: z.string(),
    firstResponseSeconds: z.number().nullable(),
    fcr: z.boolean().nullable().describe('Solved at the first contact; null: not known'),
  })
  .openapi('CustomerTicket')

const review = z
  .object({
    reference: z.string(),
    rating: z.number().nullable(),
    scaleMax: z.number().nullable(),
    text: z.string().nullable(),
    createdAt: z.string().nullable(),
    replyState: z.string().nullable(),
    reason: z.string().describe('Why it is of this customer'),
  })
  .openapi('CustomerReview')

const value = z.object({
  value: z.union([z.number(), z.string()]).nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  policy: z.string().nullable(),
})

const customer = z
  .object({
    id: z.number().int(),
    name: z.string().nullable(),
    level: z.enum(['company', 'contact']),
    currency: z.string(),
    records: z.array(
      z.object({
        reference: z.string(),
        name: z.string().nullable(),
        email: z.string().nullable(),
        url: z.string().nullable().describe('The record in its own system, where its address is known'),
        reason: z.string(),
      }),
    ),
    scores: z
      .record(
        z.string(),
        z.object({
          asOf: z.string(),
          policy: z.string(),
          n: z.number().int(),
          values: z.record(z.string(), value),
          why: z.string().nullable(),
          unknownReasons: z.record(z.string(), z.string()),
        }),
      )
      .describe('By family: value, service, experience, health, reputation'),
    deals: part(deal),
    tickets: part(ticket),
    reviews: part(review),
  })
  .openapi('Customer')

const tags = ['Customers']
const query = z.object({ cursor: z.string().max(1_000).optional(), limit: limitParameter })

const show = apiRoute('records:read', {
  ...{ method: 'get', path: '/customers/{id}', tags },
  summary: 'A customer: who it is, its numbers, deals, tickets and reviews',
  request: { params: idParameter },
  responses: { 200: json(customer, 'The customer') },
})

const deals = apiRoute('records:read', {
  ...{ method: 'get', path: '/customers/{id}/deals', tags },
  summary: 'The deals that count for a customer, the latest first',
  request: { params: idParameter, query },
  responses: { 200: json(part(deal), 'A page of deals') },
})

const tickets = apiRoute('records:read', {
  ...{ method: 'get', path: '/customers/{id}/tickets', tags },
  summary: 'The tickets of a customer, the latest first',
  request: { params: idParameter, query },
  responses: { 200: json(part(ticket), 'A page of tickets') },
})

const reviews = apiRoute('records:read', {
  ...{ method: 'get', path: '/customers/{id}/reviews', tags },
  summary: 'The reviews of a customer, the latest first',
  request: { params: idParameter, query },
  responses: { 200: json(part(review), 'A page of reviews') },
})

const history = apiRoute('numbers:read', {
  ...{ method: 'get', path: '/customers/{id}/history', tags },
  summary: 'How a number of a customer went',
  request: { params: idParameter, query: z.object({ metric: z.string().max(100).default('clv') }) },
  responses: {
    200: json(
      z.object({
        points: z.array(
          z.object({
            asOf: z.string(),
            value: z.union([z.number(), z.string()]).nullable(),
            low: z.number().nullable(),
            high: z.number().nullable(),
          }),
        ),
      }),
      'The points, the earliest first',
    ),
  },
})

const explanation = apiRoute('records:read', {
  ...{ method: 'get', path: '/customers/{id}/explanation', tags },
  summary: 'What a number is made of, down to the records; without a metric, all numbers',
  request: { params: idParameter, query: z.object({ metric: z.string().max(100).optional() }) },
  responses: {
    200: json(z.record(z.string(), z.unknown()), 'The same as "rapport explain --json"'),
  },
})

/** So many deals, tickets and reviews come with a customer; the rest page by page. */
const first = { cursor: undefined, limit: 20 }

export const customerRoutes = (server: Server) => {
  const { db } = server.workspace.store
  /** One that is not there and one that who asks may not see are not told apart. */
  const visible = async (principal: Principal, id: number) => {
    const found = await findVisibleCustomer(db, principal, id)
    if (found === null) throw notFound(`customer ${id}`)
    return found
  }
  return apiRouter()
    .openapi(show, async (c) => {
      const principal = c.get('principal')
      const found = await visible(principal, c.req.valid('param').id)
      const workspace = await server.current()
      const [records, explained, deals, tickets, reviews] = await Promise.all([
        customerRecords(db, found.id, await recordUrls(workspace)),
        explainCustomer(workspace, found.id),
        customerDeals(db, found.id, first),
        customerTickets(db, principal, found.id, first),
        customerReviews(db, found.id, first),
      ])
      return c.json(
        {
          ...found,
          currency: workspace.config.currency,
          records,
          scores: explained === null ? {} : scoresOf(explained),
          ...{ deals, tickets, reviews },
        },
        200,
      )
    })
    .openapi(deals, async (c) => {
      const { id } = await visible(c.get('principal'), c.req.valid('param').id)
      return c.json(await customerDeals(db, id, pageAsked(c.req.valid('query'))), 200)
    })
    .openapi(tickets, async (c) => {
      const principal = c.get('principal')
      const { id } = await visible(principal, c.req.valid('param').id)
      return c.json(await customerTickets(db, principal, id, pageAsked(c.req.valid('query'))), 200)
    })
    .openapi(reviews, async (c) => {
      const { id } = await visible(c.get('principal'), c.req.valid('param').id)
      return c.json(await customerReviews(db, id, pageAsked(c.req.valid('query'))), 200)
    })
    .openapi(history, async (c) => {
      const { id } = await visible(c.get('principal'), c.req.valid('param').id)
      const points = await numberHistory(await server.current(), id, c.req.valid('query').metric)
      return c.json({ points }, 200)
    })
    .openapi(explanation, async (c) => {
      const principal = c.get('principal')
      const { id } = await visible(principal, c.req.valid('param').id)
      const { metric } = c.req.valid('query')
      return c.json({ ...(await explainCustomerNumber(await server.current(), principal, id, metric)) }, 200)
    })
}

const pageAsked = ({ cursor, limit }: z.output<typeof query>) => ({ cursor, limit })
