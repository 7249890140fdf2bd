import { z } from '@hono/zod-openapi'
import { cancelRequest, cancelRun, requestRun, viewRun, type Workspace } from '@rapport/run'
import { countWorkers } from '@rapport/store'
import { audit } from '../access/audit.ts'
import {
  apiRoute,
  apiRouter,
  idParameter,
  json,
  jsonBody,
  limitParameter,
  moment,
  page,
} from '../http/api-route.ts'
import { notFound, ProblemError } from '../http/problem.ts'
import { listRuns } from '../runs/list-runs.ts'
import { listedRun, listedRunOf, openedRun, planOrder, runAnswer, runStates } from '../runs/run-answers.ts'
import { runEvents } from '../runs/run-events.ts'
import type { Server } from '../server.ts'

const filters = z.object({
  state: z
    .preprocess((given) => (given === undefined ? [] : [given].flat()), z.array(z.enum(runStates)).max(7))
    .optional()
    .describe('In any of these states'),
  kind: z.string().max(40).optional().describe('Such as sync, apply, revert'),
  schedule: z.string().max(64).optional().describe('Begun by this schedule'),
})

const list = apiRoute('runs:read', {
  method: 'get',
  path: '/runs',
  tags: ['Runs'],
  summary: 'Runs, the latest first',
  request: { query: filters.extend({ cursor: z.string().max(1_000).optional(), limit: limitParameter }) },
  responses: { 200: json(page(listedRun), 'A page of runs') },
})

const open = apiRoute('runs:read', {
  method: 'get',
  path: '/runs/{id}',
  tags: ['Runs'],
  summary: 'A run with its steps, as it stands now',
  request: { params: idParameter },
  responses: { 200: json(openedRun.extend({ result: listedRun }), 'The run') },
})

const events = apiRoute('runs:read', {
  method: 'get',
  path: '/runs/{id}/events',
  tags: ['Runs'],
  summary: 'How a run goes: its whole view at each change (event "run"), until it is over (event "end")',
  request: { params: idParameter },
  responses: { 200: { description: 'Server-sent events (text/event-stream)' } },
})

const wanted = z
  .strictObject({
    // Never by omission: a sync writes to the connected systems.
    dryRun: z.boolean().describe('Plan, but write nothing; without it plans:apply is needed'),
    connections: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(200)
      .nullable()
      .default(null)
      .describe('Only these are read and written; null: all'),
    confirm: z.boolean().default(false).describe('Write although a guard rail would stop; needs plans:apply'),
  })
  .openapi('WantedRun')

const followed = z.object({
  requestId: z.number().int(),
  follow: z.string().describe('Where it is told which run does it'),
})

const request = apiRoute('runs:start', {
  method: 'post',
  path: '/runs',
  tags: ['Runs'],
  summary: 'Ask for a sync; a worker begins it as soon as the workspace is free',
  request: jsonBody(wanted),
  responses: { 202: json(followed, 'It is asked for') },
})

const cancel = apiRoute('runs:start', {
  method: 'post',
  path: '/runs/{id}/cancel',
  tags: ['Runs'],
  summary: 'Stop a run wherever it works; what was committed stays',
  request: { params: idParameter },
  responses: { 202: { description: 'It is told to stop, which takes seconds' } },
})

const listedRequest = z
  .object({
    id: z.number().int(),
    state: z.string().describe('queued, running, waiting, done, skipped, cancelled'),
    dryRun: z.boolean(),
    connections: z.array(z.string()).nullable(),
    requestedBy: z.string(),
    requestedAt: moment,
    schedule: z.string().nullable(),
    plan: planOrder,
    runId: z.number().int().nullable(),
    notBefore: moment.nullable().describe('When a parked one goes on'),
    outcome: z.string().nullable(),
    note: z.string().nullable(),
  })
  .openapi('RunRequest')

const requests = apiRoute('runs:read', {
  method: 'get',
  path: '/run-requests',
  tags: ['Runs'],
  summary: 'Runs that are asked for and have not ended, and how many workers there are to do them',
  responses: {
    200: json(
      z.object({ items: z.array(listedRequest), workers: z.number().int().describe('None: nothing begins') }),
      'Those that are open',
    ),
  },
})

const openRequest = apiRoute('runs:read', {
  method: 'get',
  path: '/run-requests/{id}',
  tags: ['Runs'],
  summary: 'What became of a run that was asked for',
  request: { params: idParameter },
  responses: { 200: json(listedRequest, 'The request') },
})

const takeBack = apiRoute('runs:start', {
  method: 'post',
  path: '/run-requests/{id}/cancel',
  tags: ['Runs'],
  summary: 'Take back a request whose run has not begun',
  request: { params: idParameter },
  responses: { 204: { description: 'It is taken back' } },
})

