import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import { z } from 'zod'
import { testerEndpoints } from '../../tester-endpoints.ts'
import type { ZendeskControl } from '../control.ts'
import { performEdit, zendeskEdit } from '../edit-requests.ts'
import type { ZendeskState } from '../state.ts'

const fault = z.discriminatedUnion('kind', [
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
])

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

/** The tester's endpoints: those of every stand-in, counters and what people do in the account. */
export function controlApp(control: ZendeskControl, state: ZendeskState): Hono<{ Bindings: HttpBindings }> {
  const app = testerEndpoints(control, { fault, settings })
  app.get('/counters', (context) => context.json(control.counters()))
  app.post('/edits', async (context) =>
    context.json({ id: performEdit(state, zendeskEdit.parse(await context.req.json())) }),
  )
  return app
}
