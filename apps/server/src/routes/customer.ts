import { z } from '@hono/zod-openapi'
import { recordPages } from '@rapport/run'
import { customerDeals, customerReviews, customerTickets, pageOf } from '../customers/customer-lists.ts'
import {
  explainCustomer,
  explainCustomerNumber,
  numberHistory,
  scoresOf,
} from '../customers/customer-numbers.ts'
import { customerRecords } from '../customers/customer-records.ts'
import { visibleCustomer } from '../customers/visible-customer.ts'
import { apiRoute, apiRouter, idParameter, json, page } from '../http/api-route.ts'
import { recordPage } from '../http/record-page.ts'
import type { Server } from '../server.ts'
import { customerDeal, customerReview, customerTicket } from './customer-lists.ts'

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
        page: recordPage.nullable().describe('The record in its own system, where its address is known'),
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
    deals: page(customerDeal),
    tickets: page(customerTicket),
    reviews: page(customerReview),
  })
  .openapi('Customer')

const tags = ['Customers']

const show = apiRoute('records:read', {
  ...{ method: 'get', path: '/customers/{id}', tags },
  summary: 'A customer: who it is, its numbers, deals, tickets and reviews',
  request: { params: idParameter },
  responses: { 200: json(customer, 'The customer') },
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
  return apiRouter()
    .openapi(show, async (c) => {
      const principal = c.get('principal')
      const found = await visibleCustomer(db, principal, c.req.valid('param').id)
      const workspace = await server.current()
      const pages = await recordPages(workspace)
      const [records, explained, deals, tickets, reviews] = await Promise.all([
        customerRecords(db, found.id, pages),
        explainCustomer(workspace, found.id),
        pageOf(customerDeals(db, found.id, pages), first),
        pageOf(customerTickets(db, principal, found.id), first),
        pageOf(customerReviews(db, found.id), first),
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
    .openapi(history, async (c) => {
      const { id } = await visibleCustomer(db, c.get('principal'), c.req.valid('param').id)
      const points = await numberHistory(await server.current(), id, c.req.valid('query').metric)
      return c.json({ points }, 200)
    })
    .openapi(explanation, async (c) => {
      const principal = c.get('principal')
      const { id } = await visibleCustomer(db, principal, c.req.valid('param').id)
      const { metric } = c.req.valid('query')
      return c.json({ ...(await explainCustomerNumber(await server.current(), principal, id, metric)) }, 200)
    })
}
