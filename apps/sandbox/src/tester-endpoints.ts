import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { z } from 'zod'
import type { FaultRule } from './fault-plan.ts'

/** What the tester can do with every stand-in. */
export interface TesterControl<Fault, Settings> {
  readonly faults: { readonly size: number }
  readonly behaviour: object
  log(): readonly object[]
  resetLog(): void
  fail(...rules: FaultRule<Fault>[]): void
  clearFaults(): void
  change(settings: Settings): void
}

/** How the bodies of requests to the tester's endpoints are read. */
export interface TesterBodies<Fault, Settings> {
  readonly fault: z.ZodType<Fault>
  readonly settings: z.ZodType<Settings>
}

/** A call without what it wrote, which of a long log is nearly all. */
const withoutEffects = (entry: object): object =>
  Object.fromEntries(Object.entries(entry).filter(([name]) => name !== 'effects'))

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * The tester's endpoints that every stand-in has, mounted under `/sandbox`: no part of the vendor, no token, loopback only, not
 * logged and not counted against any limit.
 */
export function testerEndpoints<Fault, Settings>(
  control: TesterControl<Fault, Settings>,
  { fault, settings }: TesterBodies<Fault, Settings>,
): Hono<{ Bindings: HttpBindings }> {
  const faultRule = z.strictObject({
    method: z.string().optional(),
    path: z.string(),
    times: z.union([z.int().positive(), z.literal('always')]).optional(),
    skip: z.int().nonnegative().optional(),
    fault,
  })
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.use('*', async (context, next) => {
    if (!LOOPBACK.has(context.env.incoming.socket.remoteAddress ?? ''))
      return context.text('loopback only', 403)
    return next()
  })
  app.onError((error, context) => {
    const isTold =
      error instanceof z.ZodError ||
      error instanceof SyntaxError ||
      /^The sandbox has no /.test(error.message)
    if (isTold) return context.json({ message: error.message }, 400)
    throw error
  })
  app.get('/log', (context) => {
    const log = control.log()
    return context.json(context.req.query('effects') === 'none' ? log.map(withoutEffects) : log)
  })
  app.delete('/log', (context) => {
    control.resetLog()
    return context.body(null, 204)
  })
  app.get('/faults', (context) => context.json({ active: control.faults.size }))
  app.post('/faults', async (context) => {
    const rules = z.union([faultRule, z.array(faultRule)]).parse(await context.req.json())
    control.fail(...(Array.isArray(rules) ? rules : [rules]))
    return context.json({ active: control.faults.size })
  })
  app.delete('/faults', (context) => {
    control.clearFaults()
    return context.body(null, 204)
  })
  app.patch('/settings', async (context) => {
    control.change(settings.parse(await context.req.json()))
    return context.json(control.behaviour)
  })
  return app
}
