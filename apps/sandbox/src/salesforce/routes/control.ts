import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { z } from 'zod'
import type { SalesforceControl } from '../control.ts'

const faultRule = z.strictObject({
  method: z.string().optional(),
  path: z.string(),
  times: z.union([z.int().positive(), z.literal('always')]).optional(),
  skip: z.int().nonnegative().optional(),
  fault: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(400).max(599),
      errorCode: z.string().optional(),
      message: z.string().optional(),
      body: z.enum(['json', 'html', 'none']).optional(),
      retryAfterSeconds: z.number().nonnegative().optional(),
    }),
    z.strictObject({ kind: z.literal('request-limit'), limit: z.enum(['daily', 'concurrent']) }),
    z.strictObject({ kind: z.literal('reset') }),
    z.strictObject({ kind: z.literal('reset-after-commit') }),
    z.strictObject({ kind: z.literal('truncated-body') }),
    z.strictObject({ kind: z.literal('hang') }),
    z.strictObject({
      kind: z.literal('bad-rows'),
      ids: z.array(z.string()).min(1),
      statusCode: z.string(),
      message: z.string(),
    }),
  ]),
})

const settings = z.strictObject({
  latencyMs: z.number().nonnegative().optional(),
  queryBatchSize: z.int().positive().optional(),
  bulkPageSize: z.int().positive().optional(),
  bulkPolls: z.int().nonnegative().optional(),
  bulkRequests: z.int().nonnegative().optional(),
  oldestVersion: z.int().positive().optional(),
  limits: z
    .union([
      z.enum(['off', 'enterprise', 'developer']),
      z.strictObject({
        daily: z.int().positive(),
        concurrentLong: z.int().positive(),
        longAfterMs: z.int().nonnegative(),
      }),
    ])
    .optional(),
})

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * The tester's endpoints, mounted under `/sandbox`: no part of Salesforce, no token, loopback only, not logged and not
 * counted against any limit.
 */
export function controlApp(control: SalesforceControl): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use('*', async (context, next) => {
    if (!LOOPBACK.has(context.env.incoming.socket.remoteAddress ?? ''))
      return context.text('loopback only', 403)
    return next()
  })
  app.onError((error, context) => {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return context.json({ message: error.message }, 400)
    throw error
  })
  app.get('/log', (context) => context.json(control.log()))
  app.delete('/log', (context) => {
    control.resetLog()
    return context.body(null, 204)
  })
  app.get('/counters', (context) => context.json(control.counters()))
  app.post('/faults', async (context) => {
    const rules = z.union([faultRule, z.array(faultRule)]).parse(await context.req.json())
    control.fail(...(Array.isArray(rules) ? rules : [rules]))
    return context.json({ active: control.faults.size })
  })
  app.get('/faults', (context) => context.json({ active: control.faults.size }))
  app.delete('/faults', (context) => {
    control.clearFaults()
    return context.body(null, 204)
  })
  app.patch('/settings', async (context) => {
    control.change(settings.parse(await context.req.json()))
    return context.json(control.behaviour)
  })
  app.post('/sessions/expire', (context) => {
    control.expireSessions()
    return context.body(null, 204)
  })
  app.post('/query-locators/expire', (context) => {
    control.expireQueryLocators()
    return context.body(null, 204)
  })
  app.post('/locks', async (context) => {
    const body = z.strictObject({ ids: z.array(z.string()).min(1), times: z.int().positive().default(1) })
    const { ids, times } = body.parse(await context.req.json())
    control.lockRecords(ids, times)
    return context.body(null, 204)
  })
  return app
}
