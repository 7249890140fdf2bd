import { z } from '@hono/zod-openapi'
import { listAlerts } from '@rapport/run'
import { audit } from '../access/audit.ts'
import { checkLines } from '../connections/check-lines.ts'
import { connectionViews } from '../connections/connection-views.ts'
import { apiRoute, apiRouter, json, moment } from '../http/api-route.ts'
import { streamOf } from '../http/export.ts'
import { notFound } from '../http/problem.ts'
import type { Server } from '../server.ts'

const connection = z
  .object({
    name: z.string(),
    connector: z.string(),
    title: z.string(),
    health: z.enum(['never', 'ok', 'attention', 'failing']),
    lastSuccessAt: moment.nullable(),
    lastError: z.object({ at: moment, message: z.string(), runId: z.number().int() }).nullable(),
    rejects: z.number().int(),
    writes: z.array(z.string()).describe('What Rapport writes to'),
    answersReviews: z.boolean().describe('Answers to its reviews are sent from here'),
    budgets: z.array(
      z.object({
        name: z.string(),
        requests: z.number(),
        perMs: z.number(),
        left: z.number().nullable().describe('As the vendor last said; null: it does not say'),
        leftAt: moment.nullable().describe('When it said so'),
        blockedUntil: moment.nullable(),
      }),
    ),
    sharesWith: z.array(z.string()).describe('Connections that spend from the same budgets'),
    streams: z.array(
      z.object({
        entity: z.string(),
        isRead: z.boolean(),
        readAt: moment.nullable(),
        rows: z.number().int(),
      }),
    ),
    webhooks: z
      .object({
        waiting: z.number().int(),
        failing: z.number().int(),
        waitingSince: moment.nullable(),
        lastAt: moment.nullable(),
        refused: z
          .number()
          .int()
          .describe('Not signed as they must be, or not readable, since this process started'),
      })
      .nullable()
      .describe('Null: it never told of anything by itself'),
    next: z.object({ schedule: z.string(), at: moment }).nullable(),
  })
  .openapi('Connection')

const list = apiRoute('connections:read', {
  method: 'get',
  path: '/connections',
  tags: ['Connections'],
  summary: 'The connected systems and how they stand',
  responses: { 200: json(z.object({ items: z.array(connection) }), 'The connections') },
})

const check = apiRoute('connections:write', {
  method: 'post',
  path: '/connections/{name}/check',
  tags: ['Connections'],
  summary: 'Test a connection; each check is a line of JSON, sent as soon as it is known',
  request: {
    params: z.object({
      name: z
        .string()
        .min(1)
        .max(64)
        .openapi({ param: { name: 'name', in: 'path' } }),
    }),
  },
  responses: { 200: { description: 'Lines of JSON (application/x-ndjson): name, ok, detail' } },
})

const alert = z
  .object({
    id: z.number().int(),
    schedule: z.string(),
    kind: z.string().describe('failed, repeated, silent, recovered'),
    at: moment,
    runId: z.number().int().nullable(),
    subject: z.string(),
    body: z.string(),
    deliveries: z.array(
      z.object({
        channel: z.string(),
        state: z.string(),
        tries: z.number().int(),
        error: z.string().nullable(),
        sentAt: moment.nullable(),
      }),
    ),
  })
  .openapi('Alert')

const alerts = apiRoute('runs:read', {
  method: 'get',
  path: '/alerts',
  tags: ['Alerts'],
  summary: 'Which schedules fail now, the latest alerts, and the channels with what they were last sent',
  responses: {
    200: json(
      z.object({
        schedules: z.array(
          z.object({
            schedule: z.string(),
            failures: z.number().int(),
            failingSince: moment.nullable(),
            lastSuccessAt: moment.nullable(),
            isSilent: z.boolean().describe('None went well for longer than it may'),
          }),
        ),
        channels: z.array(
          z.object({
            name: z.string(),
            kind: z.enum(['email', 'webhook', 'slack']),
            last: z
              .object({ state: z.string(), at: moment.nullable(), error: z.string().nullable() })
              .nullable(),
          }),
        ),
        items: z.array(alert),
      }),
      'The alerts',
    ),
  },
})

const alertsShown = 50

export const connectionsRoutes = (server: Server) => {
  const { db } = server.workspace.store
  return apiRouter()
    .openapi(list, async (c) => {
      const views = await connectionViews(await server.current(), server, server.now())
      const items = views.map((view) => ({
        ...view,
        writes: [...view.writes],
        budgets: [...view.budgets],
        sharesWith: [...view.sharesWith],
        streams: [...view.streams],
      }))
      return c.json({ items }, 200)
    })
    .openapi(check, async (c) => {
      const { name } = c.req.valid('param')
      const workspace = await server.current()
      if (!Object.hasOwn(workspace.config.connections, name)) throw notFound(`connection "${name}"`)
      await audit(db, c.get('principal').actor, 'connection.check', `connection ${name}`)
      const signal = AbortSignal.any([c.req.raw.signal, server.closing])
      const log = c.get('log')
      const lines = async function* (): AsyncGenerator<string> {
        try {
          for await (const line of checkLines(workspace, name, signal)) yield `${JSON.stringify(line)}\n`
        } catch (error) {
          log.error({ err: error, connection: name }, 'a check failed by itself')
        }
      }
      c.header('Content-Type', 'application/x-ndjson')
      c.header('X-Accel-Buffering', 'no')
      return c.body(streamOf(lines()), 200)
    })
    .openapi(alerts, async (c) => {
      const { config } = await server.current()
      const [states, found] = await Promise.all([
        db.selectFrom('alert_state').selectAll().orderBy('schedule').execute(),
        listAlerts(db, alertsShown),
      ])
      const items = found.map((one) => ({
        ...{ id: one.id, schedule: one.schedule, kind: one.kind, runId: one.run_id },
        ...{ at: one.at.toISOString(), subject: one.subject, body: one.body },
        deliveries: one.deliveries.map(({ channel, state, tries, error, sent_at }) => ({
          ...{ channel, state, tries, error },
          sentAt: sent_at?.toISOString() ?? null,
        })),
      }))
      return c.json(
        {
          schedules: states
            .filter(({ schedule }) => Object.hasOwn(config.schedules, schedule))
            .map((state) => ({
              ...{ schedule: state.schedule, failures: state.failures, isSilent: state.told_silent },
              failingSince: state.failing_since?.toISOString() ?? null,
              lastSuccessAt: state.last_success_at?.toISOString() ?? null,
            })),
          channels: Object.entries(config.alerts.channels).map(([name, ways]) => {
            const last = items.flatMap(({ deliveries }) => deliveries).find(({ channel }) => channel === name)
            return {
              name,
              kind:
                ways.email !== undefined
                  ? ('email' as const)
                  : ways.slack !== undefined
                    ? ('slack' as const)
                    : ('webhook' as const),
              last: last === undefined ? null : { state: last.state, at: last.sentAt, error: last.error },
            }
          }),
          items,
        },
        200,
      )
    })
}
