import { z } from '@hono/zod-openapi'
import { RFM_SEGMENTS } from '@rapport/metrics'
import { audit } from '../access/audit.ts'
import { customerColumns } from '../customers/customer-columns.ts'
import { type CustomerFilter, customerSorts } from '../customers/customer-filter.ts'
import { freshCustomerList } from '../customers/fresh-list.ts'
import { countCustomers, listCustomers } from '../customers/list-customers.ts'
import { apiRoute, apiRouter, json, limitParameter, page } from '../http/api-route.ts'
import { allPages, answerWithFile, exportFormat } from '../http/export.ts'
import type { Server } from '../server.ts'

/** A parameter that may be given several times. */
const several = <T extends readonly [string, ...string[]]>(values: T) =>
  z.preprocess(
    (given) => (given === undefined ? [] : [given].flat()),
    z.array(z.enum(values)).max(values.length),
  )

const churnRisks = ['low', 'medium', 'high'] as const

const filters = z.object({
  q: z
    .string()
    .max(200)
    .optional()
    .describe('A part of the name, an e-mail address, or connection/entity:id'),
  segment: several(RFM_SEGMENTS).optional().describe('Of any of these segments'),
  churnRisk: several(churnRisks).optional().describe('Of any of these churn risks'),
  sort: z
    .enum(customerSorts)
    .default('-clv')
    .describe('A minus before it: the largest first; unknown values are last'),
})

const numberWithInterval = z.object({
  value: z.number(),
  low: z.number().nullable().describe('Lower end of the 80 % interval'),
  high: z.number().nullable(),
})

const listedCustomer = z
  .object({
    id: z.number().int(),
    name: z.string().nullable(),
    besideName: z
      .string()
      .nullable()
      .describe('What tells it from others of that name on the page, such as its e-mail address'),
    record: z.string().nullable().describe('The first of its records, connection/entity:id'),
    segment: z.string().nullable(),
    churnRisk: z.string().nullable(),
    clv: numberWithInterval.nullable().describe('Null: not enough data'),
    probabilityAlive: z.number().nullable(),
    expectedOrders: z.number().nullable(),
    orders: z.number().nullable(),
    lastOrderAt: z.string().nullable().describe('A day of the workspace, YYYY-MM-DD'),
    health: z.number().nullable(),
    why: z.string().nullable(),
  })
  .openapi('ListedCustomer')

const list = apiRoute('records:read', {
  method: 'get',
  path: '/customers',
  tags: ['Customers'],
  summary: 'Customers with the numbers in force',
  request: { query: filters.extend({ cursor: z.string().max(1_000).optional(), limit: limitParameter }) },
  responses: { 200: json(page(listedCustomer), 'A page of customers') },
})

const exportList = apiRoute('records:export', {
  method: 'get',
  path: '/customers/export',
  tags: ['Customers'],
  summary: 'All customers that the filters let through, as a file',
  request: { query: filters.extend({ format: exportFormat }) },
  responses: { 200: { description: 'The file' } },
})

/** How many rows of an export are read at a time. */
const exportedAtOnce = 1_000

export const customersRoutes = (server: Server) =>
  apiRouter()
    .openapi(list, async (c) => {
      const { cursor, limit, ...given } = c.req.valid('query')
      const workspace = await server.current()
      const { db } = workspace.store
      const filter = filterOf(given, c.get('principal').agents)
      const version = await freshCustomerList(server, workspace)
      const [found, total] = await Promise.all([
        server.cache.answer(['customers', filter, cursor, limit], version, () =>
          listCustomers(db, filter, { cursor, limit }),
        ),
        server.cache.answer(['customers counted', { ...filter, sort: null }], version, () =>
          countCustomers(db, filter),
        ),
      ])
      return c.json({ ...found, total }, 200)
    })
    .openapi(exportList, async (c) => {
      const { format, ...given } = c.req.valid('query')
      const workspace = server.unhurried(await server.current())
      const { db } = workspace.store
      const { agents, actor } = c.get('principal')
      const filter = filterOf(given, agents)
      await freshCustomerList(server, workspace)
      await audit(db, actor, 'customers.export', 'customers', { format, ...given })
      const pages = allPages((cursor) => listCustomers(db, filter, { cursor, limit: exportedAtOnce }))
      return answerWithFile(c, { name: 'customers', format, columns: customerColumns, pages })
    })

const filterOf = (
  { q, segment, churnRisk, sort }: z.output<typeof filters>,
  agents: readonly string[] | null,
): CustomerFilter => ({ q, sort, agents, segment: segment ?? [], churnRisk: churnRisk ?? [] })
