import { z } from '@hono/zod-openapi'
import { planOrderOf, type RunView } from '@rapport/run'
import { moment } from '../http/api-route.ts'

export const runStates = [
  'running',
  'succeeded',
  'partial',
  'stopped',
  'failed',
  'cancelled',
  'waiting',
] as const

/** The one plan that a run applies or takes back. */
export const planOrder = z
  .object({ action: z.enum(['apply', 'revert']), id: z.number().int() })
  .nullable()
  .describe('The one plan that it applies or takes back; null: it is a sync')

/** A run as lists have it. */
export const listedRun = z
  .object({
    id: z.number().int(),
    kind: z.string().describe('sync, apply, revert, or its stages'),
    state: z.string(),
    dryRun: z.boolean(),
    requestedBy: z.string().nullable().describe('Null: the command line'),
    schedule: z.string().nullable(),
    plan: planOrder,
    startedAt: moment,
    finishedAt: moment.nullable(),
    seconds: z.number().nullable(),
    waitingUntil: moment.nullable().describe('When one that is parked goes on'),
    message: z.string().nullable().describe('Why it stopped, waits or failed, and what to do'),
    planIds: z.array(z.number().int()),
    written: z.number().int().nullable(),
    rejected: z.number().int().nullable(),
  })
  .openapi('ListedRun')

const step = z.object({
  position: z.number().int(),
  name: z.string(),
  connection: z.string().nullable(),
  subject: z.string().nullable(),
  state: z.string(),
  attempts: z.number().int(),
  counts: z.record(z.string(), z.number()),
  perSecond: z.number().nullable(),
  secondsToGo: z.number().nullable(),
  calls: z.object({ reads: z.number(), writes: z.number(), throttled: z.number() }),
  budgets: z.array(
    z.object({ name: z.string(), requests: z.number(), perMs: z.number(), left: z.number().nullable() }),
  ),
  seconds: z.number().nullable(),
  message: z.string().nullable(),
  worker: z.string().nullable(),
})

/** A run with its steps, as it stands now; also what its events carry. */
export const openedRun = z
  .object({
    id: z.number().int(),
    kind: z.string(),
    state: z.string(),
    dryRun: z.boolean(),
    requestedBy: z.string().nullable(),
    schedule: z.string().nullable(),
    startedAt: moment,
    finishedAt: moment.nullable(),
    message: z.string().nullable(),
    cancelRequestedBy: z.string().nullable(),
    isLed: z
      .boolean()
      .describe('False where it goes on and nobody leads it just now: another process takes it up'),
    steps: z.array(step),
  })
  .openapi('Run')
export type OpenedRun = z.input<typeof openedRun>

/** A view of a run as its answer. */
export function runAnswer(view: RunView): OpenedRun {
  return {
    ...view,
    startedAt: view.startedAt.toISOString(),
    finishedAt: view.finishedAt?.toISOString() ?? null,
    steps: view.steps.map((one) => ({
      ...one,
      counts: { ...one.counts },
      calls: { ...one.calls },
      budgets: [...one.budgets],
    })),
  }
}

/** A run as it is stored. */
export interface StoredRun {
  readonly id: number
  readonly kind: string
  readonly state: string
  readonly dry_run: boolean
  readonly requested_by: string | null
  readonly schedule: string | null
  readonly settings: unknown
  readonly started_at: Date
  readonly finished_at: Date | null
  readonly summary: unknown
  readonly error: string | null
}

/** What a run is kept with when it ends; other versions of Rapport may have kept more or less. */
const summary = z.looseObject({
  planIds: z.array(z.number()).catch([]),
  written: z.number().nullable().catch(null),
  rejected: z.number().nullable().catch(null),
  waitingUntil: z.iso.datetime().nullable().catch(null),
})

export function listedRunOf(run: StoredRun): z.input<typeof listedRun> {
  const kept = summary.safeParse(run.summary).data
  return {
    ...{ id: run.id, kind: run.kind, state: run.state, dryRun: run.dry_run },
    ...{ requestedBy: run.requested_by, schedule: run.schedule, plan: planOrderOf(run.settings) },
    startedAt: run.started_at.toISOString(),
    finishedAt: run.finished_at?.toISOString() ?? null,
    seconds:
      run.finished_at === null
        ? null
        : Math.round((run.finished_at.getTime() - run.started_at.getTime()) / 10) / 100,
    waitingUntil: run.state === 'waiting' ? (kept?.waitingUntil ?? null) : null,
    message: run.error,
    planIds: kept?.planIds ?? [],
    written: kept?.written ?? null,
    rejected: kept?.rejected ?? null,
  }
}
