import { z } from '@hono/zod-openapi'
import { recordPages } from '@rapport/run'
import type { Context } from 'hono'
import { audit } from '../access/audit.ts'
import { dealColumns, reviewColumns, ticketColumns } from '../customers/customer-list-columns.ts'
import {
  type CustomerList,
  customerDeals,
  customerReviews,
  customerTickets,
  pageOf,
} from '../customers/customer-lists.ts'
import { visibleCustomer } from '../customers/visible-customer.ts'
import type { ApiEnv } from '../http/api-env.ts'
import { apiRoute, apiRouter, idParameter, json, limitParameter, page } from '../http/api-route.ts'
import { allPages, answerWithFile, type Columns, type ExportFormat, exportFormat } from '../http/export.ts'
import { recordPage } from '../http/record-page.ts'
import type { Server } from '../server.ts'

export const customerDeal = z
  .object({
    reference: z.string(),
    name: z.string().nullable(),
    state: z.string(),
    amount: z.string().nullable().describe('Null: not known'),
    currency: z.string().nullable(),
    closedAt: z.string().nullable(),
    reason: z.string().describe('Why it counts for this customer'),
    page: recordPage.nullable().describe('The deal in its own system, where its address is known'),
  })
  .openapi('CustomerDeal')

export const customerTicket = z
  .object({
    reference: z.string(),
    subject: z.string().nullable(),
    category: z.string(),
    startedAt: z.string(),
    firstResponseSeconds: z.number().nullable(),
    fcr: z.boolean().nullable().describe('Solved at the first contact; null: not known'),
  })
  .openapi('CustomerTicket')

export const customerReview = z
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

const tags = ['Customers']
const query = z.object({ cursor: z.string().max(1_000).optional(), limit: limitParameter })
type What = 'deals' | 'tickets' | 'reviews'

const listRoute = <W extends What, S extends z.ZodType>(what: W, item: S) =>
  apiRoute('records:read', {
    ...{ method: 'get', path: `/customers/{id}/${what}`, tags },
    summary: `The ${what} of a customer, the latest first`,
    request: { params: idParameter, query },
    responses: { 200: json(page(item), `A page of ${what}`) },
  })

const exportRoute = <W extends What>(what: W) =>
  apiRoute('records:export', {
    ...{ method: 'get', path: `/customers/{id}/${what}/export`, tags },
    summary: `All ${what} of a customer, as a file`,
    request: { params: idParameter, query: z.object({ format: exportFormat }) },
    responses: { 200: { description: 'The file' } },
  })

/** How many rows of an export are read at a time. */
const exportedAtOnce = 1_000

export const customerListsRoutes = (server: Server) => {
  const { db } = server.workspace.store
  const { db: unhurried } = server.unhurried(server.workspace).store
  const file = async <Item>(
    c: Context<ApiEnv>,
    list: CustomerList<Item>,
    { what, id, format, columns }: { what: What; id: number; format: ExportFormat; columns: Columns<Item> },
  ) => {
    await audit(db, c.get('principal').actor, 'customers.export', `customer ${id}`, { format, what })
    const pages = allPages((cursor) => list.page({ cursor, limit: exportedAtOnce }))
    return answerWithFile(c, { name: `customer-${id}-${what}`, format, columns, pages })
  }
  return apiRouter()
    .openapi(listRoute('deals', customerDeal), async (c) => {
      const { id } = await visibleCustomer(db, c.get('principal'), c.req.valid('param').id)
      const deals = customerDeals(db, id, await recordPages(await server.current()))
      return c.json(await pageOf(deals, partOf(c.req.valid('query'))), 200)
    })
    .openapi(listRoute('tickets', customerTicket), async (c) => {
      const principal = c.get('principal')
      const { id } = await visibleCustomer(db, principal, c.req.valid('param').id)
      return c.json(await pageOf(customerTickets(db, principal, id), partOf(c.req.valid('query'))), 200)
    })
    .openapi(listRoute('reviews', customerReview), async (c) => {
      const { id } = await visibleCustomer(db, c.get('principal'), c.req.valid('param').id)
      return c.json(await pageOf(customerReviews(db, id), partOf(c.req.valid('query'))), 200)
    })
    .openapi(exportRoute('deals'), async (c) => {
      const { id } = await visibleCustomer(db, c.get('principal'), c.req.valid('param').id)
      const { format } = c.req.valid('query')
      const deals = customerDeals(unhurried, id, await recordPages(await server.current()))
      return file(c, deals, { what: 'deals', id, format, columns: dealColumns })
    })
    .openapi(exportRoute('tickets'), async (c) => {
      const principal = c.get('principal')
      const { id } = await visibleCustomer(db, principal, c.req.valid('param').id)
      const { format } = c.req.valid('query')
      return file(c, customerTickets(unhurried, principal, id), {
        ...{ what: 'tickets', id, format, columns: ticketColumns },
      })
    })
    .openapi(exportRoute('reviews'), async (c) => {
      const { id } = await visibleCustomer(db, c.get('principal'), c.req.valid('param').id)
      const { format } = c.req.valid('query')
      return file(c, customerReviews(unhurried, id), { what: 'reviews', id, format, columns: reviewColumns })
    })
}

const partOf = ({ cursor, limit }: z.output<typeof query>) => ({ cursor, limit })
