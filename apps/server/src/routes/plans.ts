import { z } from '@hono/zod-openapi'
import { PlanRequestError, requestPlan } from '@rapport/run'
import { PlanError } from '@rapport/writeback'
import { audit } from '../access/audit.ts'
import { apiRoute, apiRouter, idParameter, json, jsonBody, limitParameter, page } from '../http/api-route.ts'
import { allPages, answerWithFile, exportFormat } from '../http/export.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import { changesOf, countPlanItems, existingPlan, listPlanItems } from '../plans/list-plan-items.ts'
import {
  changeColumns,
  itemStates,
  listedPlan,
  openedPlan,
  planItem,
  planStates,
} from '../plans/plan-answers.ts'
import { listPlans, openPlan } from '../plans/read-plans.ts'
import type { Server } from '../server.ts'

const list = apiRoute('plans:read', {
  method: 'get',
  path: '/plans',
  tags: ['Plans'],
  summary: 'What was planned to be written, the latest first',
  request: {
    query: z.object({
      connection: z.string().max(64).optional(),
      state: z
        .preprocess(
          (given) => (given === undefined ? [] : [given].flat()),
          z.array(z.enum(planStates)).max(6),
        )
        .optional(),
      kind: z.enum(['write', 'revert']).optional(),
      cursor: z.string().max(1_000).optional(),
      limit: limitParameter,
    }),
  },
  responses: { 200: json(page(listedPlan), 'A page of plans') },
})

const open = apiRoute('plans:read', {
  method: 'get',
  path: '/plans/{id}',
  tags: ['Plans'],
  summary: 'A plan: records by what becomes of them, and by field',
  request: { params: idParameter },
  responses: { 200: json(openedPlan, 'The plan') },
})

const itemFilters = z.object({
  state: z.enum(itemStates).optional(),
  field: z.string().min(1).max(100).optional().describe('Only records in which it changes'),
  q: z.string().max(200).optional().describe('A part of the name, or the id of the record'),
})

const items = apiRoute('plans:read', {
  method: 'get',
  path: '/plans/{id}/items',
  tags: ['Plans'],
  summary: 'What a plan does to each record, old and new',
  request: {
    params: idParameter,
    query: itemFilters.extend({ cursor: z.string().max(1_000).optional(), limit: limitParameter }),
  },
  responses: { 200: json(page(planItem), 'A page of records') },
})

const exportItems = apiRoute('records:export', {
  method: 'get',
  path: '/plans/{id}/items/export',
  tags: ['Plans'],
  summary: 'All changes that the filters let through, a field of a record each, as a file',
  request: { params: idParameter, query: itemFilters.extend({ format: exportFormat }) },
  responses: { 200: { description: 'The file' } },
})

const followed = z.object({
  requestId: z.number().int(),
  follow: z.string().describe('Where it is told which run does it'),
})

const apply = apiRoute('plans:apply', {
  method: 'post',
  path: '/plans/{id}/apply',
  tags: ['Plans'],
  summary: 'Write a plan, by a worker; one that a guard rail stopped needs "confirm"',
  request: { params: idParameter, ...jsonBody(z.strictObject({ confirm: z.boolean().default(false) })) },
  responses: { 202: json(followed, 'It is asked for') },
})

const revert = apiRoute('plans:apply', {
  method: 'post',
  path: '/plans/{id}/revert',
  tags: ['Plans'],
  summary:
    'Put back what stood there before a plan, by a worker; what was put back is held until it is released',
  request: { params: idParameter },
  responses: { 202: json(followed, 'It is asked for') },
})

/** How many records of an export are read at a time. */
const exportedAtOnce = 1_000

export const plansRoutes = (server: Server) => {
  const { db } = server.workspace.store
  const ask = async (action: 'apply' | 'revert', id: number, confirm: boolean, requestedBy: string) => {
    try {
      const { requestId } = await requestPlan(db, { order: { action, id }, confirm, requestedBy })
      return { requestId, follow: `/api/run-requests/${requestId}` }
    } catch (error) {
      throw asProblem(error, id)
    }
  }
  return apiRouter()
    .openapi(list, async (c) => {
      const { cursor, limit, state = [], connection, kind } = c.req.valid('query')
      return c.json(
        { ...(await listPlans(db, { state, connection, kind }, { cursor, limit })), total: null },
        200,
      )
    })
    .openapi(open, async (c) => c.json(await openPlan(db, c.req.valid('param').id), 200))
    .openapi(items, async (c) => {
      const { cursor, limit, state, field, q } = c.req.valid('query')
      const plan = await existingPlan(db, c.req.valid('param').id)
      const filter = { state, field, q }
      const [found, total] = await Promise.all([
        listPlanItems(db, plan, filter, { cursor, limit }),
        countPlanItems(db, plan, filter),
      ])
      return c.json({ ...found, total }, 200)
    })
    .openapi(exportItems, async (c) => {
      const { format, state, field, q } = c.req.valid('query')
      const { actor, permissions } = c.get('principal')
      if (!permissions.has('plans:read'))
        throw new ProblemError(403, 'not-allowed', 'Exporting a plan needs plans:read too.')
      const plan = await existingPlan(db, c.req.valid('param').id)
      await audit(db, actor, 'plan.export', `plan ${plan.id}`, { format, state, field, q })
      const filter = { state, field, q }
      const { db: unhurried } = server.unhurried(server.workspace).store
      const pages = allPages(async (cursor) => {
        const found = await listPlanItems(unhurried, plan, filter, { cursor, limit: exportedAtOnce })
        const lines = found.items.flatMap(changesOf)
        return {
          items: field === undefined ? lines : lines.filter((line) => line.field === field),
          next: found.next,
        }
      })
      return answerWithFile(c, { name: `plan-${plan.id}`, format, columns: changeColumns, pages })
    })
    .openapi(apply, async (c) => {
      const { confirm } = c.req.valid('json')
      return c.json(await ask('apply', c.req.valid('param').id, confirm, c.get('principal').actor), 202)
    })
    .openapi(revert, async (c) =>
      c.json(await ask('revert', c.req.valid('param').id, true, c.get('principal').actor), 202),
    )
}

function asProblem(error: unknown, id: number): unknown {
  if (error instanceof PlanRequestError) {
    const kind = {
      unconfirmed: 'confirmation-needed',
      impossible: 'conflict',
      'asked already': 'under-way',
    } as const
    return new ProblemError(409, kind[error.kind], sentence(error.message), { cause: error })
  }
  return error instanceof PlanError ? notFound(`plan ${id}`) : error
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
