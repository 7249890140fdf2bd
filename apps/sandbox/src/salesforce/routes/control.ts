import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import { z } from 'zod'
import { testerEndpoints } from '../../tester-endpoints.ts'
import type { SalesforceControl } from '../control.ts'

const fault = z.discriminatedUnion('kind', [
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
])

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

/** The tester's endpoints: those of every stand-in, counters, sessions, query locators and locks. */
export function controlApp(control: SalesforceControl): Hono<{ Bindings: HttpBindings }> {
  const app = testerEndpoints(control, { fault, settings })
  app.get('/counters', (context) => context.json(control.counters()))
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
