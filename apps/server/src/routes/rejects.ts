import { z } from '@hono/zod-openapi'
import { retryRejects } from '@rapport/run'
import { audit } from '../access/audit.ts'
import { apiRoute, apiRouter, json, jsonBody, limitParameter, moment, page } from '../http/api-route.ts'
import { allPages, answerWithFile, exportFormat } from '../http/export.ts'
import { ProblemError } from '../http/problem.ts'
import {
  countRejects,
  groupRejects,
  type ListedReject,
  listRejects,
  outcomes,
} from '../rejects/list-rejects.ts'
import type { Server } from '../server.ts'

const stages = ['extract', 'identity', 'score', 'write'] as const
const name = z.string().min(1).max(64).optional()

const filters = z.object({
  stage: z.enum(stages).optional().describe('Where they were set aside'),
  connection: name,
  entity: name,
  reason: z.string().min(1).max(300).optional().describe('A kind of reason, as the groups name it'),
  q: z.string().max(200).optional().describe("A part of the record's id or of the reason"),
})
const listFilters = filters.extend({
  outcome: z.enum(outcomes).optional().describe('What became of those that were asked for again'),
})

const listedReject = z
  .object({
    id: z.number().int(),
    record: z.string().describe('connection/entity:id'),
    stage: z.string(),
    connection: z.string(),
    entity: z.string(),
    reason: z.string(),
    tries: z.number().int(),
    firstAt: moment,
    lastAt: moment,
    outcome: z.enum(outcomes),
    retry: z.string().nullable().describe('by id, from the start, next run'),
    retryAskedAt: moment.nullable(),
    retryAskedBy: z.string().nullable(),
  })
  .openapi('Reject')

const list = apiRoute('rejects:read', {
  method: 'get',
  path: '/rejects',
  tags: ['Rejects'],
  summary: 'Records that are set aside, and why',
  request: { query: listFilters.extend({ cursor: z.string().max(1_000).optional(), limit: limitParameter }) },
  responses: { 200: json(page(listedReject), 'A page of records') },
})

const groups = apiRoute('rejects:read', {
  method: 'get',
  path: '/rejects/groups',
  tags: ['Rejects'],
  summary: 'What is set aside by its reasons, the most frequent first',
  request: { query: filters },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z.object({
            stage: z.string(),
            connection: z.string(),
            entity: z.string(),
            reason: z.string(),
            example: z.string(),
            records: z.number().int(),
            waiting: z.number().int().describe('Asked for again, and not tried yet'),
            lastAt: moment,
          }),
        ),
      }),
      'The groups',
    ),
  },
})

const exportList = apiRoute('records:export', {
  method: 'get',
  path: '/rejects/export',
  tags: ['Rejects'],
  summary: 'All records that the filters let through, as a file',
  request: { query: listFilters.extend({ format: exportFormat }) },
  responses: { 200: { description: 'The file' } },
})

const asked = z
  .strictObject({
    ids: z.array(z.number().int().positive()).min(1).max(1_000).optional(),
    all: z.literal(true).optional().describe('All that the filters let through'),
    ...filters.shape,
  })
  .refine(({ ids, all }) => (ids === undefined) !== (all === undefined), { error: 'give ids, or all: true' })

const retry = apiRoute('rejects:retry', {
  method: 'post',
  path: '/rejects/retry',
  tags: ['Rejects'],
  summary: 'Try records again: by their ids where the connector can, else by the next sync',
  request: jsonBody(asked),
  responses: {
    202: json(
      z.object({
        byId: z.number().int().describe('Read by their ids within moments'),
        fromTheStart: z.number().int().describe('The next sync reads their streams from the start'),
        nextRun: z.number().int().describe('The next run looks at them anyway'),
        toPutBack: z
          .number()
          .int()
          .describe('A revert was refused them: reverting the plan again puts them back, no run does'),
      }),
      'What is done about them',
    ),
  },
})

const columns = {
  record: ({ record }: ListedReject) => record,
  stage: ({ stage }: ListedReject) => stage,
  reason: ({ reason }: ListedReject) => reason,
  tries: ({ tries }: ListedReject) => tries,
  first_at: ({ firstAt }: ListedReject) => firstAt,
  last_at: ({ lastAt }: ListedReject) => lastAt,
  outcome: ({ outcome }: ListedReject) => outcome,
}

/** How many rows of an export are read at a time. */
const exportedAtOnce = 1_000

export const rejectsRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter()
    .openapi(list, async (c) => {
      const { cursor, limit, outcome, ...given } = c.req.valid('query')
      const filter = { ...given, outcome }
      const [found, total] = await Promise.all([
        listRejects(db, filter, { cursor, limit }),
        countRejects(db, filter),
      ])
      return c.json({ ...found, total }, 200)
    })
    .openapi(groups, async (c) => c.json({ items: await groupRejects(db, c.req.valid('query')) }, 200))
    .openapi(exportList, async (c) => {
      const { format, outcome, ...given } = c.req.valid('query')
      const { actor, permissions } = c.get('principal')
      if (!permissions.has('rejects:read'))
        throw new ProblemError(403, 'not-allowed', 'Exporting what is set aside needs rejects:read too.')
      await audit(db, actor, 'rejects.export', 'rejects', { format, outcome, ...given })
      const { db: unhurried } = server.unhurried(server.workspace).store
      const pages = allPages((cursor) =>
        listRejects(unhurried, { ...given, outcome }, { cursor, limit: exportedAtOnce }),
      )
      return answerWithFile(c, { name: 'rejects', format, columns, pages })
    })
    .openapi(retry, async (c) => {
      const { all: _, ...filter } = c.req.valid('json')
      return c.json(
        await retryRejects(server.unhurried(await server.current()), filter, c.get('principal').actor),
        202,
      )
    })
}
