import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { z } from 'zod'
import type { ZendeskControl } from '../control.ts'
import { performEdit, zendeskEdit } from '../edit-requests.ts'
import type { ZendeskState } from '../state.ts'

const faultRule = z.strictObject({
  method: z.string().optional(),
  path: z.string(),
  times: z.union([z.int().positive(), z.literal('always')]).optional(),
  skip: z.int().nonnegative().optional(),
  fault: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('status'),
      status: z.int().min(400).max(599),
      error: z.string().optional(),
      description: z.string().optional(),
      body: z.enum(['json', 'html', 'none']).optional(),
      retryAfterSeconds: z.number().nonnegative().optional(),
    }),
    z.strictObject({
      kind: z.literal('rate-limit'),
      retryAfterSeconds: z.number().nonnegative().optional(),
    }),
    z.strictObject({ kind: z.literal('reset') }),
    z.strictObject({ kind: z.literal('truncated-body') }),
    z.strictObject({ kind: z.literal('hang') }),
  ]),
})

const settings = z.strictObject({
  latencyMs: z.number().nonnegative().optional(),
  exportLagMs: z.number().nonnegative().optional(),
  csat: z.enum(['legacy', 'surveys', 'none']).optional(),
  metricSets: z.boolean().optional(),
  limits: z
    .union([
      z.enum(['off', 'team', 'professional', 'enterprise', 'high-volume']),
      z.strictObject({ general: z.int().positive(), exports: z.int().positive() }),
    ])
    .optional(),
})

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * The tester's endpoints, mounted under `/sandbox`: no part of Zendesk, no token, loopback only, not logged and not counted
 * against any limit.
 */
export function controlApp(control: ZendeskControl, state: ZendeskState): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use('*', async (context, next) => {
    if (!LOOPBACK.has(context.env.incoming.socket.remoteAddress ?? ''))
      return context.text('loopback only', 403)
    return next()
  })
  app.onError((error, context) => {
    if (
      error instanceof z.ZodError ||
      error instanceof SyntaxError ||
      /^The sandbox has no /.test(error.message)
    )
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
  app.post('/edits', async (context) =>
    context.json({ id: performEdit(state, zendeskEdit.parse(await context.req.json())) }),
  )
  return app
}
