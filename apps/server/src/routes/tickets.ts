import { z } from '@hono/zod-openapi'
import { TICKET_FLAGS } from '@rapport/metrics'
import {
  countTickets,
  dataVersion,
  type ExplainedTicket,
  explainStoredTicket,
  recordPages,
  TICKET_DURATIONS,
  TICKET_SELECTIONS,
  type TicketChoice,
} from '@rapport/run'
import { audit } from '../access/audit.ts'
import { apiRoute, apiRouter, json, limitParameter, page } from '../http/api-route.ts'
import { allPages, answerWithFile, exportFormat } from '../http/export.ts'
import { notFound, type ProblemError } from '../http/problem.ts'
import type { Server } from '../server.ts'
import { type AskedSlice, askedSlice, clock, serviceFilters } from '../service/service-query.ts'
import { listTickets, ticketSorts } from '../tickets/list-tickets.ts'
import { explainedTicket, listedTicket } from '../tickets/ticket-answers.ts'
import { ticketColumns } from '../tickets/ticket-columns.ts'
import { visibleTicket } from '../tickets/visible-ticket.ts'

const seconds = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional()

const filters = serviceFilters.extend({
  selection: z.enum(TICKET_SELECTIONS).default('all').describe('Those behind one figure, or all'),
  took: z.enum(TICKET_DURATIONS).optional().describe('What `atLeast` and `below` are of'),
  atLeast: seconds.describe('Seconds that it took'),
  below: seconds,
  clock,
  sort: z.enum(ticketSorts).default('-startedAt').describe('A minus before it: the largest first'),
})

const list = apiRoute('records:read', {
  method: 'get',
  path: '/tickets',
  tags: ['Tickets'],
  summary: 'The tickets behind a service figure',
  request: { query: filters.extend({ cursor: z.string().max(1_000).optional(), limit: limitParameter }) },
  responses: { 200: json(page(listedTicket), 'A page of tickets') },
})

const exportList = apiRoute('records:export', {
  method: 'get',
  path: '/tickets/export',
  tags: ['Tickets'],
  summary: 'All tickets that the filters let through, as a file',
  request: { query: filters.extend({ format: exportFormat }) },
  responses: { 200: { description: 'The file' } },
})

const readOne = apiRoute('records:read', {
  method: 'get',
  path: '/tickets/{reference}',
  tags: ['Tickets'],
  summary: 'The clock of one ticket: what happened, which intervals ran, which were left out and why',
  request: {
    params: z.object({
      reference: z
        .string()
        .max(600)
        .openapi({ param: { name: 'reference', in: 'path' }, example: 'zendesk/ticket:1047' }),
    }),
  },
  responses: { 200: json(explainedTicket, 'The ticket') },
})

/** How many rows of an export are read at a time. */
const exportedAtOnce = 1_000

export const ticketsRoutes = (server: Server) =>
  apiRouter()
    .openapi(list, async (c) => {
      const { cursor, limit, sort, ...given } = c.req.valid('query')
      const workspace = await server.current()
      const { db } = workspace.store
      const choice = choiceOf(given, await askedSlice(workspace, c.get('principal'), given))
      const version = await dataVersion(workspace)
      const [found, total] = await Promise.all([
        server.cache.answer(['tickets', choice, sort, cursor, limit], version, () =>
          listTickets(db, choice, { sort, cursor, limit }),
        ),
        server.cache.answer(['tickets counted', choice], version, () => countTickets(db, choice)),
      ])
      return c.json({ ...found, total }, 200)
    })
    .openapi(exportList, async (c) => {
      const { format, sort, ...given } = c.req.valid('query')
      const workspace = server.unhurried(await server.current())
      const { db } = workspace.store
      const principal = c.get('principal')
      const choice = choiceOf(given, await askedSlice(workspace, principal, given))
      await audit(db, principal.actor, 'tickets.export', 'tickets', { format, sort, ...given })
      const pages = allPages((cursor) => listTickets(db, choice, { sort, cursor, limit: exportedAtOnce }))
      return answerWithFile(c, { name: 'tickets', format, columns: ticketColumns, pages })
    })
    .openapi(readOne, async (c) => {
      const { reference: text } = c.req.valid('param')
      const workspace = await server.current()
      const { db } = workspace.store
      const reference = await visibleTicket(db, c.get('principal'), text)
      const missing = (): ProblemError => notFound(`ticket ${text.slice(0, 200)}`)
      if (reference === null) throw missing()
      const found = await explainStoredTicket(workspace, reference)
      if (found === null) throw missing()
      const pages = await recordPages(workspace)
      return c.json(
        { ...ticketAnswer(found), page: pages(reference.connection, 'ticket', reference.id) },
        200,
      )
    })

function choiceOf(
  {
    selection,
    took,
    atLeast,
    below,
    clock,
  }: Pick<z.output<typeof filters>, 'selection' | 'took' | 'atLeast' | 'below' | 'clock'>,
  { slice, asOf }: AskedSlice,
): TicketChoice {
  const range =
    took === undefined
      ? {}
      : { range: { duration: took, clock, atLeast: atLeast ?? 0, below: below ?? null } }
  return { slice, selection, asOf, ...range }
}

function ticketAnswer({
  explanation,
  ...ticket
}: ExplainedTicket): Omit<z.output<typeof explainedTicket>, 'page'> {
  const { metrics, events, clocks } = explanation
  const { standing, mergedInto, category, channel, priority, topic, firstResponse } = metrics
  const { targetSeconds, dueAt, outcome, undefinedBecause } = firstResponse
  return {
    ...ticket,
    ...{ standing, mergedInto, category, channel, priority, topic, events, clocks },
    target: { seconds: targetSeconds, dueAt, outcome, undefinedBecause },
    flags: metrics.flags.map((flag) => ({ flag, means: TICKET_FLAGS[flag] })),
  }
}
