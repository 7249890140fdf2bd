import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'
import { z } from 'zod'
import { testerEndpoints } from '../../tester-endpoints.ts'
import type { HubspotControl } from '../control.ts'
import type { WebhookSender } from '../webhooks/sender.ts'

const policy = z.enum(['DAILY', 'SECONDLY', 'TEN_SECONDLY_ROLLING'])
const window = z.object({ requests: z.int().positive(), perMs: z.int().positive() })

const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    body: z.enum(['json', 'none']).optional(),
    retryAfterSeconds: z.number().nonnegative().optional(),
  }),
  z.strictObject({
    kind: z.literal('rate-limit'),
    policyName: policy.optional(),
    retryAfterSeconds: z.number().nonnegative().optional(),
  }),
  z.strictObject({ kind: z.literal('reset') }),
  z.strictObject({ kind: z.literal('reset-after-commit') }),
  z.strictObject({ kind: z.literal('truncated-body') }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('bad-rows'), ids: z.array(z.string()).min(1), message: z.string() }),
])

const settings = z.strictObject({
  latencyMs: z.number().nonnegative().optional(),
  searchLagMs: z.number().nonnegative().optional(),
  onInvalidValue: z.enum(['reject-batch', 'row-error']).optional(),
  restoredProperties: z.enum(['with-values', 'empty']).optional(),
  associationPageSize: z.int().positive().optional(),
  limits: z
    .union([
      z.enum(['off', 'starter', 'professional', 'enterprise']),
      z.strictObject({
        general: window,
        search: window,
        daily: z.int().positive(),
        retryAfter: z.boolean(),
      }),
    ])
    .optional(),
})

const webhookTarget = z.strictObject({
  targetUrl: z.url({ protocol: /^https?$/ }),
  clientSecret: z.string().min(1),
  appId: z.int().positive().optional(),
  subscriptions: z.array(z.string()).optional(),
  maxConcurrentRequests: z.int().min(1).max(1_000).optional(),
})

/** The tester's endpoints: those of every stand-in, counters, webhooks and tokens. */
export function controlApp(
  control: HubspotControl,
  webhooks: WebhookSender,
): Hono<{ Bindings: HttpBindings }> {
  const app = testerEndpoints(control, { fault, settings })
  app.get('/counters', (context) => context.json(control.counters()))
  app.put('/webhooks', async (context) => {
    webhooks.subscribe(webhookTarget.parse(await context.req.json()))
    return context.body(null, 204)
  })
  app.delete('/webhooks', (context) => {
    webhooks.subscribe(null)
    return context.body(null, 204)
  })
  app.get('/webhooks/deliveries', (context) => context.json(webhooks.deliveries))
  app.post('/tokens/expire', (context) => {
    control.expireTokens()
    return context.body(null, 204)
  })
  app.post('/tokens/revoke', async (context) => {
    control.revokeToken(z.object({ token: z.string() }).parse(await context.req.json()).token)
    return context.body(null, 204)
  })
  return app
}