export const runsRoutes = (server: Server) => {
  const { db, workspace } = server.workspace.store
  return apiRouter()
    .openapi(list, async (c) => {
      const { cursor, limit, state = [], kind, schedule } = c.req.valid('query')
      const found = await listRuns(db, { state, kind, schedule }, { cursor, limit })
      return c.json({ ...found, total: null }, 200)
    })
    .openapi(open, async (c) => {
      const { id } = c.req.valid('param')
      const [view, stored] = await Promise.all([
        viewRun(db, id),
        db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst(),
      ])
      if (view === null || stored === undefined) throw notFound(`run ${id}`)
      return c.json({ ...runAnswer(view), result: listedRunOf(stored) }, 200)
    })
    .openapi(events, async (c) => {
      const { id } = c.req.valid('param')
      if ((await viewRun(db, id)) === null) throw notFound(`run ${id}`)
      const closed = server.streams.open(c.get('principal').userId)
      c.header('Content-Type', 'text/event-stream')
      c.header('Cache-Control', 'no-store')
      c.header('X-Accel-Buffering', 'no')
      return c.body(runEvents(server, id, c.req.raw.signal, closed), 200)
    })
    .openapi(request, async (c) => {
      const { dryRun, connections, confirm } = c.req.valid('json')
      const { actor, permissions } = c.get('principal')
      if ((confirm || !dryRun) && !permissions.has('plans:apply'))
        throw new ProblemError(403, 'not-allowed', 'A run that writes needs plans:apply: ask for a dry run.')
      mustBeKnown(await server.current(), connections)
      const { requestId } = await requestRun(db, { dryRun, connections, confirm, requestedBy: actor })
      await audit(db, actor, 'run.request', `request ${requestId}`, { dryRun, connections, confirm })
      return c.json({ requestId, follow: `/api/run-requests/${requestId}` }, 202)
    })
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param')
      if (await cancelRun(db, id, c.get('principal').actor)) return c.body(null, 202)
      if ((await viewRun(db, id)) === null) throw notFound(`run ${id}`)
      throw new ProblemError(409, 'over', `Run ${id} is over: there is nothing to cancel.`)
    })
    .openapi(requests, async (c) => {
      const rows = await db
        .selectFrom('run_request')
        .selectAll()
        .where('state', 'in', ['queued', 'running', 'waiting'])
        .orderBy('id')
        .limit(200)
        .execute()
      return c.json({ items: rows.map(requestAnswer), workers: await countWorkers(db, workspace) }, 200)
    })
    .openapi(openRequest, async (c) => {
      const { id } = c.req.valid('param')
      const row = await db.selectFrom('run_request').selectAll().where('id', '=', id).executeTakeFirst()
      if (row === undefined) throw notFound(`run request ${id}`)
      return c.json(requestAnswer(row), 200)
    })
    .openapi(takeBack, async (c) => {
      const { id } = c.req.valid('param')
      const { actor } = c.get('principal')
      if (await cancelRequest(db, id, actor)) {
        await audit(db, actor, 'run.take-back', `request ${id}`)
        return c.body(null, 204)
      }
      const row = await db.selectFrom('run_request').select('run_id').where('id', '=', id).executeTakeFirst()
      if (row === undefined) throw notFound(`run request ${id}`)
      throw new ProblemError(
        409,
        'begun',
        row.run_id === null
          ? `Request ${id} is over.`
          : `Its run has begun: cancel run ${row.run_id} in its place.`,
      )
    })
}

function mustBeKnown({ config }: Workspace, connections: readonly string[] | null): void {
  const known = Object.keys(config.connections)
  const unknown = connections?.find((name) => !known.includes(name))
  if (unknown === undefined) return
  const message = `there is no connection "${unknown}" (there: ${known.join(', ') || 'none'})`
  throw new ProblemError(422, 'invalid', `json.connections: ${message}`, {
    errors: [{ path: 'json.connections', message }],
  })
}

interface StoredRequest {
  readonly id: number
  readonly state: string
  readonly dry_run: boolean
  readonly connections: unknown
  readonly requested_by: string
  readonly requested_at: Date
  readonly schedule: string | null
  readonly plan: unknown
  readonly run_id: number | null
  readonly not_before: Date | null
  readonly outcome: string | null
  readonly note: string | null
}

const connectionNames = z.array(z.string()).nullable().catch(null)
const order = planOrder.catch(null)

const requestAnswer = (row: StoredRequest): z.input<typeof listedRequest> => ({
  ...{ id: row.id, state: row.state, dryRun: row.dry_run, requestedBy: row.requested_by },
  ...{ schedule: row.schedule, runId: row.run_id, outcome: row.outcome, note: row.note },
  connections: connectionNames.parse(row.connections),
  plan: order.parse(row.plan),
  requestedAt: row.requested_at.toISOString(),
  notBefore: row.state === 'waiting' ? (row.not_before?.toISOString() ?? null) : null,
})
